"""Answers: rows under their names, and of how many they are."""

from __future__ import annotations

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

    def of(self, rows: list[Row]) -> list[Row]:
        """Cut the page out of all rows."""
        end = None if self.limit is None else self.offset + self.limit
        return rows[self.offset : end]


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

    def different(self, column: str) -> int:
        """Count the different values of a column."""
        at = self.columns.index(column)
        return len({row[at] for row in self.rows if row[at] is not None})
