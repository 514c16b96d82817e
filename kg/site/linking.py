"""Links of pages that are files: relative, so that the folder works at the root of a host or below a path.

A page `/trial/NCT1` is the file `trial/NCT1.html`. Links to pages that are there name the file; whatever the
server would have to make (a search, a query) is left as it is, below the same root.
"""

from __future__ import annotations

import html
import re
from collections.abc import Container
from urllib.parse import unquote

from kg.site.asked import url

_LINK = re.compile(r'(\s(?:href|src|action|formaction|data-[a-z-]+)=")(/(?!/)[^"]*)"')
_ADDRESS = re.compile(r"([^?#]*)(.*)", re.DOTALL)


def file_of(address: str) -> str:
    """Give the path of the file of a page, below the root.

    >>> file_of("/"), file_of("/trial/NCT1"), file_of("/dumps/")
    ('index.html', 'trial/NCT1.html', 'dumps/index.html')
    """
    return address[1:] + "index.html" if address.endswith("/") else address[1:] + ".html"


def linked(page: str, address: str, pages: Container[str]) -> str:
    """Make the links of a page relative to where its file is."""
    up = "../" * (file_of(address).count("/")) or "./"

    def relative(found: re.Match[str]) -> str:
        return f'{found[1]}{up}{_target(html.unescape(found[2]), pages)}"'

    return _LINK.sub(relative, page)


def _target(link: str, pages: Container[str]) -> str:
    """Spell a link below the root: the file of a page that is there, else the address as it is."""
    path, rest = _ADDRESS.fullmatch(link).groups()  # type: ignore[union-attr]
    address = unquote(path)
    if address in pages and not rest.startswith("?"):
        return html.escape(url("/" + file_of(address))[1:] + rest)
    return html.escape(link[1:])
