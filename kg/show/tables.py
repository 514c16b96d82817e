"""Tables on a terminal: aligned, wrapped to the screen, and cut off with … where a cell is very long."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph
from rich.box import HORIZONTALS
from rich.console import Console
from rich.table import Table
from rich.text import Text

from kg.ask import Answer, Term
from kg.show.spelling import is_number, shorten, subject_of

WIDEST = 48  # characters a column is given before its words wrap
LONGEST = 400  # characters of a cell that are shown; other formats have it whole


def answer_table(answer: Answer, console: Console) -> None:
    """Print the rows of an answer, which of them they are, and of how many."""
    cells = [[_cell(answer.columns, row, at) for at in range(len(row))] for row in answer.rows]
    numeric = [
        all(row[at] is None or is_number(row[at]) for row in answer.rows) for at in range(len(answer.columns))
    ]
    _print(cells, answer.columns, numeric, console)
    console.print(_which(answer), markup=False, highlight=False)
    if answer.counted:
        console.print(answer.counted.sentence, markup=False, highlight=False)


def table(rows: list[list[str]], names: Iterable[str], console: Console) -> None:
    """Print rows under their names, or one below the other where they are too wide, and count them."""
    names = list(names)
    _print([[Text(value) for value in row] for row in rows], names, [False] * len(names), console)
    console.print(f"{len(rows)} row{'' if len(rows) == 1 else 's'}", markup=False)


def listing(rows: list[list[str]], names: list[str], console: Console) -> None:
    """Print rows under their names in any case, their words wrapped to the screen."""
    console.print(_beneath([[Text(value) for value in row] for row in rows], names, [False] * len(names)))


def _print(rows: list[list[Text]], names: list[str], numeric: list[bool], console: Console) -> None:
    columns = zip(names, *rows, strict=True)
    widths = [min(max(map(len, column)), WIDEST) for column in columns]
    if sum(widths) + 3 * len(widths) + 1 <= console.width:
        console.print(_beneath(rows, names, numeric))
    else:
        for row in rows:
            console.print(_one_below_the_other(row, names))


def _beneath(rows: list[list[Text]], names: list[str], numeric: list[bool]) -> Table:
    printed = Table(header_style="bold")
    for name, is_numeric in zip(names, numeric, strict=True):
        printed.add_column(name, overflow="fold", justify="right" if is_numeric and rows else "left")
    for row in rows:
        printed.add_row(*row)
    return printed


def _one_below_the_other(row: list[Text], names: list[str]) -> Table:
    printed = Table(show_header=False, box=HORIZONTALS)
    printed.add_column(style="bold", no_wrap=True)
    printed.add_column(overflow="fold")
    for name, value in zip(names, row, strict=True):
        if value:
            printed.add_row(name, value)
    return printed


def _cell(columns: list[str], row: tuple[Term, ...], at: int) -> Text:
    """Spell one cell; an IRI, and the id of what the row is about, are links where the terminal has them."""
    term, value = row[at], shorten(row[at])
    shown = Text(value if len(value) <= LONGEST else value[: LONGEST - 1].rstrip() + "…")
    target = term.value if isinstance(term, pyoxigraph.NamedNode) else None
    if columns[at] == "id":
        target = subject_of(columns, row)
    if target:
        shown.stylize(f"link {target}")
    return shown


def _which(answer: Answer) -> str:
    """Say how many rows there are, and which of them are shown."""
    rows = f"{answer.total:,} row{'' if answer.total == 1 else 's'}"
    if len(answer.rows) == answer.total:
        return rows
    if not answer.rows:
        return f"none of {rows}"
    first = answer.page.offset + 1
    return f"{first:,} to {first + len(answer.rows) - 1:,} of {rows}"
