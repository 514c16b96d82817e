"""rdflib: a graph a record, serialised."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rdflib import RDF, RDFS, XSD, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS
from rdflib.term import Node

from benchmarks.mapping.record import Record, records
from benchmarks.mapping.subset import NS, PartRow, date_rows, part_rows, trial_row

TITLE = "rdflib, a graph a record"
NEEDS = ("rdflib",)
Said = tuple[Node, Node, Node]


def write(source: Path, target: Path) -> None:
    """Make a graph of every record, and write it."""
    with target.open("wb") as out:
        for record in records(source):
            graph = Graph(bind_namespaces="none")
            for said in _triples(record):
                graph.add(said)
            out.write(graph.serialize(format="nt", encoding="utf-8"))


def _triples(record: Record) -> Iterator[Said]:
    row = trial_row(record)
    trial = URIRef(row.trial)
    yield trial, RDF.type, URIRef(f"{NS}Trial")
    yield trial, RDFS.label, Literal(row.label)
    yield trial, DCTERMS.identifier, Literal(row.id)
    if row.brief:
        yield trial, URIRef(f"{NS}briefTitle"), Literal(row.brief)
    if row.official:
        yield trial, URIRef(f"{NS}officialTitle"), Literal(row.official)
    if row.status:
        yield trial, URIRef(f"{NS}overallStatus"), URIRef(row.status)
    for date in date_rows(record):
        value = Literal(date.value, datatype=URIRef(date.datatype), normalize=False)
        yield trial, URIRef(date.property), value
    for part in part_rows(record):
        yield from _part(trial, part)


def _part(trial: URIRef, row: PartRow) -> Iterator[Said]:
    node = URIRef(row.node)
    yield trial, URIRef(row.has), node
    yield node, RDF.type, URIRef(row.kind)
    yield node, RDFS.label, Literal(row.label)
    yield node, URIRef(f"{NS}position"), Literal(str(row.position), datatype=XSD.integer)
    if row.type and row.type_property:
        yield node, URIRef(row.type_property), URIRef(row.type)
    if row.description:
        yield node, DCTERMS.description, Literal(row.description)
    if row.time_frame:
        yield node, URIRef(f"{NS}timeFrame"), Literal(row.time_frame)
