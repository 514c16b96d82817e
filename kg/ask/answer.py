"""Answers: rows under their names, and of how many they are."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
import pyoxigraph

Term = pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal | pyoxigraph.Triple | None
Row = tuple[Term, ...]


class Counted(msgspec.Struct, frozen=True):
    """The sentence that says of how many, and the numbers in it by name."""

    sentence: str
    numbers: dict[str, int]


class Page(msgspec.Struct, frozen=True):
    """Which rows are wanted: at most `limit`, from the row after `offset`."""

    limit: int | None = None
    offset: int = 0

    def holds(self, place: int) -> bool:
        """Tell whether the row at a place, counted from 0, is on the page."""
        return self.offset <= place and (self.limit is None or place < self.offset + self.limit)


class Answer(msgspec.Struct, frozen=True):
    """One page of rows; `total` is how many there are in all."""

    columns: list[str]
    rows: list[Row]
    total: int
    page: Page = Page()
    counted: Counted | None = None

    @classmethod
    def of(cls, results: pyoxigraph.QuerySolutions) -> Answer:
        """Take all rows of a result."""
        rows = [tuple(solution) for solution in results]
        return cls(columns=[variable.value for variable in results.variables], rows=rows, total=len(rows))


class Reader:
    """Goes through a result once: keeps the rows of one page, and the different values of some columns.

    A column that the result does not have is a `ValueError`.
    """

    def __init__(self, results: pyoxigraph.QuerySolutions, page: Page, different: Iterable[str]) -> None:
        self._columns = [variable.value for variable in results.variables]
        self._rows, self._page = results, page
        self._values: dict[str, set[Term]] = {column: set() for column in different}

    def answer(self) -> Answer:
        """Read to the end; only what is kept takes memory."""
        places = [(self._columns.index(column), values) for column, values in self._values.items()]
        kept, total = [], 0
        for total, row in enumerate(self._rows, 1):
            for at, values in places:
                values.add(row[at])
            if self._page.holds(total - 1):
                kept.append(tuple(row))
        return Answer(columns=self._columns, rows=kept, total=total, page=self._page)

    def different(self, column: str) -> int:
        """Count the different values of a column, without rows that have none."""
        return len(self._values[column] - {None})
