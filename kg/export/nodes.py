"""The triples of one trial by node: what is said of each, and which nodes are of a class."""

from __future__ import annotations

from collections.abc import Iterable

from kg.terms import ONTOLOGY, RDF, Term, Triple, inside

Said = dict[Term, list[Term]]


class Nodes:
    """Nodes in the order in which they are first spoken of."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self.said: dict[Term, Said] = {}
        self.of_property: dict[Term, list[tuple[Term, Term]]] = {}
        self._owners: dict[Term, dict[Term, Term]] = {}
        for subject, predicate, value in triples:
            self.said.setdefault(subject, {}).setdefault(predicate, []).append(value)
            self.of_property.setdefault(predicate, []).append((subject, value))

    def of_class(self, name: str) -> list[Term]:
        """Give the nodes of a class of our ontology."""
        wanted = f"<{ONTOLOGY}{name}>"
        return [one for one, value in self.of_property.get(RDF.type, ()) if value == wanted]

    def class_of(self, node: Term) -> str:
        """Name the class of a node, or give nothing where it is only pointed at."""
        types = self.said.get(node, {}).get(RDF.type)
        return inside(types[0]).removeprefix(ONTOLOGY) if types else ""

    def owner(self, node: Term, predicate: Term) -> Term | None:
        """Find the node that has this one as a value of a property."""
        if predicate not in self._owners:
            pairs = reversed(self.of_property.get(predicate, []))
            self._owners[predicate] = {value: subject for subject, value in pairs}
        return self._owners[predicate].get(node)
