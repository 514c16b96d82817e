"""`/code/{scheme}/{code}`: a value of a code list: what it means, where it is said, and of which trials."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.site.asked import Asked
from kg.site.entity import asks, codes
from kg.site.entity.concepts import Match, short
from kg.site.html import Page
from kg.site.listing import listing
from kg.site.nodes import first, subjects
from kg.site.paging import Paging
from kg.site.place import iri_at
from kg.site.release import Release
from kg.site.things import path, thing
from kg.terms import SKOS, TKG, A, inside

ADDRESS = re.compile("/code/(?P<scheme>[^/]+)/(?P<code>[^/]+)")
SIZE = 25


def page(release: Release, asked: Asked, scheme: str, code: str) -> Page | None:
    """Describe a code, and list the trials that have it."""
    iri = iri_at(release, asked.path)
    if not iri or not codes.is_code(release, iri):
        return None
    used = codes.use(release, iri)
    paging = Paging(asked, len(used.trials), SIZE)
    label = codes.label(release, iri)
    match = first(release, iri, SKOS.exactMatch)
    content = {
        "label": label,
        "code": code,
        "scheme": thing(release, first(release, iri, SKOS.inScheme)),
        "match": Match(short(release, match), inside(match)) if match else None,
        "used": used,
        "counted": codes.counted(release, scheme, code),
        "most": codes.LOOKED_AT,
        "paging": paging,
        "trials": listing(release, used.trials[paging.offset : paging.last]),
        "asks": list(asks.by_code(release, scheme, code, label)),
    }
    return Page("code.html", f"{label} ({scheme})", content, inside(iri))


def addresses(release: Release) -> Iterator[str]:
    """One page a code."""
    for iri in sorted({node for node, _ in subjects(release, A, TKG.Code)}):
        yield path(release, iri) or ""
