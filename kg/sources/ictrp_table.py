"""WHO ICTRP as a table: CSV with any delimiter, or an Excel workbook, the header in one of the first rows."""

from __future__ import annotations

import codecs
import csv
import datetime
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from typing import BinaryIO

import msgspec
import python_calamine

from kg.errors import JSON_ERRORS, RecordError
from kg.sources._ictrp import study_of_row
from kg.sources._ictrp_columns import column
from kg.study import Study

TITLE = "WHO ICTRP table (CSV, XLSX)"

Piece = tuple[str, bytes | RecordError]

MAX_WORKBOOK = 512 * 1024 * 1024  # packed
MAX_UNPACKED = 4 * 1024 * 1024 * 1024
MAX_TIMES = 250
HEADER_WITHIN = 20  # rows
_DELIMITERS = ",;\t|"
_BLOCK = 1 << 20
_CELL = 16 * 1024 * 1024
_WORKBOOK = b"PK\x03\x04"
_FIRST_COLUMN = re.compile(r"trial[\s_]?id", re.IGNORECASE)


def recognises(head: bytes) -> bool:
    """Tell a workbook by its first bytes, a CSV by a header with a trial id among its first rows."""
    if head.startswith(_WORKBOOK):
        return True
    lines = _decoded(head).splitlines()[:HEADER_WITHIN]
    return any(_header_of(line) is not None for line in lines)


def records(stream: BinaryIO) -> Iterator[Piece]:
    """Yield each row as JSON, from the name of each column to its text."""
    start = stream.read(4)
    stream.seek(0)
    return _workbook_rows(stream) if start == _WORKBOOK else _csv_rows(stream)


def study(record: bytes) -> Study:
    """Read one row."""
    try:
        cells = msgspec.json.decode(record, type=dict[str, str])
    except JSON_ERRORS as error:
        raise RecordError(f"not a row of a table: {error}") from error
    return study_of_row(cells)


def _decoded(head: bytes) -> str:
    """Decode the beginning of a file, which may break off inside a character."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return codecs.getincrementaldecoder(encoding)().decode(head)
        except UnicodeDecodeError:
            continue
    return ""


def _header_of(line: str) -> str | None:
    """Give the delimiter of a header, or None where a line is none."""
    if not _FIRST_COLUMN.search(line):
        return None
    for delimiter in _DELIMITERS:
        cells = line.split(delimiter)
        if len(cells) > 3 and _is_header([cell.strip(' "') for cell in cells]):
            return delimiter
    return None


def _is_header(cells: Sequence[str]) -> bool:
    names = [column(cell) for cell in cells]
    return "id" in names and sum(name is not None for name in names) >= 4


def _encoding(stream: BinaryIO) -> str:
    """Find out whether a file is UTF-8 to its end; spreadsheets on Windows write cp1252."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while block := stream.read(_BLOCK):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    finally:
        stream.seek(0)
    return "utf-8-sig"


def _csv_rows(stream: BinaryIO) -> Iterator[Piece]:
    encoding = _encoding(stream)
    text = io.TextIOWrapper(stream, encoding=encoding, errors="replace", newline="")
    csv.field_size_limit(_CELL)
    try:
        delimiter = _find_delimiter(text)
        if delimiter is None:
            yield "header", RecordError(_NO_HEADER)
            return
        reader = csv.reader(text, delimiter=delimiter)
        try:
            yield from _rows(reader, "")
        except csv.Error as error:
            yield f"line {reader.line_num}", RecordError(f"broken CSV: {error}")
    finally:
        text.detach()


_NO_HEADER = (
    f"none of the first {HEADER_WITHIN} rows is a header with a trial id (TrialID, Trial_ID, trial_id);"
    " columns are separated by a comma, a semicolon, a tab or |"
)


def _find_delimiter(text: io.TextIOWrapper) -> str | None:
    """Find the delimiter in the header, and leave the text at its beginning."""
    found = None
    for _, line in zip(range(HEADER_WITHIN), text, strict=False):
        found = found or _header_of(line)
    text.seek(0)
    return found


def _rows(rows: Iterator[Sequence[object]], place: str) -> Iterator[Piece]:
    """Yield the rows below the header; a row whose cells do not fit the header is a RecordError."""
    header: list[str] | None = None
    for number, row in enumerate(rows, start=1):
        cells = [_text(cell) for cell in row]
        position = f"{place}row {number}"
        if header is None:
            header = cells if _is_header(cells) else None
            if number == HEADER_WITHIN and header is None:
                return
        elif not any(cell.strip() for cell in cells):
            continue
        elif len(cells) != len(header):
            why = f"{len(cells)} cells, where the header has {len(header)}; a delimiter or a quote is wrong"
            yield position, RecordError(why)
        else:
            yield position, msgspec.json.encode(_named(header, cells))


def _named(header: list[str], cells: list[str]) -> dict[str, str]:
    """Pair cells with columns; a second column of one name, or one without any, is told by its number."""
    named: dict[str, str] = {}
    for number, (name, cell) in enumerate(zip(header, cells, strict=True), start=1):
        key = name.strip() or f"column {number}"
        named[key if key not in named else f"{key} ({number})"] = cell
    return named


def _text(cell: object) -> str:
    """Spell a cell: a date as a day, a whole number without its point."""
    if isinstance(cell, datetime.datetime | datetime.date):
        return cell.isoformat()[:10]
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)


def _workbook_rows(stream: BinaryIO) -> Iterator[Piece]:
    content = stream.read(MAX_WORKBOOK + 1)
    if why := _too_large(content):
        yield "workbook", RecordError(why)
        return
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = workbook.sheet_names
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        yield "workbook", RecordError(f"a workbook that cannot be opened: {error}")
        return
    found = False
    for name in names:
        try:
            rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
        except (python_calamine.CalamineError, OSError, ValueError) as error:
            yield f"sheet {name}", RecordError(f"a sheet that cannot be read: {error}")
            found = True
            continue
        for piece in _rows(iter(rows), f"sheet {name}, "):
            found = True
            yield piece
    if not found:
        yield "workbook", RecordError(_NO_HEADER)


def _too_large(content: bytes) -> str:
    """Say why a workbook is not opened, by the sizes that its directory tells."""
    if len(content) > MAX_WORKBOOK:
        return f"a workbook of more than {MAX_WORKBOOK >> 20} MB; export as CSV or XML"
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(info.file_size for info in archive.infolist())
    except zipfile.BadZipFile as error:
        return f"a workbook that cannot be opened: {error}"
    if unpacked > MAX_UNPACKED or unpacked > MAX_TIMES * max(len(content), _BLOCK):
        return f"a workbook that unpacks to {unpacked >> 20} MB, as a zip bomb does; export as CSV or XML"
    return ""
