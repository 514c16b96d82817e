"""Holds graphs against `shapes/*.ttl` with pySHACL, the reference engine, and writes the W3C report.

A finding is a value. Severities mean: Violation, must not be published; Warning, a consumer should know;
Info, could be richer. The names of findings' parts are SHACL's (https://www.w3.org/TR/shacl/#results-validation-result).
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import msgspec
import pyshacl
import rdflib
from rdflib import RDF, SH, Graph
from rdflib.term import Node

from kg.content import content
from kg.errors import ShapesError
from kg.terms import LABEL, Term, Triple

SEVERITIES = ("Violation", "Warning", "Info")
_SH = "http://www.w3.org/ns/shacl#"
_PYSHACL = threading.Lock()  # pyshacl.validate flips the global rdflib.NORMALIZE_LITERALS


class Finding(msgspec.Struct, frozen=True, order=True):
    """One result: what is wrong with which value of which node. Nodes and values are N-Triples terms."""

    focus: str
    path: str
    value: str
    severity: str
    constraint: str
    shape: str
    message: str

    @property
    def is_violation(self) -> bool:
        return self.severity == "Violation"


@cache
def shapes_graph(folder: Path | None = None) -> Graph:
    """Read every shape of a folder, or the shipped ones; a `ShapesError` names a file that cannot be read."""
    folder = folder or content("shapes")
    files = [folder] if folder.is_file() else sorted(folder.glob("*.ttl"))
    if not files:
        raise ShapesError(f"{folder}: no shapes (*.ttl) are here")
    graph = Graph()
    for file in files:
        try:
            graph.parse(file, format="turtle")
        except Exception as error:  # rdflib raises many types for broken Turtle
            raise ShapesError(f"{file}: not Turtle that can be read: {error}") from error
    return graph


def check(graph: Graph, shapes: Graph | None = None) -> list[Finding]:
    """Hold a graph against shapes (the shipped ones, if none are given); findings come in a fixed order."""
    shapes = shapes_graph() if shapes is None else shapes
    with _PYSHACL:
        normalize = rdflib.NORMALIZE_LITERALS
        try:
            _, results, text = pyshacl.validate(graph, shacl_graph=shapes, inference="none", advanced=False)
        except Exception as error:  # pyshacl raises many types for shapes that it cannot use
            raise ShapesError(f"the shapes cannot be used: {error}") from error
        finally:
            rdflib.NORMALIZE_LITERALS = normalize
    if not isinstance(results, Graph):
        raise ShapesError(f"pySHACL gave no report: {text}")
    return sorted(_finding(results, node, shapes) for node in results.subjects(RDF.type, SH.ValidationResult))


def check_triples(triples: Iterable[Triple]) -> list[Finding]:
    """Hold the triples of one record against the shipped shapes."""
    lines = "".join(f"{s} {p} {o} .\n" for s, p, o in triples)
    return check(Graph().parse(data=lines, format="nt"))


def _finding(results: Graph, node: Node, shapes: Graph) -> Finding:
    def part(predicate: Node) -> str:
        value = results.value(node, predicate)
        return "" if value is None else _term(value)

    return Finding(
        focus=part(SH.focusNode),
        path=part(SH.resultPath),
        value=part(SH.value),
        severity=part(SH.resultSeverity).removeprefix(f"<{_SH}").removesuffix(">"),
        constraint=part(SH.sourceConstraintComponent),
        shape=_named_shape(results.value(node, SH.sourceShape), shapes),
        message=str(results.value(node, SH.resultMessage) or ""),
    )


def _term(value: Node) -> str:
    return "" if isinstance(value, rdflib.BNode) else value.n3()


def _named_shape(shape: Node | None, shapes: Graph) -> str:
    """Give the nearest shape with an IRI: a property shape is a blank node inside one."""
    while isinstance(shape, rdflib.BNode):
        shape = next(iter(shapes.subjects(SH.property, shape)), None)
    return "" if shape is None else shape.n3()


def by_severity(findings: Iterable[Finding]) -> dict[str, int]:
    """Count findings, every severity named."""
    counts = Counter(finding.severity for finding in findings)
    return {severity: counts[severity] for severity in SEVERITIES}


def read_graph(path: Path) -> Graph:
    """Read an RDF file in any common serialisation; the quads of a dump become one graph."""
    if not path.is_file():
        raise ShapesError(f"{path}: there is no such file")
    try:
        dataset = rdflib.Dataset(default_union=True)
        dataset.parse(path, format=rdflib.util.guess_format(str(path)) or "turtle")
    except Exception as error:  # rdflib raises many types for broken files
        raise ShapesError(f"{path}: cannot be read as RDF: {error}") from error
    graph = Graph()
    for triple in dataset.triples((None, None, None)):
        graph.add(triple)
    return graph


def report_triples(findings: Iterable[Finding], report: Term) -> Iterator[Triple]:
    """Say findings as a W3C validation report, its results named by number instead of blank nodes."""
    a, empty = f"<{RDF.type}>", True
    yield report, a, f"<{_SH}ValidationReport>"
    for number, finding in enumerate(findings, start=1):
        empty = False
        node = f"<{report[1:-1]}/result/{number}>"
        yield report, f"<{_SH}result>", node
        yield node, a, f"<{_SH}ValidationResult>"
        yield node, LABEL, rdflib.Literal(f"{finding.severity} {number}").n3()
        yield node, f"<{_SH}resultSeverity>", f"<{_SH}{finding.severity}>"
        yield node, f"<{_SH}resultMessage>", rdflib.Literal(finding.message).n3()
        for name, value in (
            ("focusNode", finding.focus),
            ("resultPath", finding.path),
            ("value", finding.value),
            ("sourceConstraintComponent", finding.constraint),
            ("sourceShape", finding.shape),
        ):
            if value:
                yield node, f"<{_SH}{name}>", value
    yield report, f"<{_SH}conforms>", f'"{"true" if empty else "false"}"^^<http://www.w3.org/2001/XMLSchema#boolean>'
