"""JSON-LD: one nested document a trial, and the context that gives its keys their meaning.

The context is made from `ontology/trialkg.ttl`: every class and property under its local name, with
`@set` where a node may have several values, so that a key holds either always a list or never one.
Documents carry the context inside, since a document that is moved must still be readable.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from rdflib import OWL, RDF, XSD, Graph, Namespace
from rdflib.term import Node

from kg.content import content
from kg.nodes import Nodes
from kg.publish.literals import read_literal
from kg.terms import CODES, ONTOLOGY, Term
from kg.terms import RDF as RDF_TERMS
from kg.vocabulary import Vocabulary

Json = dict[str, Any]

_SCHEMA = Namespace("https://schema.org/")
_TKG = Namespace(ONTOLOGY)
_PREFIXES = ("tkg", "rdf", "rdfs", "xsd", "skos", "dcterms", "prov", "foaf", "geo")
# what every context needs, since its own entries are spelt with it
_FRAME = {"id", "type", *_PREFIXES}
# keys for terms of other vocabularies: what each means, and whether it holds IRIs
_BORROWED = {
    "label": ("rdfs:label", False),
    "identifier": ("dcterms:identifier", False),
    "description": ("dcterms:description", False),
    "value": ("rdf:value", False),
    "latitude": ("geo:lat", False),
    "longitude": ("geo:long", False),
    "primaryTopic": ("foaf:primaryTopic", True),
    "page": ("foaf:page", True),
    "wasDerivedFrom": ("prov:wasDerivedFrom", True),
    "exactMatch": ("skos:exactMatch", True),
}
_BORROWED_LISTS = {"page", "wasDerivedFrom", "exactMatch"}
_BORROWED_DECIMALS = {"latitude", "longitude"}


def make_context(vocabulary: Vocabulary) -> Json:
    """Make the context of every document from the ontology, the prefixes and the code lists."""
    ontology = Graph().parse(content("ontology") / "trialkg.ttl")
    prefixes = vocabulary.converter.bimap
    context: Json = {"id": "@id", "type": "@type"}
    context |= {prefix: prefixes[prefix] for prefix in _PREFIXES}
    context |= {
        scheme: f"{CODES}{scheme}/" for scheme in dict.fromkeys(code.scheme for code in vocabulary.codes)
    }
    context |= {
        key: _entry(iri, linked, key in _BORROWED_LISTS, key in _BORROWED_DECIMALS)
        for key, (iri, linked) in _BORROWED.items()
    }
    for kind in (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty):
        for term in sorted(ontology.subjects(RDF.type, kind), key=str):
            name = str(term).removeprefix(ONTOLOGY)
            context[name] = f"tkg:{name}" if kind == OWL.Class else _property_entry(ontology, term, name)
    return context


def _property_entry(ontology: Graph, term: Node, name: str) -> str | Json:
    linked = (term, RDF.type, OWL.ObjectProperty) in ontology
    single = ontology.value(term, _TKG.single) is not None
    return _entry(f"tkg:{name}", linked, not single, (term, _SCHEMA.rangeIncludes, XSD.decimal) in ontology)


def _entry(iri: str, linked: bool, many: bool, is_decimal: bool) -> str | Json:
    """Define a key; a decimal is spelt as a string, since a JSON number would be an xsd:double."""
    entry: Json = {"@id": iri}
    if linked or is_decimal:
        entry["@type"] = "@id" if linked else "xsd:decimal"
    if many:
        entry["@container"] = "@set"
    return entry if len(entry) > 1 else iri


class Documents:
    """Makes the documents of one build."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.context = make_context(vocabulary)
        self._context = msgspec.json.encode(self.context)
        prefixes = {key: value for key, value in self.context.items() if str(value).startswith("http")}
        self._schemes = {ns: prefix for prefix, ns in prefixes.items() if ns.startswith(CODES)}
        self._keys: dict[Term, tuple[str, bool]] = {}
        for key, entry in self.context.items():
            iri = entry["@id"] if isinstance(entry, dict) else entry
            prefix, colon, local = iri.partition(":")
            if colon and prefix in prefixes:
                many = isinstance(entry, dict) and "@container" in entry
                self._keys[f"<{prefixes[prefix]}{local}>"] = key, many
        ontology = Graph().parse(content("ontology") / "trialkg.ttl")
        self._nesting = {f"<{prop}>" for prop in ontology.subjects(_TKG.nests, None)}

    def document(self, root: Term, nodes: Nodes) -> bytes:
        """Spell all that is said around one trial as readable JSON, its context on one line."""
        nested = msgspec.json.format(msgspec.json.encode(self.tree(root, nodes)), indent=2)
        return b'{\n  "@context": ' + self._context + b"," + nested[1:] + b"\n"

    def context_of(self, tree: Json) -> Json:
        """Give the part of the context that a tree needs."""
        used = set(_words(tree)) | _FRAME
        return {key: entry for key, entry in self.context.items() if key in used}

    def tree(self, root: Term, nodes: Nodes) -> Json:
        """Nest nodes: each is written once, where it is a part or is first named."""
        parts = {
            part
            for properties in nodes.values()
            for predicate in self._nesting.intersection(properties)
            for part in properties[predicate]
        }
        return _Nester(self._keys, self._schemes, self._nesting, dict(nodes), parts).node(root)


def _words(value: Any) -> Iterator[str]:
    """Yield every word of a tree that a context may define: keys, types, and the prefixes of its strings."""
    if isinstance(value, dict):
        yield from value
        yield from (word for part in value.values() for word in _words(part))
    elif isinstance(value, list):
        yield from (word for part in value for word in _words(part))
    elif isinstance(value, str):
        yield value.partition(":")[0]


class _Nester:
    """Nests the nodes of one document; every node is written out once."""

    def __init__(
        self,
        keys: dict[Term, tuple[str, bool]],
        schemes: dict[str, str],
        nesting: set[Term],
        said: Nodes,
        parts: set[Term],
    ) -> None:
        self._keys, self._schemes, self._nesting = keys, schemes, nesting
        self._said, self._parts = said, parts

    def node(self, subject: Term) -> Json:
        """Write a node out, and with it the nodes that only it leads to."""
        statements = self._said.pop(subject)
        node: Json = {"id": subject[1:-1]}
        for predicate, values in statements.items():
            if predicate == RDF_TERMS.type:
                types = [self._keys[value][0] for value in values]
                node["type"] = types[0] if len(types) == 1 else types
                continue
            key, many = self._keys[predicate]
            spelt = [self._value(value, predicate in self._nesting) for value in values]
            node[key] = spelt if many or len(spelt) > 1 else spelt[0]
        return node

    def _value(self, value: Term, nests: bool) -> Any:
        if not value.startswith("<"):
            return _literal(value)
        if value in self._said and (nests or value not in self._parts):
            return self.node(value)
        namespace, slash, code = value[1:-1].rpartition("/")
        scheme = self._schemes.get(namespace + slash)
        return f"{scheme}:{code}" if scheme else value[1:-1]


def _literal(term: Term) -> Any:
    value, datatype, language = read_literal(term)
    match datatype:
        case "":
            return {"@value": value, "@language": language} if language else value
        case _ if datatype == str(XSD.integer):
            return int(value)
        case _ if datatype == str(XSD.boolean):
            return value == "true"
        case _ if datatype == str(XSD.decimal):
            return value
        case _:
            return {"@type": f"xsd:{datatype.rpartition('#')[2]}", "@value": value}
