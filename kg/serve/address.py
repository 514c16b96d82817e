"""The address that a client asks for, read strictly: what no address of ours can be is refused."""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes, urlencode

import msgspec
from starlette.requests import Request

from kg.errors import ServeError
from kg.site import Asked
from kg.site.representation import Representation, split_suffix

# characters; no IRI of a build is as long, and no question of ours
LONGEST_PATH, LONGEST_QUERY = 1000, 8000
_BAD_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


class AddressError(ServeError):
    """It is no address; `status` is 400, 404 or 414."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Address(msgspec.Struct, frozen=True):
    """A path as it reads, without the suffix of a form; the query without `format`; a page of the data."""

    path: str
    query: str = ""
    suffix: Representation | None = None
    format: str = ""
    number: int = 1

    @classmethod
    def of(cls, request: Request) -> Address:
        """Read the address of a request; raises AddressError."""
        path, suffix = split_suffix(read_path(request.scope["raw_path"].decode("latin-1")))
        query = request.scope["query_string"].decode("latin-1")
        if len(query) > LONGEST_QUERY:
            raise AddressError(414, f"A query of more than {LONGEST_QUERY:,} characters is not read.")
        asked = Asked.of("", query)
        kept = [(key, value) for key, value in asked.query if key != "format"]
        number = max(1, asked.number("page", 1))
        return cls(path, urlencode(kept), suffix, asked.one("format").replace(" ", "+"), number)


def read_path(raw: str) -> str:
    """Read a path as it stands in a request line; raises AddressError where it is none of ours.

    >>> read_path("/concept/NCIT%3AC71104")
    '/concept/NCIT:C71104'
    """
    if len(raw) > LONGEST_PATH:
        raise AddressError(414, f"An address of more than {LONGEST_PATH:,} characters is not read.")
    if _BAD_PERCENT.search(raw):
        raise AddressError(400, "Two hexadecimal digits must follow each %; % itself is %25.")
    try:
        path = unquote_to_bytes(raw).decode("utf-8")
    except UnicodeDecodeError as error:
        raise AddressError(400, "The address is not UTF-8.") from error
    if _CONTROL.search(path):
        raise AddressError(400, "The address has control characters.")
    if any(step in (".", "..") for step in path.split("/")) or "//" in path or "\\" in path:
        raise AddressError(404, "Nothing has such an address.")
    return path
