"""Eclipse RDF4J server, by its REST API: https://rdf4j.org/documentation/reference/rest-api/.

The endpoint is the repository, http://host:8080/rdf4j-server/repositories/NAME.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.load.drivers._replacing import dropped, replacing
from kg.load.release import Release
from kg.load.steps import Request
from kg.load.target import Present, Target

TITLE = "Eclipse RDF4J; the endpoint is http://host:8080/rdf4j-server/repositories/NAME"
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
