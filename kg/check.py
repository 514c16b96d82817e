"""Holds graphs against `shapes/*.ttl`, and writes the W3C report.

Two engines give the same findings, which a test holds them to: pySHACL, the reference, for one graph of
ordinary size (`check`), and `shacl`, a compiled engine about a hundred times faster, for every record of
a build (`Gate`). Where `shacl` is not installed the gate uses pySHACL.

A finding is a value. Severities mean: Violation, must not be published; Warning, a consumer should know;
Info, could be richer. The names of findings' parts are SHACL's (https://www.w3.org/TR/shacl/#results-validation-result).
"""

from __future__ import annotations

import gzip
import re
import threading
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import IO, Any, cast

import msgspec
import pyshacl
import rdflib
from rdflib import RDF, SH, Graph
from rdflib.term import Node

from kg.content import content
from kg.errors import ShapesError
from kg.terms import LABEL, A, Namespace, Term, Triple, boolean, iri, reading, text, text_in

shacl: ModuleType | None
try:
    import shacl
except ImportError:  # no wheel for this machine
    shacl = None

SEVERITIES = ("Violation", "Warning", "Info")
_SHACL = Namespace(str(SH))
_NODE = re.compile(r"/(?:trial|record/\w+)/([^/>]+)(?:/([^>]+))?>\Z")
_SHARED = re.compile(r"/([a-z]+)/([^/>]+)-[0-9a-f]{10}>\Z")  # as kg.terms.named spells it
_SHOWN = 120  # characters of a value
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


def place(finding: Finding) -> str:
    """Name the node that is wrong as people do: `NCT01234567, arm 2`."""
    return _called(finding.focus)


def found(finding: Finding) -> str:
    """Give the value that is wrong for reading, cut where it is long; empty where it is the node itself."""
    if finding.value in {"", finding.focus}:
        return ""
    is_part = finding.value.startswith("<") and _NODE.search(finding.value)
    value = _called(finding.value) if is_part else reading(finding.value)
    return value if len(value) <= _SHOWN else f"{value[:_SHOWN]}…"


def sentence(finding: Finding) -> str:
    """Say a finding to people: where it is, what is wrong and the remedy, and the value that was found."""
    value = found(finding)
    return f"{place(finding)}: {finding.message}" + (f" (found: {value})" if value else "")


def _called(node: Term) -> str:
    """Name a node: a trial by its id, a part by its trial, kind and number, a body or site by its name."""
    part = _NODE.search(node)
    if not part:
        shared = _SHARED.search(node)
        return f"{shared[1]} {shared[2].replace('-', ' ')}" if shared else node.strip("<>")
    words = (part[2] or "").replace("-", " ").replace("/", " ")
    return f"{part[1]}, {words}" if words else part[1]


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


class Gate:
    """Checks record after record against the shipped shapes."""

    def __init__(self) -> None:
        shapes = shapes_graph()
        self._compiled = shacl.Shapes.from_turtle(shapes.serialize(format="turtle")) if shacl else None

    def check(self, triples: Iterable[Triple]) -> list[Finding]:
        """Hold the triples of one record against the shapes; findings come in a fixed order."""
        lines = "".join(f"{s} {p} {o} .\n" for s, p, o in triples)
        if self._compiled is None:
            return check(Graph().parse(data=lines, format="nt"))
        return sorted(map(_compiled_finding, self._compiled.validate_text(lines, "nt").results))


def _compiled_finding(result: Any) -> Finding:
    return Finding(
        focus=result.focus_node,
        path=_predicate(result.path or ""),
        value=result.value or "",
        severity=result.severity,
        constraint=f"<{result.component_iri}>",
        shape=result.root_shape or "",
        message=result.message or "",
    )


def _predicate(path: str) -> str:
    """Keep a path that is one predicate; a longer one has no term of its own, and the message says it."""
    return path if path.startswith("<") and path.count("<") == 1 and path.endswith(">") else ""


def _finding(results: Graph, node: Node, shapes: Graph) -> Finding:
    def part(predicate: Node) -> str:
        value = results.value(node, predicate)
        return "" if value is None else _term(value)

    return Finding(
        focus=part(SH.focusNode),
        path=part(SH.resultPath),
        value=part(SH.value),
        severity=part(SH.resultSeverity).rpartition("#")[2].removesuffix(">"),
        constraint=part(SH.sourceConstraintComponent),
        shape=_named_shape(results.value(node, SH.sourceShape), shapes),
        message=str(results.value(node, SH.resultMessage) or ""),
    )


def _term(value: Node) -> Term:
    """Spell a node of rdflib as the rest of the project does; a blank node has no name to give."""
    if isinstance(value, rdflib.URIRef):
        return iri(str(value))
    if not isinstance(value, rdflib.Literal):
        return ""
    if value.language:
        return text_in(str(value), value.language)
    return text(str(value)) + (f"^^<{value.datatype}>" if value.datatype else "")


def _named_shape(shape: Node | None, shapes: Graph) -> str:
    """Give the nearest shape with an IRI: a property shape is a blank node inside one."""
    while isinstance(shape, rdflib.BNode):
        shape = next(iter(shapes.subjects(SH.property, shape)), None)
    return "" if shape is None else _term(shape)


def read_graphs(path: Path) -> Iterator[Graph]:
    """Read an RDF file in any common serialisation, .gz or not.

    Each named graph of a dump is a record of its own and is yielded by itself, since two records of one
    trial may well differ; a file of triples is one graph.
    """
    if not path.is_file():
        raise ShapesError(f"{path}: there is no such file")
    name = path.name.removesuffix(".gz")
    dataset = rdflib.Dataset()
    try:
        with gzip.open(path) if path.name.endswith(".gz") else path.open("rb") as stream:
            dataset.parse(cast(IO[bytes], stream), format=rdflib.util.guess_format(name) or "turtle")
    except Exception as error:  # rdflib raises many types for broken files
        raise ShapesError(f"{path}: cannot be read as RDF: {error}") from error
    yield from (graph for graph in dataset.graphs() if len(graph))


def report_triples(findings: Iterable[Finding], report: Term) -> Iterator[Triple]:
    """Say findings as a W3C validation report, its results named by number instead of blank nodes."""
    number = 0
    for number, finding in enumerate(findings, start=1):
        yield from result_triples(finding, f"<{report[1:-1]}/result/{number}>", report)
    yield from verdict_triples(number, report)


def result_triples(finding: Finding, node: Term, report: Term) -> Iterator[Triple]:
    """Say one finding as a node of a report."""
    yield report, _SHACL.result, node
    yield node, A, _SHACL.ValidationResult
    yield node, LABEL, text(f"{finding.severity}: {finding.message}")
    yield node, _SHACL.resultSeverity, _SHACL[finding.severity]
    yield node, _SHACL.resultMessage, text(finding.message)
    for name, value in (
        ("focusNode", finding.focus),
        ("resultPath", finding.path),
        ("value", finding.value),
        ("sourceConstraintComponent", finding.constraint),
        ("sourceShape", finding.shape),
    ):
        if value:
            yield node, _SHACL[name], value


def verdict_triples(results: int, report: Term) -> Iterator[Triple]:
    """Say whether what was checked conforms: by SHACL, only where there is no result of any severity."""
    yield report, A, _SHACL.ValidationReport
    yield report, _SHACL.conforms, boolean(results == 0)
