"""Rows about what many trials share (bodies, sites), gathered on disk so that memory does not grow.

Each record says a little of a shared thing; its row has what the first that speaks of a column says.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence

import msgspec

from kg.export.schema import Value

Cell = Value | list[Value] | None


class Shared:
    """Rows by table and key, in a database that SQLite keeps in a temporary file of its own."""

    def __init__(self) -> None:
        self._rows = sqlite3.connect("", isolation_level=None)
        self._rows.execute("PRAGMA journal_mode = OFF")
        self._rows.execute(
            "CREATE TABLE one (kind TEXT, key TEXT, row BLOB, PRIMARY KEY (kind, key)) WITHOUT ROWID"
        )

    def merge(self, kind: str, key: str, row: Sequence[Cell]) -> None:
        """Add a row, or fill the gaps of the one that is there."""
        given = msgspec.json.encode(row)
        added = self._rows.execute("INSERT OR IGNORE INTO one VALUES (?, ?, ?)", (kind, key, given))
        if added.rowcount:
            return
        (old,) = self._rows.execute("SELECT row FROM one WHERE kind = ? AND key = ?", (kind, key)).fetchone()
        if old == given:
            return
        filled = [_both(mine, other) for mine, other in zip(msgspec.json.decode(old), row, strict=True)]
        self._rows.execute(
            "UPDATE one SET row = ? WHERE kind = ? AND key = ?", (msgspec.json.encode(filled), kind, key)
        )

    def rows(self, kind: str) -> Iterator[tuple[str, list[Cell]]]:
        """Yield keys and rows in the order of keys."""
        for key, row in self._rows.execute("SELECT key, row FROM one WHERE kind = ? ORDER BY key", (kind,)):
            yield key, msgspec.json.decode(row)

    def lacking(self, kind: str, other: str) -> Iterator[str]:
        """Yield the keys of one table that another has not."""
        query = (
            "SELECT key FROM one AS this WHERE kind = ? AND NOT EXISTS "
            "(SELECT 1 FROM one WHERE kind = ? AND key = this.key) ORDER BY key"
        )
        for (key,) in self._rows.execute(query, (kind, other)):
            yield key

    def close(self) -> None:
        """Give the disk space back."""
        self._rows.close()


def _both(mine: Cell, other: Cell) -> Cell:
    if isinstance(mine, list) and isinstance(other, list):
        return list(dict.fromkeys([*mine, *other]))
    return other if mine is None else mine
