"""`/`: what is in here, and the first questions one may ask of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.site.asked import Asked
from kg.site.html import Page
from kg.site.release import Release
from kg.site.start import HEADLINES, PARTS, overview

ADDRESS = re.compile("/")


def page(release: Release, asked: Asked) -> Page:
    """Show counts, charts, sources and questions."""
    content = {
        "seen": overview(release),
        "headlines": HEADLINES,
        "parts": PARTS,
        "release": release.name,
        "triples": release.manifest.triples,
    }
    return Page("start.html", "Clinical trials as a knowledge graph", content)


def addresses(release: Release) -> Iterator[str]:
    """One page."""
    yield "/"
