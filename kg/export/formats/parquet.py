"""Parquet: a file a table, with types and lists (https://parquet.apache.org), for data frames."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kg.export.extra import extra
from kg.export.formats._tables import TablesWriter
from kg.export.release import Release
from kg.export.shared import Cell
from kg.export.tables import Column, Table, tables

TITLE = "Parquet tables"
MEDIA_TYPE = "application/vnd.apache.parquet"
EXTENSION = ""

# rows that are held before they are written; the long texts of so many trials are about 30 MB
_GROUP = 4096
_TYPES = {"text": "string", "integer": "int64", "number": "float64", "boolean": "bool_"}


def is_ours(name: str) -> bool:
    """Tell a table's file by its name."""
    return name.endswith(".parquet") and name.removesuffix(".parquet") in tables()


def writer(out: Path, release: Release) -> TablesWriter:
    """Write one file a table into a folder; an ExportError where pyarrow is not installed."""
    arrow, parquet = extra("pyarrow", "parquet"), extra("pyarrow.parquet", "parquet")
    sheets = {table.name: _Sheet(out, table, arrow, parquet) for table in tables().values()}
    return TablesWriter(sheets, release)


class _Sheet:
    """Writes row groups, each column's values by themselves."""

    def __init__(self, folder: Path, table: Table, arrow: Any, parquet: Any) -> None:
        self._arrow = arrow
        self._schema = arrow.schema([(column.name, _type(arrow, column)) for column in table.columns])
        self._file = parquet.ParquetWriter(folder / f"{table.name}.parquet", self._schema, compression="zstd")
        self._rows: list[list[Cell]] = []

    def row(self, cells: list[Cell]) -> None:
        self._rows.append(cells)
        if len(self._rows) == _GROUP:
            self._flush()

    def close(self) -> None:
        if self._rows:
            self._flush()
        self._file.close()

    def _flush(self) -> None:
        columns = zip(*self._rows, strict=True)
        arrays = [
            self._arrow.array(cells, field.type) for cells, field in zip(columns, self._schema, strict=True)
        ]
        self._file.write_table(self._arrow.Table.from_arrays(arrays, schema=self._schema))
        self._rows = []


def _type(arrow: Any, column: Column) -> Any:
    kind = getattr(arrow, _TYPES[column.type])()
    return arrow.list_(kind) if column.many else kind
