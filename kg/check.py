"""Holds graphs against `shapes/*.ttl` with pySHACL, the reference, and writes the W3C report.

`kg.gate` gives the same findings for every record of a build, some hundred times faster.

A finding is a value. Severities mean: Violation, must not be published; Warning, a consumer should know;
Info, could be richer. The names of findings' parts are SHACL's (https://www.w3.org/TR/shacl/#results-validation-result).
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import msgspec
import rdflib
from rdflib import SH, Graph
from rdflib.term import Node

from kg.content import content
from kg.errors import ShapesError
from kg.terms import LABEL, A, Namespace, Term, Triple, boolean, iri, reading, text, text_in

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
    import pyshacl  # takes half a second, and the gate does without it
    from pyshacl.shapes_graph import ShapesGraph

    with _PYSHACL:
        # pySHACL writes these into the shapes that it is given, which others hold too
        added = [triple for triple in ShapesGraph.system_triples if triple not in shapes]
        normalize = rdflib.NORMALIZE_LITERALS
        try:
            _, results, text = pyshacl.validate(graph, shacl_graph=shapes, inference="none", advanced=False)
        except Exception as error:  # pyshacl raises many types for shapes that it cannot use
            raise ShapesError(f"the shapes cannot be used: {error}") from error
        finally:
            rdflib.NORMALIZE_LITERALS = normalize
            for triple in added:
                shapes.remove(triple)
    if not isinstance(results, Graph):
        raise ShapesError(f"pySHACL gave no report: {text}")
    return sorted(_finding(results, node, shapes) for node in results.objects(None, SH.result))


def _finding(results: Graph, node: Node, shapes: Graph) -> Finding:
    def part(predicate: Node) -> str:
        value = results.value(node, predicate)
        return "" if value is None else spelt(value)

    return Finding(
        focus=part(SH.focusNode),
        path=part(SH.resultPath) if isinstance(results.value(node, SH.resultPath), rdflib.URIRef) else "",
        value=part(SH.value),
        severity=part(SH.resultSeverity).rpartition("#")[2].removesuffix(">"),
        constraint=part(SH.sourceConstraintComponent),
        shape=_named_shape(results.value(node, SH.sourceShape), shapes),
        message=str(results.value(node, SH.resultMessage) or ""),
    )


def spelt(value: Node) -> Term:
    """Spell a node of rdflib as the rest of the project does."""
    if isinstance(value, rdflib.URIRef):
        return iri(str(value))
    if not isinstance(value, rdflib.Literal):
        return f"_:{value}"
    if value.language:
        return text_in(str(value), value.language)
    return text(str(value)) + (f"^^<{value.datatype}>" if value.datatype else "")


def _named_shape(shape: Node | None, shapes: Graph) -> str:
    """Give the nearest shape with an IRI: a property shape is a blank node inside one."""
    while isinstance(shape, rdflib.BNode):
        shape = next(iter(shapes.subjects(SH.property, shape)), None)
    return "" if shape is None else spelt(shape)


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
