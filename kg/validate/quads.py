"""Documents into quads of N-Triples terms, as a stream; where the syntax is broken, the place is told.

Literals stay as they are written: `"007"^^xsd:integer` is not made `"7"`. Blank nodes keep their labels;
those without one are counted.
"""

from __future__ import annotations

import lzma
import re
import zlib
from collections.abc import Iterator
from typing import IO, BinaryIO, cast

import pyoxigraph

from kg.errors import DataError
from kg.terms import Term
from kg.validate.context import standalone
from kg.validate.document import Document

Quad = tuple[Term, Term, Term, Term]
# what the default graph is called
DEFAULT: Term = ""

# what the parser calls a blank node without a label: at random, up to 32 hexadecimal digits
_UNNAMED = re.compile(r"_:[0-9a-f]{24,32}\Z")
_UNREADABLE = (OSError, EOFError, zlib.error, lzma.LZMAError, UnicodeDecodeError)


def quads(document: Document) -> Iterator[Quad]:
    """Yield the quads of a document in its order; the graph of a plain triple is `DEFAULT`.

    Raises `DataError` with file, line, column and what the parser says, once the quads before are yielded.
    """
    labels: dict[Term, Term] = {}
    count = 0
    try:
        with document.open() as opened:
            stream = _stream(document, opened)
            try:
                for quad in _parsed(document, stream):
                    yield _terms(quad, labels)
                    count += 1
            except SyntaxError as error:
                raise DataError(_broken(document, error, stream, count)) from error
    except _UNREADABLE as error:
        raise DataError(f"{document.name}: cannot be read after {count:,} triples: {error}") from error


def _stream(document: Document, opened: BinaryIO) -> BinaryIO | _Lines:
    """Prepare the bytes for the parser: those of RDF/XML and JSON-LD do not always say where they are."""
    match document.serialisation.name:
        case "jsonld":
            return _Lines(standalone(document.name, document.base, opened))
        case "rdfxml":
            return _Lines(opened)
    return opened


def _parsed(document: Document, stream: BinaryIO | _Lines) -> Iterator[pyoxigraph.Quad]:
    """Parse, under the document's base."""
    parsed = pyoxigraph.parse(
        cast(IO[bytes], stream), format=document.serialisation.parser, base_iri=document.base
    )
    return cast(Iterator[pyoxigraph.Quad], parsed)


def _terms(quad: pyoxigraph.Quad, labels: dict[Term, Term]) -> Quad:
    if isinstance(quad.object, pyoxigraph.Triple):
        raise SyntaxError("a triple stands in the place of a term (RDF 1.2), which SHACL does not know")
    subject, value = str(quad.subject), str(quad.object)
    graph = quad.graph_name
    name = DEFAULT if isinstance(graph, pyoxigraph.DefaultGraph) else str(graph)
    if subject.startswith("_"):
        subject = _label(subject, labels)
    if value.startswith("_"):
        value = _label(value, labels)
    return subject, str(quad.predicate), value, name


def _label(node: Term, labels: dict[Term, Term]) -> Term:
    """Number a blank node that has no label of its own, so that two runs say the same."""
    return labels.setdefault(node, f"_:unnamed{len(labels) + 1}") if _UNNAMED.match(node) else node


def _broken(document: Document, error: SyntaxError, stream: BinaryIO | _Lines, count: int) -> str:
    """Say where and what: the line that was being read, where the parser does not name one."""
    said = str(error.msg)
    if error.lineno:
        at, said = f"line {error.lineno}, column {error.offset}", said.partition(": ")[2] or said
    else:
        at = f"line {stream.line}" if isinstance(stream, _Lines) else f"after triple {count:,}"
    title = document.serialisation.title
    return f"{document.name}, {at}: not {title} that can be read: {said} ({count:,} triples stand before it)"


class _Lines:
    """A stream that is read line by line and counts them."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.line = 0

    def read(self, size: int = -1) -> bytes:
        """Read on, at most so many bytes and not beyond the end of a line."""
        read = self._stream.readline(size)
        self.line += read.endswith(b"\n")
        return read
