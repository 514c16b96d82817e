"""`/code/{scheme}`: the codes of a list; `/code`: all lists."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.site.asked import Asked
from kg.site.entity import codes
from kg.site.html import Page
from kg.site.place import iri_at
from kg.site.release import Release
from kg.site.things import path
from kg.terms import inside

ADDRESS = re.compile("/code(?:/(?P<scheme>[^/]+))?")


def page(release: Release, asked: Asked, scheme: str | None) -> Page | None:
    """List codes, or lists of codes."""
    if scheme is None:
        return Page("schemes.html", "Code lists", {"schemes": codes.schemes(release)})
    iri = iri_at(release, asked.path)
    found = codes.listed(release, iri) if iri else []
    if not iri or not found:
        return None
    label = codes.label(release, iri)
    return Page("scheme.html", f"{label}: a code list", {"label": label, "codes": found}, inside(iri))


def addresses(release: Release) -> Iterator[str]:
    """One page a list, and one of them all."""
    yield "/code"
    for scheme, _ in codes.schemes(release):
        yield path(release, scheme.iri) or ""
