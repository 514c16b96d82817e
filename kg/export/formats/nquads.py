"""N-Quads: every statement with the record that makes it (https://www.w3.org/TR/n-quads/)."""

from __future__ import annotations

from typing import BinaryIO

from kg.export.release import Named, Release, Trial
from kg.publish.nquads import quad_lines

TITLE = "N-Quads"
MEDIA_TYPE = "application/n-quads"
EXTENSION = ".nq"


def writer(out: BinaryIO, release: Release) -> _Writer:  # noqa: ARG001
    """Write quads a line each."""
    return _Writer(out)


class _Writer:
    def __init__(self, out: BinaryIO) -> None:
        self._out = out

    def vocabulary(self, graph: Named) -> None:
        self._out.write(quad_lines(graph.triples, graph.name).encode())

    def trial(self, trial: Trial) -> None:
        for graph in trial.graphs:
            self.vocabulary(graph)

    def close(self) -> None:
        """Every line is written already."""
