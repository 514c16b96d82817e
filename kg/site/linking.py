"""Links of pages that are files: relative, so that the folder works at the root of a host or below a path.

A page `/trial/NCT1` is the file `trial/NCT1.html`. Links to pages that are there name the file; a concept
without one is linked to where its IRI says, or not at all; whatever the server would have to make (a query)
is left as it is, below the same root.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Container
from urllib.parse import unquote

from kg.site.asked import url

# the page that asks its own files
SEARCH = "/search"
_CONCEPT = "/concept/"
_LINK = re.compile(r'(\s(?:href|src|action|formaction|data-[a-z-]+)=")(/(?!/)[^"]*)"')
_ADDRESS = re.compile(r"([^?#]*)(.*)", re.DOTALL)


def file_of(address: str) -> str:
    """Give the path of the file of a page, below the root.

    >>> file_of("/"), file_of("/trial/NCT1"), file_of("/dumps/")
    ('index.html', 'trial/NCT1.html', 'dumps/index.html')
    """
    return address[1:] + "index.html" if address.endswith("/") else address[1:] + ".html"


def linked(page: str, address: str, pages: Container[str], away: Callable[[str], str | None]) -> str:
    """Make the links of a page relative to its file; `away` says where a concept without a page stands."""
    up = "../" * (file_of(address).count("/")) or "./"

    def relative(found: re.Match[str]) -> str:
        path, rest = _ADDRESS.fullmatch(html.unescape(found[2])).groups()  # type: ignore[union-attr]
        to = unquote(path)
        if to.startswith(_CONCEPT) and to not in pages:
            iri = away(to)
            return f'{found[1]}{html.escape(iri)}"' if iri else ""
        return f'{found[1]}{up}{html.escape(_below(path, to, rest, pages))}"'

    return _LINK.sub(relative, page)


def _below(path: str, to: str, rest: str, pages: Container[str]) -> str:
    """Spell a link below the root: the file of a page that is there, else the address as it is."""
    if to in pages and (to == SEARCH or not rest.startswith("?")):
        return url("/" + file_of(to))[1:] + rest
    return path[1:] + rest
