"""`/search?q=…`: what words find, in groups; `kind=…` one group, paged. The id of a trial leads to it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.search.find import LONGEST
from kg.site.asked import Asked
from kg.site.html import Page
from kg.site.paging import Paging
from kg.site.release import Release
from kg.site.search import PAGE, TITLES, results, trial_of

ADDRESS = re.compile("/search")


def page(release: Release, asked: Asked) -> Page:
    """Search, or send to the one trial that has what is asked for as its id."""
    text, kind = asked.one("q").strip()[:LONGEST], asked.one("kind")
    if text and not kind and (trial := trial_of(release, text)):
        return Page("elsewhere.html", text, {"to": trial}, location=trial)
    found = results(release, asked)
    paging = None
    if kind in TITLES and found.groups:
        paging = Paging(asked, found.groups[0].total, PAGE)
        found = results(release, asked, paging.offset)
    content = {"q": text, "kind": kind if kind in TITLES else "", "found": found, "paging": paging}
    return Page("search.html", f"{text} – search" if text else "Search", {**content, "titles": TITLES})


def addresses(release: Release) -> Iterator[str]:
    """Yield none: what is found depends on the words."""
    yield from ()
