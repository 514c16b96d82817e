"""Jena TDB2 offline: `tdb2.tdbloader` into a new folder, then the link that Fuseki serves is turned.

The program comes with Jena; the jar of Fuseki has it too:
`--tool 'java -cp jena-fuseki-server-VERSION.jar tdb2.tdbloader'`.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from kg.load.drivers._folders import folder_steps, removing
from kg.load.release import Release
from kg.load.steps import Step
from kg.load.target import Present, Target

TITLE = "Jena TDB2, offline into a folder that Fuseki serves: --location LINK"
TESTED = True
READERS = "the old release until the server is started anew (--then), then the new one"
ALONE = False
OFFLINE = True


def plan(release: Release, target: Target, _present: Present) -> Iterator[Step]:
    """Load offline with Jena's bulk loader."""
    tool = shlex.split(target.tool or "tdb2.tdbloader")
    yield from folder_steps(release, target, lambda folder, files: (*tool, "--loc", str(folder), *files))


def finish(_release: Release, _target: Target) -> Iterator[Step]:
    """Nothing: the release came with its mark."""
    yield from ()


def clear(_base: str, target: Target, _present: Present) -> Iterator[Step]:
    """Take every release away."""
    yield from removing(target)


def queries(target: Target) -> str:
    """A Fuseki that was named can be asked."""
    return target.query or (target.address("/query") if target.endpoint else "")
