"""The names that questions take, looked up in the index: none is read before it is asked for."""

from __future__ import annotations

from functools import cached_property

import pyoxigraph

from kg.ask import StoreNames
from kg.search import Index


class IndexNames(StoreNames):
    """The names of a build, with those of concepts in its index."""

    def __init__(self, store: pyoxigraph.Store, index: Index) -> None:
        super().__init__(store)
        self._index = index

    @cached_property
    def concepts(self) -> list[tuple[str, str]]:
        """List them all, as for a name that is none of them."""
        return self._index.names()

    def called(self, name: str) -> str | None:
        """Look in the index."""
        return self._index.named(name)
