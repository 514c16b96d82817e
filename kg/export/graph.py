"""A property graph of trials: nodes with a label and plain properties, edges with a type.

Every node of a trial is a node, its class the label. A property whose values are nodes or concepts is a
type of edge; any other is a property of its node, a code its last part. What trials share, and the
concepts that are named, come at the end, once each. So every edge has both its ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import msgspec

from kg.export.nodes import Nodes
from kg.export.release import Release, Trial
from kg.export.schema import Property, Reader, by_term, class_names, schema
from kg.export.shared import Cell, Shared
from kg.terms import Term, inside
from kg.vocabulary import load

# the label of what is pointed at and described nowhere in the export, such as a trial of another registry
STUB = "Resource"

_EDGES = {"node", "concept"}
_SHARED = ("Organization", "Site", "SourceDocument")


class Node(msgspec.Struct, frozen=True):
    """A node: its IRI, its class, and its properties by name."""

    id: str
    label: str
    properties: dict[str, Cell]


class Edge(msgspec.Struct, frozen=True):
    """An edge between nodes; its type is the name of the property."""

    source: str
    type: str
    target: str


def labels() -> tuple[str, ...]:
    """Name every label that a node may have."""
    return (*class_names(), STUB)


@cache
def columns(label: str) -> tuple[Property, ...]:
    """Give the properties that nodes of a label may have, in the order of names."""
    of_all = (prop for prop in schema().values() if prop.kind not in _EDGES)
    return tuple(prop for prop in of_all if not prop.classes or label in prop.classes)


class PropertyGraph:
    """Turns trials into nodes and edges, and remembers on disk what they share."""

    def __init__(self, release: Release) -> None:
        self._reader = Reader(load().converter.compress)
        self._vocabulary = Nodes(release.vocabulary().triples)
        self._named: set[Term] = set()
        self._shared = Shared()

    def trial(self, trial: Trial) -> Iterator[Node | Edge]:
        """Yield the nodes and edges of a trial, but for what it shares with others."""
        nodes = Nodes(trial.triples())
        self._shared.merge("described", inside(trial.node), [])
        for term in nodes.said:
            label = nodes.class_of(term)
            properties = self._properties(nodes, term)
            if label in _SHARED:
                row = [properties.get(column.name) for column in columns(label)]
                self._shared.merge(label, inside(term), row)
                for edge in self._edges(nodes, term):
                    self._shared.merge("edge", " ".join((edge.source, edge.type, edge.target)), [])
            elif label:
                yield Node(id=inside(term), label=label, properties=properties)
                yield from self._edges(nodes, term)

    def rest(self) -> Iterator[Node | Edge]:
        """Yield what the trials share, the concepts that they name, and how these are related."""
        for label in _SHARED:
            names = [column.name for column in columns(label)]
            for key, row in self._shared.rows(label):
                there: dict[str, Cell] = {
                    name: cell for name, cell in zip(names, row, strict=True) if cell not in (None, [])
                }
                yield Node(id=key, label=label, properties=there)
        for key, _ in self._shared.rows("edge"):
            source, kind, target = key.split(" ")
            yield Edge(source=source, type=kind, target=target)
        yield from self._concepts()
        for key in self._shared.lacking("pointed", "described"):
            yield Node(id=key, label=STUB, properties={})
        self._shared.close()

    def _concepts(self) -> Iterator[Node | Edge]:
        for term in sorted(self._named):
            label = self._vocabulary.class_of(term)
            yield Node(id=inside(term), label=label, properties=self._properties(self._vocabulary, term))
            for name in ("broader", "hasComponent"):
                for above in self._vocabulary.said[term].get(schema()[name].term, []):
                    if above in self._named:
                        yield Edge(source=inside(term), type=name, target=inside(above))

    def _properties(self, nodes: Nodes, term: Term) -> dict[str, Cell]:
        found: dict[str, Cell] = {}
        for predicate, values in nodes.said[term].items():
            prop = by_term().get(predicate)
            if prop and prop.kind not in _EDGES:
                read = [self._reader.value(prop.kind, value) for value in values]
                found[prop.name] = read if prop.many else read[0]
        return found

    def _edges(self, nodes: Nodes, term: Term) -> Iterator[Edge]:
        for predicate, values in nodes.said[term].items():
            prop = by_term().get(predicate)
            if not prop or prop.kind not in _EDGES:
                continue
            for value in values:
                self._point(nodes, value)
                yield Edge(source=inside(term), type=prop.name, target=inside(value))

    def _point(self, nodes: Nodes, target: Term) -> None:
        """Remember a target that is no node of the trial, so that it becomes one at the end."""
        if nodes.class_of(target):
            return
        if target in self._vocabulary.said:
            self._named.add(target)
        else:
            self._shared.merge("pointed", inside(target), [])
