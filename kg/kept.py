"""Answers kept in memory, bounded in bytes; the one that was not asked for longest goes first.

A release never changes, so what was made of it is right as long as it is served: keys name the release.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, Protocol, TypeVar


class Sized(Protocol):
    """What the cache keeps: anything that knows its size in bytes."""

    @property
    def size(self) -> int:
        """How many bytes it takes."""
        ...


T = TypeVar("T", bound=Sized)


class Kept(Generic[T]):
    """Things by key, at most `limit` bytes of them; one that is more than an eighth is not kept."""

    def __init__(self, limit: int) -> None:
        self.limit, self.size = limit, 0
        self.hits = self.misses = 0
        self._kept: OrderedDict[Hashable, T] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Hashable) -> T | None:
        """Give what is kept under a key, and remember that it was asked for."""
        found = self._kept.get(key)
        if found is None:
            self.misses += 1
            return None
        self.hits += 1
        self._kept.move_to_end(key)
        return found

    def put(self, key: Hashable, value: T) -> None:
        """Keep a thing, and let go what was not asked for longest."""
        if value.size > self.limit // 8:
            return
        if before := self._kept.pop(key, None):
            self.size -= before.size
        self._kept[key] = value
        self.size += value.size
        while self.size > self.limit:
            _, gone = self._kept.popitem(last=False)
            self.size -= gone.size

    def clear(self) -> None:
        """Let go everything, as when another release is served."""
        self._kept.clear()
        self.size = 0
