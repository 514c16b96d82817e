"""TriG: Turtle with one block of braces a source record (https://www.w3.org/TR/trig/)."""

from __future__ import annotations

from typing import BinaryIO

from kg.export.release import Named, Release, Trial
from kg.nodes import nodes_of
from kg.publish.turtle import TurtleWriter
from kg.vocabulary import load

TITLE = "TriG"
MEDIA_TYPE = "application/trig"
EXTENSION = ".trig"


def writer(out: BinaryIO, release: Release) -> _Writer:
    """Write the prefixes, then graph after graph."""
    return _Writer(out, TurtleWriter(load(), release.base))


class _Writer:
    def __init__(self, out: BinaryIO, turtle: TurtleWriter) -> None:
        self._out, self._turtle = out, turtle
        out.write(turtle.header().encode())

    def vocabulary(self, graph: Named) -> None:
        blocks = "".join(self._turtle.blocks(nodes_of(graph.triples)))
        self._out.write(f"\n{graph.name} {{{blocks}}}\n".encode())

    def trial(self, trial: Trial) -> None:
        for graph in trial.graphs:
            self.vocabulary(graph)

    def close(self) -> None:
        """Every graph is written already."""
