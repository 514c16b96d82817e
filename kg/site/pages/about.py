"""`/about`: which release this is, and how to take or cite it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.site.asked import Asked
from kg.site.html import Page
from kg.site.release import Release

ADDRESS = re.compile("/about")


def page(release: Release, asked: Asked) -> Page:
    """Say what is in the release."""
    return Page("about.html", "About this release", {"release": release.name, "counts": release.manifest})


def addresses(release: Release) -> Iterator[str]:
    """One page."""
    yield "/about"
