"""The ontology as an agent asks about it: classes and properties, what they mean, how often they are used.

The numbers are those that the description of the build (`void.ttl`) gives, which counts exactly.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec
from pyoxigraph import NamedNode
from rdflib import OWL, RDF, RDFS, SKOS, VOID, Graph, Namespace, URIRef
from rdflib.term import Node

from kg.ask.question import nearest
from kg.content import content
from kg.errors import QueryError
from kg.show.spelling import shorten
from kg.terms import ONTOLOGY

_TKG = Namespace(ONTOLOGY)
_SCHEMA = Namespace("https://schema.org/")
_CLASS, _PROPERTIES = OWL.Class, (OWL.ObjectProperty, OWL.DatatypeProperty)


class Property(msgspec.Struct, frozen=True):
    """A property of the nodes of a class: how often it is used there, what its values are, what it means."""

    name: str
    uses: int
    range: str
    definition: str


class Ontology:
    """Terms by their local names: `Trial`, `overallStatus`."""

    def __init__(self, build: Path) -> None:
        self._terms = Graph().parse(content("ontology") / "trialkg.ttl")
        self._counts = Graph()
        if (build / "void.ttl").is_file():
            self._counts.parse(build / "void.ttl")
        self.number = cache(self._number)

    def named(self, said: str) -> str:
        """Find a term, as `Trial`, `tkg:trial` or an IRI; a `QueryError` names the nearest."""
        spelt = said.strip().strip("<>").removeprefix("tkg:").removeprefix(ONTOLOGY)
        known = [_name(term) for kind in (_CLASS, *_PROPERTIES) for term in self._all(kind)]
        for name in known:
            if spelt.casefold() == name.casefold():
                return name
        meant = nearest(spelt, known) or "."
        raise QueryError(
            f"there is no class or property {spelt!r}{meant}"
            " describe_dataset without a term lists the classes."
        )

    def is_class(self, name: str) -> bool:
        """Tell a class from a property."""
        return (_TKG[name], RDF.type, _CLASS) in self._terms

    def classes(self) -> list[tuple[str, int]]:
        """List the classes with how many nodes each has, the most first."""
        found = [(_name(term), self.number(VOID["class"], term, VOID.entities)) for term in self._all(_CLASS)]
        return sorted(found, key=lambda one: (-one[1], one[0]))

    def properties_of(self, name: str) -> list[Property]:
        """List the properties that nodes of a class have here, the most used first."""
        found: dict[str, int] = {}
        for whole in self._counts.subjects(VOID["class"], _TKG[name]):
            for part in self._counts.objects(whole, VOID.propertyPartition):
                term = str(self._counts.value(part, VOID.property))
                found[term] = max(found.get(term, 0), int(str(self._counts.value(part, VOID.triples))))
        ordered = sorted(found.items(), key=lambda one: (-one[1], one[0]))
        return [self._property(term, uses) for term, uses in ordered if term != str(RDF.type)]

    def _property(self, term: str, uses: int) -> Property:
        name = str(shorten(NamedNode(term)))
        if not term.startswith(ONTOLOGY):
            return Property(name, uses, "", "")
        local = _name(URIRef(term))
        return Property(name, uses, self.range(local), self.definition(local))

    def uses(self, name: str) -> int:
        """Count the statements with a property."""
        return self.number(VOID.property, _TKG[name], VOID.triples)

    def definition(self, name: str) -> str:
        """Say what a term means."""
        return str(
            self._terms.value(_TKG[name], SKOS.definition) or self._terms.value(_TKG[name], RDFS.label)
        )

    def domain(self, name: str) -> str:
        """Name the classes whose nodes have a property."""
        return self._names(name, _SCHEMA.domainIncludes)

    def range(self, name: str) -> str:
        """Name the classes or datatypes that the values of a property have."""
        return self._names(name, _SCHEMA.rangeIncludes)

    def fields(self, name: str) -> str:
        """Name the fields of a record that a property is read from."""
        return ", ".join(sorted(str(field) for field in self._terms.objects(_TKG[name], _TKG.fromField)))

    def example(self, name: str) -> str:
        """Give a query that shows some uses of a term."""
        pattern = (
            f"?node a tkg:{name} ; ?property ?value" if self.is_class(name) else f"?node tkg:{name} ?value"
        )
        return f"SELECT * {{ {pattern} }} LIMIT 10"

    def _names(self, name: str, relation: URIRef) -> str:
        return ", ".join(sorted(_name(term) for term in self._terms.objects(_TKG[name], relation)))

    def _all(self, kind: URIRef) -> list[Node]:
        return sorted(
            (term for term in self._terms.subjects(RDF.type, kind) if str(term).startswith(ONTOLOGY)), key=str
        )

    def _number(self, relation: URIRef, term: Node, counted: URIRef) -> int:
        """Read a count; partitions inside a class count less than the whole."""
        found = [
            int(str(number))
            for part in self._counts.subjects(relation, term)
            for number in self._counts.objects(part, counted)
        ]
        return max(found, default=0)


def _name(term: Node) -> str:
    return str(term).removeprefix(ONTOLOGY).rpartition("#")[2].rpartition("/")[2]
