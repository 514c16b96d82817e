"""What is asked of the site: an address with its query, parsed."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import parse_qsl, quote, unquote

import msgspec

_KEPT = "/:@!$&'()*+,;=~-._"


class Asked(msgspec.Struct, frozen=True):
    """A path as it reads (not percent-encoded), and its query in the order given."""

    path: str
    query: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, path: str, query: str = "") -> Asked:
        """Parse the path and the query of a URL."""
        return cls(unquote(path), tuple(parse_qsl(query, keep_blank_values=False)))

    def all(self, name: str) -> list[str]:
        """Give every value of a key."""
        return [value for key, value in self.query if key == name]

    def one(self, name: str, default: str = "") -> str:
        """Give the last value of a key."""
        return (self.all(name) or [default])[-1]

    def number(self, name: str, default: int) -> int:
        """Give a key as a whole number from 0; the default where it is none."""
        value = self.one(name)
        return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else default


@lru_cache(maxsize=1 << 14)
def url(path: str) -> str:
    """Percent-encode a path for a link; what follows a `#`, which no path holds, stays a fragment."""
    before, mark, fragment = path.partition("#")
    return quote(before, safe=_KEPT) + mark + quote(fragment, safe=_KEPT)
