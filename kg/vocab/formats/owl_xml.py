"""OWL/XML (https://www.w3.org/TR/owl2-xml-serialization/), which is XML of OWL and not RDF/XML."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

from lxml import etree

from kg.vocab._files import opened, stem
from kg.vocab._statements import Statement, concepts
from kg.vocab._statements import about as about_statements
from kg.vocab.entry import About, Entry

TITLE = "OWL/XML"
_OWL = "http://www.w3.org/2002/07/owl#"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_SUBCLASS = "http://www.w3.org/2000/01/rdf-schema#subClassOf"
_TAG = f"{{{_OWL}}}"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_READ = ("AnnotationAssertion", "SubClassOf", "Declaration", "Annotation", "Prefix")


def recognises(head: bytes, name: str) -> bool:  # noqa: ARG001
    """Tell by the root element."""
    return b"<Ontology " in head and b"<rdf:RDF" not in head and f'"{_OWL}"'.encode() in head


def about(path: Path) -> About:
    """Read the annotations of the ontology."""
    return about_statements(_statements(path), stem(path))


def entries(path: Path) -> Iterator[Entry]:
    """Yield classes and individuals that have a label."""
    return concepts(_statements(path))


def _statements(path: Path) -> Iterator[Statement]:
    """Read axioms one by one, as the statements that RDF would make of them."""
    prefixes: dict[str, str] = {}
    blank = (f"_:{number}" for number in count())
    tags = [_TAG + name for name in (*_READ, "Ontology")]
    with opened(path, recognises) as stream:
        ontology = ""
        for event, element in etree.iterparse(
            stream, events=("start", "end"), tag=tags, load_dtd=False, no_network=True, resolve_entities=False
        ):
            name = etree.QName(element).localname
            if event == "start":
                if name == "Ontology":
                    ontology = element.get("ontologyIRI", "")
                    yield ontology, _TYPE, f"{_OWL}Ontology", ""
                    if version := element.get("versionIRI"):
                        yield ontology, f"{_OWL}versionIRI", version, ""
                continue
            parent = element.getparent()
            if parent is None or parent.tag != f"{_TAG}Ontology":
                continue
            yield from _axiom(name, element, ontology, prefixes, blank)
            element.clear()
            while element.getprevious() is not None:
                del parent[0]


def _axiom(
    name: str, element: etree._Element, ontology: str, prefixes: dict[str, str], blank: Iterator[str]
) -> Iterator[Statement]:
    if name == "Prefix":
        prefixes[element.get("name", "")] = element.get("IRI", "")
        return
    annotations = [child for child in element if child.tag == f"{_TAG}Annotation"]
    parts = [child for child in element if child.tag != f"{_TAG}Annotation"]
    if name == "Annotation" and len(parts) == 2:
        yield ontology, _iri(parts[0], prefixes), *_value(parts[1], prefixes)
    elif name == "Declaration" and parts:
        yield _iri(parts[0], prefixes), _TYPE, _OWL + etree.QName(parts[0]).localname, ""
    elif name == "SubClassOf" and len(parts) == 2 and all(part.tag == f"{_TAG}Class" for part in parts):
        yield _iri(parts[0], prefixes), _SUBCLASS, _iri(parts[1], prefixes), ""
    elif name == "AnnotationAssertion" and len(parts) == 3:
        subject, value = _iri(parts[1], prefixes), _value(parts[2], prefixes)
        yield subject, _iri(parts[0], prefixes), *value
        if annotations:
            axiom = next(blank)
            yield axiom, f"{_OWL}annotatedSource", subject, ""
            yield axiom, f"{_OWL}annotatedTarget", value[0], ""
            for annotation in annotations:
                if len(annotation) == 2:
                    yield axiom, _iri(annotation[0], prefixes), *_value(annotation[1], prefixes)


def _value(element: etree._Element, prefixes: dict[str, str]) -> tuple[str, str]:
    if element.tag == f"{_TAG}Literal":
        return element.text or "", element.get(_LANGUAGE, "")
    return _iri(element, prefixes), ""


def _iri(element: etree._Element, prefixes: dict[str, str]) -> str:
    """Give the IRI of an entity, written in full or short, in an attribute or as text."""
    short = element.get("abbreviatedIRI") or (element.text if element.tag == f"{_TAG}AbbreviatedIRI" else "")
    if short:
        prefix, _, local = short.partition(":")
        return prefixes.get(prefix, "") + local
    return element.get("IRI") or element.text or f"_:{element.get('nodeID', '')}"
