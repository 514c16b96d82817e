"""NDJSON-LD: one JSON-LD document a line, one line a trial, for bulk (each line can be read by itself).

Each line has the part of the context inside that it needs, so that lines may be cut, sorted and sent.
"""

from __future__ import annotations

from typing import BinaryIO

import msgspec

from kg.export.release import Named, Release, Trial
from kg.nodes import nodes_of
from kg.publish.jsonld import Documents
from kg.vocabulary import load

TITLE = "NDJSON-LD, one JSON-LD document a line"
MEDIA_TYPE = "application/x-ndjson"
EXTENSION = ".ndjsonld"


def writer(out: BinaryIO, release: Release) -> _Writer:  # noqa: ARG001
    """Write line after line."""
    return _Writer(out, Documents(load()))


class _Writer:
    def __init__(self, out: BinaryIO, documents: Documents) -> None:
        self._out, self._documents = out, documents

    def vocabulary(self, graph: Named) -> None:
        """Leave it out: it is no trial."""

    def trial(self, trial: Trial) -> None:
        tree = self._documents.tree(trial.node, nodes_of(trial.triples()))
        document = {"@context": self._documents.context_of(tree), **tree}
        self._out.write(msgspec.json.encode(document) + b"\n")

    def close(self) -> None:
        """Every line is written already."""
