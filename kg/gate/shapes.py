"""Shapes as they are written in a graph, read into structs; what the gate does not know it refuses.

The names are those of SHACL (https://www.w3.org/TR/shacl/). A constraint is a component with its parameter;
what belongs to a component besides (`sh:flags`, `sh:qualifiedMinCount`) is in `Shape.beside`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec
from rdflib import RDF, RDFS, SH, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from kg.errors import ShapesError

# parameters that make a constraint, and what a finding calls its component
COMPONENTS = {
    SH.minCount: "MinCount",
    SH.maxCount: "MaxCount",
    SH["class"]: "Class",
    SH.datatype: "Datatype",
    SH.nodeKind: "NodeKind",
    SH["in"]: "In",
    SH.hasValue: "HasValue",
    SH.pattern: "Pattern",
    SH.minLength: "MinLength",
    SH.maxLength: "MaxLength",
    SH.minInclusive: "MinInclusive",
    SH.maxInclusive: "MaxInclusive",
    SH.minExclusive: "MinExclusive",
    SH.maxExclusive: "MaxExclusive",
    SH.lessThan: "LessThan",
    SH.lessThanOrEquals: "LessThanOrEquals",
    SH.equals: "Equals",
    SH.disjoint: "Disjoint",
    SH["not"]: "Not",
    SH["or"]: "Or",
    SH["and"]: "And",
    SH.xone: "Xone",
    SH.node: "Node",
    SH.qualifiedValueShape: "QualifiedValueShape",
    SH.sparql: "SPARQL",
}
# constraints whose parameter is a shape, or a list of shapes
NESTED = (SH["not"], SH.node, SH.qualifiedValueShape)
LISTS = (SH["or"], SH["and"], SH.xone)
TARGETS = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf, SH.targetNode)
BESIDE = (SH.flags, SH.qualifiedMinCount, SH.qualifiedMaxCount)
_OF_A_SHAPE = {SH.path, SH.severity, SH.message, SH.deactivated, SH.property}
_SPEAKS = {SH.name, SH.description, SH.order, SH.group, SH.defaultValue, SH.declare}
_KNOWN = {*COMPONENTS, *TARGETS, *BESIDE, *_OF_A_SHAPE, *_SPEAKS}


class Constraint(msgspec.Struct, frozen=True):
    """One constraint of a shape: its parameter is a node, a tuple of shapes, or a tuple of terms."""

    parameter: URIRef
    value: Node
    shapes: tuple[Shape, ...] = ()
    message: str = ""


class Shape(msgspec.Struct, frozen=True):
    """A node shape (without a path) or a property shape."""

    name: str
    path: Node | None
    severity: str
    message: str
    constraints: tuple[Constraint, ...]
    properties: tuple[Shape, ...]
    targets: tuple[tuple[URIRef, Node], ...]
    beside: dict[URIRef, Node]


def read_shapes(graph: Graph) -> list[Shape]:
    """Read every shape that has a target, in the order of their names.

    Raises ShapesError where a shape says what the gate does not know, or refers to itself.
    """
    return [_Reader(graph).shape(node) for node in sorted(_targeted(graph), key=str)]


def _targeted(graph: Graph) -> set[Node]:
    found = {node for target in TARGETS for node in graph.subjects(target)}
    classes = set(graph.subjects(RDF.type, RDFS.Class))
    return found | (classes & {*graph.subjects(RDF.type, SH.NodeShape), *graph.subjects(SH.property)})


class _Reader:
    """Reads shapes of one graph, and knows which it is in the middle of."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._open: list[Node] = []

    def shape(self, node: Node) -> Shape:
        """Read a shape with all that it refers to."""
        if node in self._open:
            raise ShapesError(f"shape {self._called()} refers to itself; recursive shapes are not checked")
        self._open.append(node)
        self._refuse_unknown(node)
        one = self._graph.value
        severity = one(node, SH.severity) or SH.Violation
        read = Shape(
            name=self._called(),
            path=one(node, SH.path),
            severity=str(severity).rpartition("#")[2],
            message=min(map(str, self._graph.objects(node, SH.message)), default=""),
            constraints=() if self._is_off(node) else tuple(self._constraints(node)),
            properties=() if self._is_off(node) else tuple(map(self.shape, self._sorted(node, SH.property))),
            targets=tuple(self._targets(node)),
            beside={key: value for key in BESIDE if (value := one(node, key)) is not None},
        )
        self._open.pop()
        return read

    def _called(self) -> str:
        """Name the nearest shape that has an IRI: a property shape is a blank node inside one."""
        return next((str(node) for node in reversed(self._open) if not isinstance(node, BNode)), "")

    def _is_off(self, node: Node) -> bool:
        return self._graph.value(node, SH.deactivated) == Literal(True)

    def _sorted(self, node: Node, predicate: URIRef) -> list[Node]:
        return sorted(self._graph.objects(node, predicate), key=str)

    def _refuse_unknown(self, node: Node) -> None:
        for predicate in sorted(self._graph.predicates(node), key=str):
            if str(predicate).startswith(str(SH)) and predicate not in _KNOWN:
                name = str(predicate).rpartition("#")[2]
                raise ShapesError(f"shape {self._called()}: the fast gate does not know sh:{name}")

    def _targets(self, node: Node) -> Iterator[tuple[URIRef, Node]]:
        for target in TARGETS:
            for value in self._sorted(node, target):
                yield target, value
        if (node, RDF.type, RDFS.Class) in self._graph:
            yield SH.targetClass, node  # an implicit class target

    def _constraints(self, node: Node) -> Iterator[Constraint]:
        for parameter in COMPONENTS:
            for value in self._sorted(node, parameter):
                yield self._constraint(parameter, value)

    def _constraint(self, parameter: URIRef, value: Node) -> Constraint:
        if parameter in NESTED:
            return Constraint(parameter, value, (self.shape(value),))
        if parameter in LISTS:
            return Constraint(parameter, value, tuple(map(self.shape, self._listed(value))))
        if parameter == SH.sparql:
            message = min(map(str, self._graph.objects(value, SH.message)), default="")
            return Constraint(parameter, value, message=message)
        return Constraint(parameter, value)

    def _listed(self, head: Node) -> Iterable[Node]:
        return list(Collection(self._graph, head))
