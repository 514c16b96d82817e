"""Oxigraph offline: `oxigraph load` into a new folder, then the link that a server serves is turned."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from kg.load.drivers._folders import folder_steps, removing
from kg.load.release import Release
from kg.load.steps import Step
from kg.load.target import Present, Target

TITLE = "Oxigraph, offline into a folder that a server serves: --location LINK"
TESTED = True
READERS = "the old release until the server is started anew (--then), then the new one"
ALONE = False
OFFLINE = True


def plan(release: Release, target: Target, _present: Present) -> Iterator[Step]:
    """Load offline; all files at once, which Oxigraph reads side by side."""
    tool = shlex.split(target.tool or "oxigraph")
    yield from folder_steps(
        release, target, lambda folder, files: (*tool, "load", "--location", str(folder), "--file", *files)
    )


def finish(_release: Release, _target: Target) -> Iterator[Step]:
    """Nothing: the release came with its mark."""
    yield from ()


def clear(_base: str, target: Target, _present: Present) -> Iterator[Step]:
    """Take every release away."""
    yield from removing(target)


def queries(target: Target) -> str:
    """A server that was named can be asked."""
    return target.query or (target.address("/query") if target.endpoint else "")
