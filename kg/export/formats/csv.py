"""CSV: a file a table, UTF-8 with a header (https://www.rfc-editor.org/rfc/rfc4180, lines ending in \\n)."""

from __future__ import annotations

import csv
from pathlib import Path

from kg.export.formats._tables import TablesWriter
from kg.export.joined import plain
from kg.export.release import Release
from kg.export.shared import Cell
from kg.export.tables import Table, tables

TITLE = "CSV tables"
MEDIA_TYPE = "text/csv"
EXTENSION = ""


def is_ours(name: str) -> bool:
    """Tell a table's file by its name."""
    return name.endswith(".csv") and name.removesuffix(".csv") in tables()


def writer(out: Path, release: Release) -> TablesWriter:
    """Write one file a table into a folder."""
    return TablesWriter({table.name: _Sheet(out, table) for table in tables().values()}, release)


class _Sheet:
    def __init__(self, folder: Path, table: Table) -> None:
        self._file = (folder / f"{table.name}.csv").open("w", encoding="utf-8", newline="")
        self._rows = csv.writer(self._file, lineterminator="\n")
        self._rows.writerow([column.name for column in table.columns])

    def row(self, cells: list[Cell]) -> None:
        self._rows.writerow(map(plain, cells))

    def close(self) -> None:
        self._file.close()
