"""SKOS, OWL and any other RDF: RDF/XML, Turtle, N-Triples, N-Quads, TriG, N3, JSON-LD."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph

from kg.vocab._files import document, head, stem
from kg.vocab._statements import Statement, concepts
from kg.vocab._statements import about as about_statements
from kg.vocab.entry import About, Entry

TITLE = "SKOS, OWL and other RDF"
GENERAL = True
_EXTENSIONS = {"owl": pyoxigraph.RdfFormat.RDF_XML}
_LOOKS = (
    (re.compile(rb"\s*(?:<\?xml|<!DOCTYPE|<!--|<rdf:RDF)"), b"http://www.w3.org/1999/02/22-rdf-syntax-ns#",
     pyoxigraph.RdfFormat.RDF_XML),
    (re.compile(rb"\s*\[?\s*\{"), b'"@', pyoxigraph.RdfFormat.JSON_LD),
    (re.compile(rb"(?:\s|#[^\n]*\n)*<[^>\s]+>\s+<[^>\s]+>\s+[^\n]+\.\s*\n", re.DOTALL), b"",
     pyoxigraph.RdfFormat.N_QUADS),
    (re.compile(rb"(?:\s|#[^\n]*\n)*(?:@prefix|@base|PREFIX|BASE)\s", re.IGNORECASE), b"",
     pyoxigraph.RdfFormat.TURTLE),
)  # fmt: skip


def recognises(head: bytes, name: str) -> bool:
    """Tell by the first bytes; the name says which of the look-alikes it is."""
    return _format(head, name) is not None


def about(path: Path) -> About:
    """Read what the ontology or the scheme says of itself."""
    return about_statements(_statements(path), stem(path))


def entries(path: Path) -> Iterator[Entry]:
    """Yield everything that has a label and is no property."""
    return concepts(_statements(path))


def _format(head: bytes, name: str) -> pyoxigraph.RdfFormat | None:
    body = head.removeprefix(b"\xef\xbb\xbf")
    found = next((form for look, mark, form in _LOOKS if look.match(body) and mark in body), None)
    if found in (pyoxigraph.RdfFormat.TURTLE, pyoxigraph.RdfFormat.N_QUADS):
        named = pyoxigraph.RdfFormat.from_extension(name.rpartition(".")[2].lower())
        return named or found
    return found


def _statements(path: Path) -> Iterator[Statement]:
    """Parse what is stated of IRIs, and of the blank nodes that axioms are."""
    found = document(path, recognises)
    form = _format(head(found), found.name)
    with found.open() as stream:
        for quad in pyoxigraph.parse(
            stream, format=form, base_iri="https://vocabulary.invalid/", lenient=True
        ):
            subject, value = quad.subject, quad.object
            if isinstance(subject, pyoxigraph.Triple) or isinstance(
                value, pyoxigraph.BlankNode | pyoxigraph.Triple
            ):
                continue
            own = subject.value if isinstance(subject, pyoxigraph.NamedNode) else f"_:{subject.value}"
            language = (value.language or "") if isinstance(value, pyoxigraph.Literal) else ""
            yield own, quad.predicate.value, value.value, language
