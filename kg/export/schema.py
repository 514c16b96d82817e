"""What the ontology says about a property's values: of which kind they are, and whether there are many.

Tables and property graphs have columns with a type, which RDF has not; it is read from the ranges and the
annotations of `ontology/trialkg.ttl`, so that a new property needs no code here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

import msgspec
from rdflib import OWL, RDF, RDFS, XSD, Graph, Namespace, URIRef
from rdflib.term import Node

from kg.content import content
from kg.publish.literals import read_literal
from kg.terms import ONTOLOGY, Term, inside

Value = str | int | float | bool

_SCHEMA = Namespace("https://schema.org/")
_TKG = Namespace(ONTOLOGY)
_KINDS: dict[Node, str] = {XSD.integer: "integer", XSD.decimal: "number", XSD.boolean: "boolean"}
# terms of other vocabularies: name, kind, many
_BORROWED = {
    str(RDFS.label): ("label", "text", False),
    "http://purl.org/dc/terms/identifier": ("identifier", "text", False),
    "http://purl.org/dc/terms/description": ("description", "text", False),
    str(RDF.value): ("value", "text", False),
    "http://www.w3.org/2003/01/geo/wgs84_pos#lat": ("latitude", "number", False),
    "http://www.w3.org/2003/01/geo/wgs84_pos#long": ("longitude", "number", False),
    "http://xmlns.com/foaf/0.1/page": ("page", "iri", True),
    "http://xmlns.com/foaf/0.1/primaryTopic": ("primaryTopic", "node", False),
    "http://www.w3.org/ns/prov#wasDerivedFrom": ("wasDerivedFrom", "node", True),
    "http://www.w3.org/2004/02/skos/core#notation": ("notation", "text", False),
    "http://www.w3.org/2004/02/skos/core#prefLabel": ("prefLabel", "text", False),
    "http://www.w3.org/2004/02/skos/core#altLabel": ("altLabel", "text", True),
    "http://www.w3.org/2004/02/skos/core#definition": ("definition", "text", False),
    "http://www.w3.org/2004/02/skos/core#editorialNote": ("editorialNote", "text", False),
    "http://www.w3.org/2004/02/skos/core#broader": ("broader", "concept", True),
    "http://www.w3.org/2004/02/skos/core#exactMatch": ("exactMatch", "match", True),
    "http://www.w3.org/2004/02/skos/core#closeMatch": ("closeMatch", "match", True),
    "http://www.w3.org/2004/02/skos/core#broadMatch": ("broadMatch", "match", True),
    "http://www.w3.org/2004/02/skos/core#inScheme": ("inScheme", "code", False),
}


class Property(msgspec.Struct, frozen=True):
    """A property: `kind` is text, integer, number, boolean, code, concept, match, node or iri.

    `classes` are the classes whose nodes may have it; none means any.
    """

    term: Term
    name: str
    kind: str
    many: bool
    classes: frozenset[str]
    target: str = ""
    definition: str = ""


@cache
def schema() -> dict[str, Property]:
    """Read every property by name, in the order of names."""
    ontology = Graph().parse(content("ontology") / "trialkg.ttl")
    found = [*_own(ontology), *_borrowed(ontology)]
    return {prop.name: prop for prop in sorted(found, key=lambda prop: prop.name)}


@cache
def by_term() -> dict[Term, Property]:
    """Give every property by its IRI term."""
    return {prop.term: prop for prop in schema().values()}


@cache
def class_names() -> tuple[str, ...]:
    """Name the classes of the ontology."""
    ontology = Graph().parse(content("ontology") / "trialkg.ttl")
    return tuple(sorted(_local(str(one)) for one in ontology.subjects(RDF.type, OWL.Class)))


def _own(ontology: Graph) -> Iterator[Property]:
    for kind in (OWL.ObjectProperty, OWL.DatatypeProperty):
        for term in ontology.subjects(RDF.type, kind):
            ranges = set(ontology.objects(term, _SCHEMA.rangeIncludes))
            targets = sorted(_local(str(one)) for one in ranges)
            yield Property(
                term=f"<{term}>",
                name=_local(str(term)),
                kind=_kind(ranges) if kind == OWL.DatatypeProperty else _linked(targets),
                many=ontology.value(term, _TKG.single) is None,
                classes=frozenset(_classes(ontology, term)),
                target=targets[0] if len(targets) == 1 else "",
                definition=str(ontology.value(term, URIRef(f"{_SKOS}definition")) or ""),
            )


_SKOS = "http://www.w3.org/2004/02/skos/core#"


def _kind(ranges: set[Node]) -> str:
    return _KINDS.get(next(iter(ranges)), "text") if len(ranges) == 1 else "text"


def _linked(targets: list[str]) -> str:
    return {"Code": "code", "Concept": "concept", "Property": "iri"}.get("".join(targets), "node")


def _classes(ontology: Graph, term: Node) -> Iterator[str]:
    """Yield the classes that a property is for, and those below them."""
    for domain in ontology.objects(term, _SCHEMA.domainIncludes):
        for one in ontology.transitive_subjects(RDFS.subClassOf, domain):
            yield _local(str(one))


def _borrowed(ontology: Graph) -> Iterator[Property]:
    for iri, (name, kind, many) in _BORROWED.items():
        note = ontology.value(URIRef(iri), URIRef(f"{_SKOS}scopeNote"))
        yield Property(
            term=f"<{iri}>", name=name, kind=kind, many=many, classes=frozenset(), definition=str(note or "")
        )


def _local(iri: str) -> str:
    return iri.replace("#", "/").rpartition("/")[2]


class Reader:
    """Reads terms as plain values; concepts become CURIEs."""

    def __init__(self, compress: Callable[[str], str | None]) -> None:
        self._compress = compress

    def value(self, kind: str, term: Term) -> Value:
        """Give the plain value of a term of a kind."""
        if not term.startswith("<"):
            text = read_literal(term)[0]
            match kind:
                case "integer":
                    return int(text)
                case "number":
                    return float(text)
                case "boolean":
                    return text == "true"
            return text
        iri = inside(term)
        if kind in {"concept", "match"}:
            return self._compress(iri) or iri
        return _local(iri) if kind == "code" else iri
