"""Ontotext GraphDB, by the REST API of RDF4J that it speaks: https://graphdb.ontotext.com/documentation/.

For many millions of triples its offline `importrdf load` is faster; it needs the server stopped.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.load.drivers._replacing import dropped, replacing
from kg.load.release import Release
from kg.load.steps import Request
from kg.load.target import Present, Target

TITLE = "Ontotext GraphDB; the endpoint is http://host:7200/repositories/NAME"
TESTED = False
READERS = "the old release until the new one is whole, where the repository isolates snapshots"
ALONE = True
OFFLINE = False


def plan(release: Release, target: Target, _present: Present) -> Iterator[Request]:
    """Replace what the repository holds."""
    yield from replacing(release, target)


def finish(_release: Release, _target: Target) -> Iterator[Request]:
    """Nothing: the release came with its mark."""
    yield from ()


def clear(base: str, target: Target, present: Present) -> Iterator[Request]:
    """Drop our graphs."""
    yield from dropped(base, target, present)


def queries(target: Target) -> str:
    """The address of the repository takes queries; its default graph is the union of all."""
    return target.query or target.address()
