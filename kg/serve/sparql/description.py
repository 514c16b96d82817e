"""The description of the service: https://www.w3.org/TR/sparql11-service-description/.

A release has a named graph for each record; they are said as one set for each source, with their number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import msgspec
import pyoxigraph

from kg.serve.problem import ProblemError
from kg.serve.reply import Reply
from kg.serve.sparql.formats import GRAPHS, RESULTS, Format, chosen
from kg.site import Release
from kg.terms import LABEL, RDF, Namespace, Triple, integer, text

_PREFIXES = {
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "void": "http://rdfs.org/ns/void#",
    "format": "http://www.w3.org/ns/formats/",
}
SD, VOID = Namespace(_PREFIXES["sd"]), Namespace(_PREFIXES["void"])


class Wanted(msgspec.Struct, frozen=True):
    """For which address, and in which format."""

    address: str
    named: str = ""
    accept: str = ""


def describe(release: Release, asked: dict[str, object]) -> bytes:
    """Do the job: a packed reply that describes the service at an address."""
    wanted = msgspec.convert(asked, Wanted)
    try:
        written = chosen(GRAPHS, wanted.named, wanted.accept)
    except ProblemError as error:
        return error.reply().packed()
    lines = "".join(f"{s} {p} {o} .\n" for s, p, o in triples(release, wanted.address))
    quads = pyoxigraph.parse(lines, pyoxigraph.RdfFormat.N_TRIPLES)
    body = pyoxigraph.serialize((quad.triple for quad in quads), format=written.engine, prefixes=_PREFIXES)
    return Reply(written.sent, body or b"").packed()


def triples(release: Release, address: str) -> Iterator[Triple]:
    """Say what the service at an address is, what it can do and which data it has."""
    service, dataset, everything = (f"<{address}#{name}>" for name in ("service", "dataset", "everything"))
    yield service, RDF.type, SD.Service
    yield service, SD.endpoint, f"<{address}>"
    yield service, SD.supportedLanguage, SD.SPARQL11Query
    yield service, SD.feature, SD.UnionDefaultGraph
    formats: tuple[Format[Any], ...] = (*RESULTS, *GRAPHS)
    for one in formats:
        yield service, SD.resultFormat, f"<{one.iri}>"
    yield service, SD.defaultDataset, dataset
    yield dataset, RDF.type, SD.Dataset
    yield dataset, SD.defaultGraph, everything
    yield everything, RDF.type, SD.Graph
    yield everything, VOID.triples, integer(sum(release.manifest.graphs.values()))
    yield from _graphs(release, address, dataset)


def _graphs(release: Release, address: str, dataset: str) -> Iterator[Triple]:
    """Say each graph that is no record, and the records of each source together."""
    records = f"{release.base}record/"
    number, size = Counter[str](), Counter[str]()
    for graph, count in sorted(release.manifest.graphs.items()):
        if graph.startswith(records):
            source = graph.removeprefix(records).partition("/")[0]
            number[source] += 1
            size[source] += count
        else:
            yield from _graph(f"<{address}#{graph.removeprefix(release.base)}>", dataset, graph, count)
    for source in sorted(number):
        node = f"<{address}#record/{source}>"
        yield dataset, VOID.subset, node
        yield node, RDF.type, VOID.Dataset
        yield (
            node,
            LABEL,
            text(f"{number[source]:,} named graphs, one for each record of the source {source}"),
        )
        yield node, VOID.uriSpace, text(f"{records}{source}/")
        yield node, VOID.triples, integer(size[source])


def _graph(node: str, dataset: str, name: str, count: int) -> Iterator[Triple]:
    described = f"{node[:-1]}/graph>"
    yield dataset, SD.namedGraph, node
    yield node, RDF.type, SD.NamedGraph
    yield node, SD.name, f"<{name}>"
    yield node, SD.graph, described
    yield described, RDF.type, SD.Graph
    yield described, VOID.triples, integer(count)
