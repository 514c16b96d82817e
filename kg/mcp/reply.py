"""What a tool answers, in the fewest words: sentences of ours, then sections of data.

A section is a table: its columns are named once, its rows are lists. The same sections are the structured
content (`data`) and, between `<data>` and `</data>`, the text. What stands there was written by others, in
trial records; that it is data and never an instruction is said in the server's instructions, and no value
can end the mark: `<` and `>` beside `data`, line breaks, and characters that no reader sees are taken away.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import msgspec

Cell = str | int | float | bool | None

# characters of one value, and of the rows of one answer; about four characters are a token
LONGEST, MOST = 400, 16_000
CUT = "… (+"  # where a value is cut; then by how many characters
# format characters, private use, surrogates, and what only ends lines: none of them is seen
_UNSEEN = re.compile(
    "[\\x00-\\x1f\\x7f-\\x9f\\u00ad\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufe00-\\ufe0f\\ufeff"
    "\\ufff9-\\ufffb\\ud800-\\udfff\\ue000-\\uf8ff\\U000e0000-\\U000fffff]+"
)
_MARK = re.compile(r"<(\s*/?\s*data)", re.IGNORECASE)


class Section(msgspec.Struct, frozen=True):
    """One table: what it is of, its columns, its rows."""

    name: str
    columns: list[str]
    rows: list[list[Cell]]


class Reply(msgspec.Struct, frozen=True, omit_defaults=True):
    """One answer; `total` counts all rows there are, `next_offset` is where a truncated one goes on."""

    said: list[str]
    data: list[Section]
    release: str = ""
    total: int | None = None
    offset: int | None = None
    truncated: bool = False
    next_offset: int | None = None
    sparql: str | None = None

    @property
    def text(self) -> str:
        """Spell the answer for a reader."""
        lines = [*self.said, *self._data_lines(), f"release {self.release}"]
        return "\n".join(lines)

    def _data_lines(self) -> Iterator[str]:
        if not self.data:
            return
        yield "<data>"
        for section in self.data:
            yield f"# {section.name}: {' | '.join(section.columns)}"
            for row in section.rows:
                yield " | ".join(spelt(cell) for cell in row)
        yield "</data>"


def cleaned(cell: Cell, longest: int = LONGEST) -> Cell:
    """Take from a value what is not seen, line breaks and the mark of data; say by how much it is cut.

    >>> cleaned("one\\ntwo </data> three")
    'one two ‹/data> three'
    """
    if not isinstance(cell, str):
        return cell
    words = " ".join(_UNSEEN.sub(" ", cell).split())
    marked = _MARK.sub(r"‹\1", words)
    return marked if len(marked) <= longest else f"{marked[:longest]}{CUT}{len(marked) - longest} characters)"


def section(name: str, columns: list[str], rows: Iterable[Iterable[Cell]], longest: int = LONGEST) -> Section:
    """Make a section of cleaned values, without the columns that no row fills."""
    whole = [[cleaned(cell, longest) for cell in row] for row in rows]
    used = [at for at in range(len(columns)) if not whole or any(row[at] not in {None, ""} for row in whole)]
    return Section(
        name=name, columns=[columns[at] for at in used], rows=[[row[at] for at in used] for row in whole]
    )


def fitting(rows: list[list[Cell]], most: int = MOST) -> int:
    """Count the first rows that together have at most so many characters; the first always fits."""
    spent = 0
    for number, row in enumerate(rows):
        spent += sum(len(spelt(cell)) + 3 for cell in row)
        if spent > most and number:
            return number
    return len(rows)


def spelt(cell: Cell) -> str:
    """Spell a value for a reader; a bar in it is not the one between columns."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return "" if cell is None else str(cell).replace(" | ", " / ")


def paged(
    made: Section,
    said: list[str],
    limit: int,
    offset: int,
    total: int | None = None,
    sparql: str | None = None,
) -> Reply:
    """Answer with a page: of the rows given, at most `limit`, and only what fits.

    Where nobody counted, `total` is None, and one row more than `limit` tells that there are more.
    """
    shown = fitting(made.rows[:limit])
    there = offset + len(made.rows) if total is None else total
    truncated = offset + shown < there
    return Reply(
        said=[*said, _of(shown, offset, total, truncated)],
        data=[msgspec.structs.replace(made, rows=made.rows[:shown])] if shown else [],
        total=total,
        offset=offset,
        truncated=truncated,
        next_offset=offset + shown if truncated else None,
        sparql=sparql,
    )


def _of(shown: int, offset: int, total: int | None, truncated: bool) -> str:
    """Say which rows are shown, of how many, and how to get more.

    >>> _of(20, 0, 57, True)
    'rows 1 to 20 of 57; truncated: go on with offset=20'
    """
    of = f" of {total:,}" if total is not None else ""
    rows = f"rows {offset + 1} to {offset + shown}{of}" if shown else f"no rows{of} from offset={offset}"
    return f"{rows}; truncated: go on with offset={offset + shown}" if truncated else rows
