"""Turtle for reading: prefixes, one block a subject (https://www.w3.org/TR/turtle/)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from kg.export.release import Named, Release, Trial
from kg.nodes import nodes_of
from kg.publish.turtle import TurtleWriter
from kg.terms import Triple
from kg.vocabulary import load

TITLE = "Turtle"
MEDIA_TYPE = "text/turtle"
EXTENSION = ".ttl"


def writer(out: BinaryIO, release: Release) -> _Writer:
    """Write the prefixes, then block after block."""
    return _Writer(out, TurtleWriter(load(), release.base))


class _Writer:
    def __init__(self, out: BinaryIO, turtle: TurtleWriter) -> None:
        self._out, self._turtle = out, turtle
        out.write(turtle.header().encode())

    def vocabulary(self, graph: Named) -> None:
        self._write(graph.triples)

    def trial(self, trial: Trial) -> None:
        self._write(trial.triples())

    def _write(self, triples: Iterable[Triple]) -> None:
        self._out.write("".join(self._turtle.blocks(nodes_of(triples))).encode())

    def close(self) -> None:
        """Every block is written already."""
