"""JSON-LD: one document of all trials, each nested as a tree (https://www.w3.org/TR/json-ld11/).

The context stands once, and the trials are the items of its `@graph`. Ontology and concepts are left
out: they are no trials (`ontology/` of the build has them).
"""

from __future__ import annotations

from typing import BinaryIO

import msgspec

from kg.export.release import Named, Release, Trial
from kg.nodes import nodes_of
from kg.publish.jsonld import Documents
from kg.vocabulary import load

TITLE = "JSON-LD, all trials in one document"
MEDIA_TYPE = "application/ld+json"
EXTENSION = ".jsonld"


def writer(out: BinaryIO, release: Release) -> _Writer:  # noqa: ARG001
    """Write the context, then trial after trial."""
    return _Writer(out, Documents(load()))


class _Writer:
    def __init__(self, out: BinaryIO, documents: Documents) -> None:
        self._out, self._documents = out, documents
        self._between = b"\n"
        out.write(b'{"@context": ' + msgspec.json.encode(documents.context) + b',\n"@graph": [')

    def vocabulary(self, graph: Named) -> None:
        """Leave it out."""

    def trial(self, trial: Trial) -> None:
        tree = self._documents.tree(trial.node, nodes_of(trial.triples()))
        self._out.write(self._between + msgspec.json.encode(tree))
        self._between = b",\n"

    def close(self) -> None:
        self._out.write(b"\n]}\n")
