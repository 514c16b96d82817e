"""The graphs of a source, one at a time: each named graph is a record of its own and is checked by itself.

Dumps give one graph after another, and are grouped as they stream. Where the statements of a graph lie
scattered, the document goes through a temporary table on disk. Memory holds one graph in either case.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, suppress
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import msgspec

from kg.errors import DataError
from kg.terms import Term, Triple
from kg.validate.document import Document
from kg.validate.quads import quads

_graph = itemgetter(3)
_TABLE = """
CREATE TABLE quad (graph INTEGER, place INTEGER, s TEXT, p TEXT, o TEXT, PRIMARY KEY (graph, place))
WITHOUT ROWID;
"""


class Graph(msgspec.Struct, frozen=True):
    """The triples of one graph; `name` is empty for those in none."""

    name: Term
    triples: list[Triple]


class Survey(msgspec.Struct, frozen=True):
    """What a source holds: triples, graphs, and whether each graph's triples follow one another."""

    triples: int
    graphs: int
    is_grouped: bool = True


def survey(document: Document) -> Survey:
    """Read a document once, to its end or to where it breaks, and count."""
    triples, runs = 0, 0
    names: set[int] = set()
    with suppress(DataError):  # told when the document is checked, after what is whole before the break
        for name, run in groupby(quads(document), key=_graph):
            runs += 1
            names.add(hash(name))
            triples += sum(1 for _ in run)
    return Survey(triples=triples, graphs=len(names), is_grouped=runs == len(names))


def graphs(document: Document, seen: Survey) -> Iterator[Graph]:
    """Yield every graph that is whole; then a `DataError`, where the document breaks off."""
    whole = 0
    try:
        for graph in (_streamed if seen.is_grouped else _sorted)(document):
            yield graph
            whole += 1
    except DataError as error:
        raise DataError(f"{error}; {told(whole)}") from error


def told(whole: int) -> str:
    """Say how many graphs were whole before a source broke off."""
    if not whole:
        return "no graph was whole by then, so nothing of it was checked"
    return f"only what was whole by then was checked, {whole:,} graph{'' if whole == 1 else 's'}"


def _streamed(document: Document) -> Iterator[Graph]:
    for name, run in groupby(quads(document), key=_graph):
        yield Graph(name=name, triples=[(s, p, o) for s, p, o, _ in run])


def _sorted(document: Document) -> Iterator[Graph]:
    """Bring the statements of each graph together, on disk, in the order in which the graphs begin.

    Not in an Oxigraph store, which rewrites literals: `"1.10"^^xsd:decimal` would come back as `"1.1"`.
    """
    with (
        tempfile.TemporaryDirectory(prefix="trialkg-") as folder,
        closing(sqlite3.connect(Path(folder) / "quads.sqlite", isolation_level=None)) as table,
    ):
        numbers = _fill(table, document)
        for name, number in numbers.items():
            rows = table.execute("SELECT s, p, o FROM quad WHERE graph = ? ORDER BY place", (number,))
            yield Graph(name=name, triples=list(rows))


def _fill(table: sqlite3.Connection, document: Document) -> dict[Term, int]:
    """Write every quad of a document and give the number of each graph."""
    table.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; " + _TABLE)
    numbers: dict[Term, int] = {}
    rows = (
        (numbers.setdefault(name, len(numbers)), place, s, p, o)
        for place, (s, p, o, name) in enumerate(quads(document))
    )
    table.execute("BEGIN")
    table.executemany("INSERT INTO quad VALUES (?, ?, ?, ?, ?)", rows)
    table.execute("COMMIT")
    return numbers
