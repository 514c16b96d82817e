"""Answers on paper and screen: one table of formats, one function each."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from functools import partial

import pyoxigraph
from rdflib import RDF, BNode, Graph, Literal, Namespace, URIRef
from rdflib.term import Node
from rich.box import HORIZONTALS
from rich.console import Console
from rich.table import Table
from rich.text import Text

from kg.ask import Results
from kg.errors import QueryError
from kg.vocabulary import load

_RS = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/result-set#")
WIDEST = 48  # characters a column is given before its words wrap
Term = pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal | pyoxigraph.Triple | None


def show(results: Results, spelling: str, console: Console) -> None:
    """Print results in one of FORMATS."""
    if spelling not in FORMATS:
        raise QueryError(f"there is no format {spelling!r}; there are {', '.join(FORMATS)}")
    FORMATS[spelling](results, console)


def _table(results: Results, console: Console) -> None:
    if isinstance(results, pyoxigraph.QueryBoolean):
        console.print("yes" if results else "no")
    elif isinstance(results, pyoxigraph.QueryTriples):
        _turtle(results, console)
    else:
        names = [variable.value for variable in results.variables]
        table([[shorten(term) for term in solution] for solution in results], names, console)


def table(rows: list[list[str]], names: Iterable[str], console: Console) -> None:
    """Print rows under their names, or one below the other where they are too wide, and count them."""
    names = list(names)
    widths = [min(max(map(len, column)), WIDEST) for column in zip(names, *rows, strict=True)]
    if sum(widths) + 3 * len(widths) + 1 <= console.width:
        listing(rows, names, console)
    else:
        for row in rows:
            console.print(_one_below_the_other(row, names))
    console.print(f"{len(rows)} row{'' if len(rows) == 1 else 's'}", markup=False)


def listing(rows: list[list[str]], names: list[str], console: Console) -> None:
    """Print rows under their names in any case, their words wrapped to the screen."""
    printed = Table(header_style="bold")
    for name in names:
        printed.add_column(name, overflow="fold")
    for row in rows:
        printed.add_row(*map(Text, row))
    console.print(printed)


def _one_below_the_other(row: list[str], names: list[str]) -> Table:
    printed = Table(show_header=False, box=HORIZONTALS)
    printed.add_column(style="bold", no_wrap=True)
    printed.add_column(overflow="fold")
    for name, value in zip(names, row, strict=True):
        if value:
            printed.add_row(name, Text(value))
    return printed


def shorten(term: Term) -> str:
    """Spell a term for people: the value of a literal, the CURIE of a known IRI, the path under any base."""
    if term is None:
        return ""
    if not isinstance(term, pyoxigraph.NamedNode):
        return term.value if isinstance(term, pyoxigraph.Literal) else str(term)
    curie = load().converter.compress(term.value)
    return curie if curie and "/" not in curie else term.value


def _spelled(results: Results, console: Console, form: pyoxigraph.QueryResultsFormat) -> None:
    if isinstance(results, pyoxigraph.QueryTriples):
        raise QueryError("the query answers with triples, not with rows; ask for --format turtle")
    buffer = io.BytesIO()
    results.serialize(buffer, form)
    _write(buffer.getvalue().decode(), console)


def _turtle(results: Results, console: Console) -> None:
    if isinstance(results, pyoxigraph.QueryTriples):
        prefixes = dict(load().converter.bimap)
        spelt = pyoxigraph.serialize(results, format=pyoxigraph.RdfFormat.TURTLE, prefixes=prefixes)
        _write((spelt or b"").decode(), console)
    else:
        _write(result_set(results).serialize(format="turtle"), console)


def result_set(results: pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean) -> Graph:
    """Say rows in RDF, as the W3C's result sets do (https://www.w3.org/2001/sw/DataAccess/tests/result-set)."""
    graph = Graph()
    graph.bind("rs", _RS)
    answer = BNode("answer")
    graph.add((answer, RDF.type, _RS.ResultSet))
    if isinstance(results, pyoxigraph.QueryBoolean):
        graph.add((answer, _RS.boolean, Literal(bool(results))))
        return graph
    names = [variable.value for variable in results.variables]
    for name in names:
        graph.add((answer, _RS.resultVariable, Literal(name)))
    for number, solution in enumerate(results, start=1):
        row = BNode(f"row{number}")
        graph.add((answer, _RS.solution, row))
        graph.add((row, _RS["index"], Literal(number)))
        for name, term in zip(names, solution, strict=True):
            if term is not None:
                binding = BNode(f"row{number}{name}")
                graph.add((row, _RS.binding, binding))
                graph.add((binding, _RS.variable, Literal(name)))
                graph.add((binding, _RS.value, _node(term)))
    return graph


def _node(term: Term) -> Node:
    match term:
        case pyoxigraph.NamedNode():
            return URIRef(term.value)
        case pyoxigraph.Literal():
            typed = None if term.language or term.datatype.value.endswith("#string") else term.datatype.value
            return Literal(term.value, lang=term.language, datatype=URIRef(typed) if typed else None)
    return BNode(str(term))


def _write(text: str, console: Console) -> None:
    console.file.write(text if text.endswith("\n") else text + "\n")


FORMATS: dict[str, Callable[[Results, Console], None]] = {
    "table": _table,
    "csv": partial(_spelled, form=pyoxigraph.QueryResultsFormat.CSV),
    "tsv": partial(_spelled, form=pyoxigraph.QueryResultsFormat.TSV),
    "json": partial(_spelled, form=pyoxigraph.QueryResultsFormat.JSON),
    "turtle": _turtle,
}
