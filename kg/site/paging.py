"""Where one is in a long list: a page of it, and the addresses of the others."""

from __future__ import annotations

from urllib.parse import urlencode

import msgspec

from kg.site.asked import Asked, url


class Paging(msgspec.Struct, frozen=True):
    """One page of a list of `total` things, `size` to a page; `key` of the address chooses it."""

    asked: Asked
    total: int
    size: int = 50
    key: str = "page"

    @property
    def pages(self) -> int:
        """Count the pages; an empty list has one."""
        return max(1, -(-self.total // self.size))

    @property
    def number(self) -> int:
        """Give the page that is asked for, from 1; the nearest one where there is none such."""
        return min(max(1, self.asked.number(self.key, 1)), self.pages)

    @property
    def offset(self) -> int:
        """Count what stands on earlier pages."""
        return (self.number - 1) * self.size

    @property
    def first(self) -> int:
        """Give the place of the first thing on this page, from 1; 0 in an empty list."""
        return min(self.offset + 1, self.total)

    @property
    def last(self) -> int:
        """Give the place of the last thing on this page."""
        return min(self.offset + self.size, self.total)

    def address(self, number: int) -> str:
        """Give the address of another page of the list, all else as it was asked."""
        kept = [(key, value) for key, value in self.asked.query if key != self.key]
        query = urlencode(kept + ([(self.key, str(number))] if number > 1 else []))
        return url(self.asked.path) + ("?" + query if query else "")
