"""`/browse/{kind}`: every thing of a kind, by number of trials or by name; `/browse`: the kinds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.search.things import kinds, listed
from kg.site.asked import Asked
from kg.site.entity.kinds import KINDS, counted
from kg.site.html import Page
from kg.site.nodes import instances
from kg.site.paging import Paging
from kg.site.release import Release
from kg.terms import TKG

ADDRESS = re.compile("/browse(?:/(?P<key>[a-z-]+))?")
SIZE = 100


def page(release: Release, asked: Asked, key: str | None) -> Page | None:
    """List the kinds, or the things of one."""
    if key is None:
        vocabularies = list(instances(release, TKG.VocabularyRelease))
        return Page("kinds.html", "Browse", {"kinds": counted(release), "vocabularies": vocabularies})
    if key not in KINDS:
        return None
    kind = KINDS[key]
    total, used = kinds(release.search).get((kind.kind, kind.place), (0, 0))
    order = "name" if asked.one("by") == "name" else "trials"
    paging = Paging(asked, total, SIZE)
    content = {
        "kind": kind,
        "used": used,
        "order": order,
        "paging": paging,
        "things": listed(release.search, kind.kind, kind.place, order, SIZE, paging.offset),
    }
    return Page("browse.html", kind.title, content)


def addresses(release: Release) -> Iterator[str]:
    """One page a kind, the first of it; and one of the kinds."""
    yield "/browse"
    for kind, _, _ in counted(release):
        yield f"/browse/{kind.key}"
