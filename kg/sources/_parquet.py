"""Records in the rows of a Parquet file, as data lakes keep them: one column holds each record as it was.

It is the column `record`, or the only one of bytes or text. Needs PyArrow (`trialkg[parquet]`).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kg.errors import SourceError

MAGIC = b"PAR1"  # first and last bytes of the file: https://parquet.apache.org/docs/file-format/
COLUMN = "record"
_ROWS = 256  # in memory at once; a record can have megabytes


def rows(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield each record, called `row N` from 1 on; raises SourceError where none can be told, or read."""
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise SourceError("Parquet needs PyArrow: pip install 'trialkg[parquet]'") from error
    try:
        with parquet.ParquetFile(path) as file:
            column = _column(file.schema_arrow)
            number = 0
            for batch in file.iter_batches(_ROWS, columns=[column]):
                for value in batch.column(0).to_pylist():
                    number += 1
                    yield f"row {number}", _content(value)
    except pyarrow.ArrowException as error:
        raise SourceError(f"broken Parquet: {error}") from error


def _content(value: bytes | str | None) -> bytes:
    return value.encode() if isinstance(value, str) else value or b""


def _column(schema: Any) -> str:
    """Choose the column of records."""
    import pyarrow

    textual = {pyarrow.binary(), pyarrow.large_binary(), pyarrow.string(), pyarrow.large_string()}
    fitting: list[str] = [field.name for field in schema if field.type in textual]
    if COLUMN in fitting:
        return COLUMN
    if len(fitting) != 1:
        raise SourceError(
            f"of the columns {', '.join(schema.names)} it cannot be told which holds the records: call it"
            f" {COLUMN!r}, of bytes or text"
        )
    return fitting[0]
