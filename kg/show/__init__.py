"""Answers on paper and screen: one table of formats, one function each.

`kg query` shows an `Answer`: a page of rows, and of how many they are. Formats that are rows and nothing else
leave the latter to the command, which says it beside them; `SAYS_OF_HOW_MANY` lists those that carry it.
"""

from __future__ import annotations

from collections.abc import Callable

import pyoxigraph
from rich.console import Console

from kg.ask import Answer, Results
from kg.errors import QueryError
from kg.show.pages import html, markdown
from kg.show.parquet import parquet
from kg.show.rdf import jsonld, triples, turtle
from kg.show.rows import csv_rows, json_rows, srj, tsv_rows
from kg.show.tables import answer_table, listing, table

__all__ = ["SAYS_OF_HOW_MANY", "SPELLINGS", "checked", "listing", "show", "show_answer", "table"]

FORMATS: dict[str, Callable[[Answer], bytes]] = {
    "csv": csv_rows,
    "tsv": tsv_rows,
    "json": json_rows,
    "srj": srj,
    "turtle": turtle,
    "jsonld": jsonld,
    "parquet": parquet,
    "html": html,
    "md": markdown,
}
SPELLINGS = ("table", *FORMATS)
SAYS_OF_HOW_MANY = {"table", "json", "html", "md", "parquet"}


def show(results: Results, spelling: str, console: Console) -> None:
    """Print the results of any SPARQL in a format."""
    checked(spelling)
    if isinstance(results, pyoxigraph.QuerySolutions):
        show_answer(Answer.of(results), spelling, console)
    elif isinstance(results, pyoxigraph.QueryTriples):
        write(triples(results, spelling), console)
    else:
        _show_verdict(bool(results), spelling, console)


def show_answer(answer: Answer, spelling: str, console: Console) -> None:
    """Print rows in a format."""
    checked(spelling)
    if spelling == "table":
        answer_table(answer, console)
    else:
        write(FORMATS[spelling](answer), console)


def checked(spelling: str) -> str:
    """Give a format back; a `QueryError` says which there are."""
    if spelling not in SPELLINGS:
        raise QueryError(f"there is no format {spelling!r}; there are {', '.join(SPELLINGS)}")
    return spelling


def _show_verdict(verdict: bool, spelling: str, console: Console) -> None:
    words = {
        "table": "yes\n" if verdict else "no\n",
        "json": f'{{"answer": {str(verdict).lower()}}}\n',
        "srj": f'{{"head": {{}}, "boolean": {str(verdict).lower()}}}\n',
    }
    if spelling not in words:
        raise QueryError(f"yes or no cannot be told as {spelling}; ask for table, json or srj")
    write(words[spelling].encode(), console)


def write(content: bytes, console: Console) -> None:
    """Write text, or bytes where they are no text, to where a console prints."""
    try:
        console.file.write(content.decode("utf-8"))
    except UnicodeDecodeError:
        if console.is_terminal or not hasattr(console.file, "buffer"):
            raise QueryError("no screen shows these bytes; send them to a file: … > answer.parquet") from None
        console.file.flush()
        console.file.buffer.write(content)
        console.file.buffer.flush()
