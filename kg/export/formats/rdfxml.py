"""RDF/XML, for tools that read nothing else (https://www.w3.org/TR/rdf-syntax-grammar/).

One `rdf:Description` a subject, written as it comes, since no library writes the form without holding the
graph. XML 1.0 has no spelling for most control characters: they are replaced by U+FFFD.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import groupby
from operator import itemgetter
from typing import BinaryIO
from xml.sax.saxutils import quoteattr

from kg.errors import ExportError
from kg.export.markup import content
from kg.export.release import Named, Release, Trial
from kg.publish.literals import read_literal
from kg.terms import Term, Triple, inside
from kg.vocabulary import load

TITLE = "RDF/XML"
MEDIA_TYPE = "application/rdf+xml"
EXTENSION = ".rdf"

# the longest ending that is an XML name without a colon; an IRI without one cannot be a property here
_LOCAL = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*\Z")


def writer(out: BinaryIO, release: Release) -> _Writer:  # noqa: ARG001
    """Write the root element, then description after description."""
    return _Writer(out, dict(load().converter.bimap))


def document(triples: Iterable[Triple]) -> bytes:
    """Spell a few triples as a document of their own."""
    out = BytesIO()
    written = _Writer(out, dict(load().converter.bimap))
    written.describe(triples)
    written.close()
    return out.getvalue()


class _Writer:
    def __init__(self, out: BinaryIO, prefixes: dict[str, str]) -> None:
        self._out = out
        self._prefixes = {namespace: prefix for prefix, namespace in prefixes.items()}
        self._names: dict[Term, tuple[str, str]] = {}
        declared = "".join(f"\n  xmlns:{prefix}={quoteattr(ns)}" for prefix, ns in prefixes.items())
        out.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF{declared}>\n'.encode())

    def vocabulary(self, graph: Named) -> None:
        self.describe(graph.triples)

    def trial(self, trial: Trial) -> None:
        self.describe(trial.triples())

    def close(self) -> None:
        self._out.write(b"</rdf:RDF>\n")

    def describe(self, triples: Iterable[Triple]) -> None:
        """Write triples, each run of one subject as one description."""
        self._out.write("".join(self._lines(triples)).encode())

    def _lines(self, triples: Iterable[Triple]) -> Iterator[str]:
        for subject, statements in groupby(triples, key=itemgetter(0)):
            yield f"<rdf:Description rdf:about={quoteattr(inside(subject))}>\n"
            for _, predicate, value in statements:
                yield self._property(predicate, value)
            yield "</rdf:Description>\n"

    def _property(self, predicate: Term, value: Term) -> str:
        name, declaration = self._name(predicate)
        if value.startswith("<"):
            return f"  <{name}{declaration} rdf:resource={quoteattr(inside(value))}/>\n"
        text, datatype, language = read_literal(value)
        typed = f" rdf:datatype={quoteattr(datatype)}" if datatype else ""
        spoken = f' xml:lang="{language}"' if language else ""
        return f"  <{name}{declaration}{typed}{spoken}>{content(text)}</{name}>\n"

    def _name(self, predicate: Term) -> tuple[str, str]:
        """Give the element of a property, and the declaration of its namespace where the root has none."""
        if predicate not in self._names:
            iri = inside(predicate)
            local = _LOCAL.search(iri)
            if not local:
                raise ExportError(f"{predicate} cannot be a property in RDF/XML; export another format")
            namespace = iri[: local.start()]
            prefix = self._prefixes.get(namespace)
            declaration = "" if prefix else f" xmlns:ns={quoteattr(namespace)}"
            self._names[predicate] = f"{prefix or 'ns'}:{local[0]}", declaration
        return self._names[predicate]
