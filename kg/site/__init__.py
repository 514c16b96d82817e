"""What a build looks like to people: an address in, a page out; nothing here knows of HTTP.

An address is the path of a page on the site, with its query. A page about a thing stands where the IRI of
the thing says, below the base: `https://w3id.org/trialkg/trial/NCT06120127` is `/trial/NCT06120127`. One
module of `pages/` knows one kind of page; `find` asks them in turn, and none is registered by hand.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from types import ModuleType

import msgspec

from kg.site import pages
from kg.site.asked import Asked
from kg.site.html import Page
from kg.site.release import Release

__all__ = ["Asked", "Page", "Release", "addresses", "find", "kinds"]


def find(release: Release, asked: Asked) -> Page | None:
    """Make the page at an address; none where the release has nothing there.

    Raises QueryError where the query of the address asks for what cannot be.
    """
    for module in kinds():
        if found := module.ADDRESS.fullmatch(asked.path):
            page: Page | None = module.page(release, asked, **found.groupdict())
            return msgspec.structs.replace(page, path=asked.path) if page else None
    return None


def addresses(release: Release) -> Iterator[str]:
    """Yield the address of every page that stands by itself, for a static site and for the sitemap."""
    for module in kinds():
        yield from module.addresses(release)


@cache
def kinds() -> list[ModuleType]:
    """Import every kind of page, in the order of their names."""
    names = sorted(found.name for found in pkgutil.iter_modules(pages.__path__) if found.name[0] != "_")
    return [import_module(f"kg.site.pages.{name}") for name in names]
