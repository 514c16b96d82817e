"""The formats of SPARQL answers: one row a format, its names in `?format=`, its media types, and IRI.

The IRIs are those of https://www.w3.org/ns/formats/.
"""

from __future__ import annotations

from typing import Generic, TypeVar

import msgspec
import pyoxigraph

from kg.serve.negotiate import preferred_type
from kg.serve.problem import ProblemError

T = TypeVar("T")


class Format(msgspec.Struct, Generic[T], frozen=True):
    """A format; the first media type is the one that is sent."""

    names: tuple[str, ...]
    media: tuple[str, ...]
    iri: str
    engine: T

    @property
    def sent(self) -> str:
        """Spell the content type."""
        return f"{self.media[0]}; charset=utf-8" if self.media[0].startswith("text/") else self.media[0]


_W3C = "http://www.w3.org/ns/formats/"
_RESULTS = pyoxigraph.QueryResultsFormat
_RDF = pyoxigraph.RdfFormat

RESULTS: tuple[Format[pyoxigraph.QueryResultsFormat], ...] = (
    Format(
        ("json", "srj"),
        ("application/sparql-results+json", "application/json"),
        f"{_W3C}SPARQL_Results_JSON",
        _RESULTS.JSON,
    ),
    Format(
        ("xml", "srx"),
        ("application/sparql-results+xml", "application/xml", "text/xml"),
        f"{_W3C}SPARQL_Results_XML",
        _RESULTS.XML,
    ),
    Format(("csv",), ("text/csv",), f"{_W3C}SPARQL_Results_CSV", _RESULTS.CSV),
    Format(("tsv",), ("text/tab-separated-values",), f"{_W3C}SPARQL_Results_TSV", _RESULTS.TSV),
)
GRAPHS: tuple[Format[pyoxigraph.RdfFormat], ...] = (
    Format(("turtle", "ttl"), ("text/turtle",), f"{_W3C}Turtle", _RDF.TURTLE),
    Format(("ntriples", "nt"), ("application/n-triples", "text/plain"), f"{_W3C}N-Triples", _RDF.N_TRIPLES),
    Format(("jsonld",), ("application/ld+json", "application/json"), f"{_W3C}JSON-LD", _RDF.JSON_LD),
    Format(
        ("rdfxml", "rdf", "xml"),
        ("application/rdf+xml", "application/xml", "text/xml"),
        f"{_W3C}RDF_XML",
        _RDF.RDF_XML,
    ),
    Format(("nquads", "nq"), ("application/n-quads",), f"{_W3C}N-Quads", _RDF.N_QUADS),
    Format(("trig",), ("application/trig",), f"{_W3C}TriG", _RDF.TRIG),
    Format(("n3",), ("text/n3",), f"{_W3C}N3", _RDF.N3),
)


def chosen(formats: tuple[Format[T], ...], named: str, accept: str) -> Format[T]:
    """Choose by name (or media type) where one is named, else by the Accept header; else 406."""
    for one in formats:
        if named and named.lower() in (*one.names, *one.media):
            return one
    if not named:
        media = preferred_type(accept, [media for one in formats for media in one.media])
        for one in formats:
            if media in one.media:
                return one
    raise not_acceptable(formats)


def not_acceptable(formats: tuple[Format[T], ...]) -> ProblemError:
    """Say which formats there are."""
    names = ", ".join(one.names[0] for one in formats)
    media = ", ".join(one.media[0] for one in formats)
    return ProblemError(406, f"this answer can be given as {media} (?format= {names})")
