"""A copy of the site under another address: its own IRIs, and where its links lead.

What is rewritten is the base of the build, wherever it is spelt. The ontology, the codes and our own concepts
are the same in every copy, so that data of two copies can be joined and every query runs on both.
"""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import urlsplit

from kg.errors import KgError
from kg.terms import checked_base

# links of a page to the site itself; quotes that the data brings are escaped, so these are a template's
_LINK = re.compile(rb'(\s(?:href|src|action|formaction|data-[a-z-]+)=")/(?!/)([^"]*)')


def site_base(value: str) -> str:
    """Check the address of a site: http or https, ending in a slash, without query."""
    checked_base(value)
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or not value.endswith("/"):
        raise KgError(f"{value!r} cannot be the address of a site: give one such as http://localhost:8000/")
    return value


def home_of(base: str) -> str:
    """Give the path below which a site stands: "" at the root of its host, otherwise such as `/kg`."""
    return urlsplit(base).path.rstrip("/") if base else ""


def rebased(content: bytes, base: str, to: str) -> bytes:
    """Rewrite the base of the build; with no other base, nothing."""
    return _base(base).sub(to.encode().replace(b"\\", b"\\\\"), content) if to and to != base else content


def rehomed(page: bytes, home: str) -> bytes:
    """Have the links of a page lead below a path."""
    return _LINK.sub(rb"\1" + home.encode() + rb"/\2", page) if home else page


@cache
def _base(base: str) -> re.Pattern[bytes]:
    return re.compile(re.escape(base.encode()) + rb"(?!ontology\b|code/|concept/)")
