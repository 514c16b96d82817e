"""N-Triples: every statement, without the record that makes it (https://www.w3.org/TR/n-triples/)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from kg.export.release import Named, Release, Trial
from kg.terms import Triple

TITLE = "N-Triples"
MEDIA_TYPE = "application/n-triples"
EXTENSION = ".nt"


def writer(out: BinaryIO, release: Release) -> _Writer:  # noqa: ARG001
    """Write triples a line each; what two records of a trial say is written once."""
    return _Writer(out)


class _Writer:
    def __init__(self, out: BinaryIO) -> None:
        self._out = out

    def vocabulary(self, graph: Named) -> None:
        self._write(graph.triples)

    def trial(self, trial: Trial) -> None:
        self._write(trial.triples())

    def _write(self, triples: Iterable[Triple]) -> None:
        self._out.write("".join(f"{s} {p} {o} .\n" for s, p, o in triples).encode())

    def close(self) -> None:
        """Every line is written already."""
