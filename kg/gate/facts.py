"""The triples of one graph, by subject and predicate, and backwards where a shape looks backwards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rdflib import Graph

from kg.gate.values import as_node
from kg.nodes import Nodes, Properties
from kg.terms import RDFS, A, Term

SUBCLASS = RDFS.subClassOf
NOTHING: Properties = {}


class Facts:
    """What is said in one graph, which must not change any more; terms are spelt as in N-Triples."""

    def __init__(self, nodes: Nodes, backwards: Iterable[Term] = ()) -> None:
        self.nodes = nodes
        self.backwards: dict[Term, dict[Term, list[Term]]] = {predicate: {} for predicate in backwards}
        self._above: dict[Term, frozenset[Term]] = {}
        self._graph: Graph | None = None
        self.has_subclasses = any([SUBCLASS in properties for properties in nodes.values()])  # noqa: C419 - faster

    def turn(self, predicate: Term, node: Term, values: Iterable[Term]) -> None:
        """Remember that a node has values, to find it by them."""
        found = self.backwards[predicate]
        for value in values:
            found.setdefault(value, []).append(node)

    def of(self, node: Term) -> Properties:
        """Give what is said of a node."""
        return self.nodes.get(node, NOTHING)

    def values(self, node: Term, predicate: Term) -> Sequence[Term]:
        """Give the objects of a node and a predicate."""
        return self.nodes.get(node, NOTHING).get(predicate, ())

    def subjects(self, predicate: Term, value: Term) -> Sequence[Term]:
        """Give the nodes that have a value, by one of the predicates that were asked for."""
        return self.backwards[predicate].get(value, ())

    def pairs(self, predicate: Term) -> Iterator[tuple[Term, list[Term]]]:
        """Give every node that has a predicate, with its values."""
        for node, properties in self.nodes.items():
            if predicate in properties:
                yield node, properties[predicate]

    def graph(self) -> Graph:
        """Give the same as a graph of rdflib, made when it is first asked for."""
        if self._graph is None:
            self._graph = Graph()
            for subject, said in self.nodes.items():
                for predicate, values in said.items():
                    for value in values:
                        self._graph.add((as_node(subject), as_node(predicate), as_node(value)))
        return self._graph

    def is_a(self, node: Term, name: Term) -> bool:
        """Tell whether a node is of a class or of one below it."""
        types = self.values(node, A)
        return name in types or (self.has_subclasses and any(name in self.above(one) for one in types))

    def above(self, name: Term) -> frozenset[Term]:
        """Give a class and those above it, as far as this graph says."""
        if not self.has_subclasses:
            return frozenset({name})
        if name not in self._above:
            found, waiting = {name}, [name]
            while waiting:
                wider = set(self.values(waiting.pop(), SUBCLASS)) - found
                found |= wider
                waiting += wider
            self._above[name] = frozenset(found)
        return self._above[name]
