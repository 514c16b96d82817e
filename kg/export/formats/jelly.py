"""Jelly: RDF in Protocol Buffers, small and fast (https://w3id.org/jelly/); a stream of quads, by pyjelly."""

from __future__ import annotations

from typing import Any, BinaryIO

from kg.export.extra import extra
from kg.export.release import Named, Release, Trial
from kg.publish.literals import read_literal
from kg.terms import Term, inside

TITLE = "Jelly (binary RDF)"
MEDIA_TYPE = "application/x-jelly-rdf"
EXTENSION = ".jelly"

_GENERIC = "pyjelly.integrations.generic"


def writer(out: BinaryIO, release: Release) -> _Writer:  # noqa: ARG001
    """Write one stream, a few hundred quads a frame; an ExportError where pyjelly is not installed."""
    return _Writer(out)


class _Writer:
    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._terms = extra(f"{_GENERIC}.generic_sink", "jelly")
        self._frames = extra("pyjelly.serialize.ioutils", "jelly")
        self._stream = _stream()
        self._stream.enroll()

    def vocabulary(self, graph: Named) -> None:
        name = self._term(graph.name)
        for triple in graph.triples:
            frame = self._stream.quad(self._terms.Quad(*map(self._term, triple), name))
            if frame:
                self._frames.write_delimited(frame, self._out)

    def trial(self, trial: Trial) -> None:
        for graph in trial.graphs:
            self.vocabulary(graph)

    def close(self) -> None:
        if frame := self._stream.flow.to_stream_frame():
            self._frames.write_delimited(frame, self._out)

    def _term(self, term: Term) -> Any:
        if term.startswith("<"):
            return self._terms.IRI(inside(term))
        text, datatype, language = read_literal(term)
        return self._terms.Literal(text, language or None, datatype or None)


def _stream() -> Any:
    """Make a stream of quads without the extensions of RDF that ours has no use for."""
    serialize = extra(f"{_GENERIC}.serialize", "jelly")
    streams, options = extra("pyjelly.serialize.streams", "jelly"), extra("pyjelly.options", "jelly")
    jelly = extra("pyjelly.jelly", "jelly")
    given = streams.SerializerOptions(
        logical_type=jelly.LOGICAL_STREAM_TYPE_FLAT_QUADS,
        params=options.StreamParameters(generalized_statements=False, rdf_star=False),
    )
    encoder = serialize.GenericSinkTermEncoder(lookup_preset=given.lookup_preset)
    return streams.QuadStream(encoder=encoder, options=given)
