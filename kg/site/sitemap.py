"""The sitemap: every page that stands by itself, for search engines (https://www.sitemaps.org/protocol.html).

A file may hold 50,000 addresses, so there is an index of files; all are gzip with no time in them.
"""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from functools import lru_cache
from xml.sax.saxutils import escape

from kg.site import Release, addresses
from kg.site.asked import url

MOST = 50_000
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def index(pages: Sequence[str], base: str) -> bytes:
    """Spell the index, with the addresses of the files below the base."""
    files = "".join(
        f"<sitemap><loc>{base}sitemap/{number}.xml.gz</loc></sitemap>\n" for number in numbers(pages)
    )
    return f'{_HEAD}<sitemapindex xmlns="{_NAMESPACE}">\n{files}</sitemapindex>\n'.encode()


def sitemap(pages: Sequence[str], base: str, number: int) -> bytes | None:
    """Spell a file, compressed; none where there is none of the number."""
    if number not in numbers(pages):
        return None
    some = pages[(number - 1) * MOST : number * MOST]
    lines = "".join(f"<url><loc>{escape(base + url(page)[1:])}</loc></url>\n" for page in some)
    content = f'{_HEAD}<urlset xmlns="{_NAMESPACE}">\n{lines}</urlset>\n'
    return gzip.compress(content.encode(), mtime=0)


def numbers(pages: Sequence[str]) -> range:
    """Number the files, from 1."""
    return range(1, -(-len(pages) // MOST) + 1)


@lru_cache(maxsize=1)
def every(release: Release) -> list[str]:
    """List all pages of a release."""
    return list(addresses(release))
