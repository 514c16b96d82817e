"""`/combinations?treatment=…&condition=…`: which treatments trials combine, by arm, as a matrix."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlencode

from kg.site.asked import Asked
from kg.site.combined import MOST, Combinations, combinations
from kg.site.html import Page
from kg.site.release import Release
from kg.site.search import KINDS

ADDRESS = re.compile("/combinations")
OFFERED = 60


def page(release: Release, asked: Asked) -> Page:
    """Show the matrix, and the form that picks what is in it."""
    found = combinations(release, asked)
    content = {
        "found": found,
        "without": list(_without(found)),
        "treatments": release.search.frequent(KINDS["treatment"], OFFERED),
        "conditions": release.search.frequent(KINDS["condition"], OFFERED),
        "most": MOST,
    }
    return Page("combinations.html", "Treatments that trials combine", content)


def _without(found: Combinations) -> Iterator[tuple[str, str]]:
    """Yield each picked treatment with the address of the page without it."""
    condition = [("condition", found.condition.words)] if found.condition else []
    for one in found.picked:
        others = [("treatment", other.words) for other in found.picked if other is not one]
        yield one.words, "/combinations?" + urlencode([*others, *condition])


def addresses(release: Release) -> Iterator[str]:
    """Yield the page of the most frequent treatments."""
    yield "/combinations"
