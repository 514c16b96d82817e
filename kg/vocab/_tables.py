"""Tables of text: rows with their line numbers, told apart by their header."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator

from kg.errors import VocabularyError

Row = dict[str, str]


def columns(head: bytes, delimiter: str) -> list[str]:
    """Read the header of a table from its first bytes; [] where they are no text."""
    try:
        line = head.split(b"\n", 1)[0].decode("utf-8-sig").strip("\r")
        return [column.strip() for column in next(csv.reader([line], _DIALECTS[delimiter]), [])]
    except (UnicodeDecodeError, csv.Error):
        return []


def rows(lines: Iterable[str], delimiter: str, header: list[str] | None = None) -> Iterator[tuple[int, Row]]:
    """Yield rows with the line that each ends on; raise VocabularyError where one has too few or many cells.

    Without `header`, the first line names the columns. Tab-separated tables have no quotation marks.
    """
    reader = csv.reader(lines, _DIALECTS[delimiter])
    try:
        names = header or [name.strip() for name in next(reader, [])]
        for cells in reader:
            if not any(cells):
                continue
            if len(cells) != len(names):
                raise VocabularyError(f"line {reader.line_num}: {len(cells)} cells instead of {len(names)}")
            yield reader.line_num, dict(zip(names, map(str.strip, cells), strict=True))
    except csv.Error as error:
        raise VocabularyError(f"line {reader.line_num}: {error}") from error


def parts(cell: str, separator: str = "|") -> list[str]:
    """Take a cell apart that holds a list."""
    return [part for each in cell.split(separator) if (part := each.strip())]


def delimiter_of(head: bytes) -> str:
    """Tell by its first line how a table is separated: by tabs, or by what is there most."""
    line = head.split(b"\n", 1)[0].decode("utf-8", "replace")
    return "\t" if "\t" in line else max(",;", key=line.count)


class _Tabs(csv.Dialect):
    delimiter = "\t"
    quoting = csv.QUOTE_NONE
    lineterminator = "\n"


class _Quoted(csv.excel):
    # a quotation mark that is never closed is an error, and not the rest of the file
    strict = True


class _Semicolons(_Quoted):
    delimiter = ";"


_DIALECTS: dict[str, type[csv.Dialect]] = {"\t": _Tabs, ",": _Quoted, ";": _Semicolons}
