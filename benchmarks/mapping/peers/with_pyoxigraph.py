"""pyoxigraph: terms made one by one, serialised record by record."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from benchmarks.mapping.record import Record, records
from benchmarks.mapping.subset import NS, PartRow, date_rows, part_rows, trial_row
from kg.terms import DCTERMS, LABEL, XSD, A, inside

TITLE = "pyoxigraph, terms and serialize"
NEEDS = ("pyoxigraph",)
_A, _LABEL, _ID, _DESCRIPTION, _INTEGER = (
    NamedNode(inside(term)) for term in (A, LABEL, DCTERMS.identifier, DCTERMS.description, XSD.integer)
)


def write(source: Path, target: Path) -> None:
    """Make the terms of every record, and write them."""
    with target.open("wb") as out:
        for record in records(source):
            serialize(_triples(record), out, RdfFormat.N_TRIPLES)


def _triples(record: Record) -> Iterator[Triple]:
    row = trial_row(record)
    trial = NamedNode(row.trial)
    yield Triple(trial, _A, NamedNode(f"{NS}Trial"))
    yield Triple(trial, _LABEL, Literal(row.label))
    yield Triple(trial, _ID, Literal(row.id))
    if row.brief:
        yield Triple(trial, NamedNode(f"{NS}briefTitle"), Literal(row.brief))
    if row.official:
        yield Triple(trial, NamedNode(f"{NS}officialTitle"), Literal(row.official))
    if row.status:
        yield Triple(trial, NamedNode(f"{NS}overallStatus"), NamedNode(row.status))
    for date in date_rows(record):
        value = Literal(date.value, datatype=NamedNode(date.datatype))
        yield Triple(trial, NamedNode(date.property), value)
    for part in part_rows(record):
        yield from _part(trial, part)


def _part(trial: NamedNode, row: PartRow) -> Iterator[Triple]:
    node = NamedNode(row.node)
    yield Triple(trial, NamedNode(row.has), node)
    yield Triple(node, _A, NamedNode(row.kind))
    yield Triple(node, _LABEL, Literal(row.label))
    yield Triple(node, NamedNode(f"{NS}position"), Literal(str(row.position), datatype=_INTEGER))
    if row.type and row.type_property:
        yield Triple(node, NamedNode(row.type_property), NamedNode(row.type))
    if row.description:
        yield Triple(node, _DESCRIPTION, Literal(row.description))
    if row.time_frame:
        yield Triple(node, NamedNode(f"{NS}timeFrame"), Literal(row.time_frame))
