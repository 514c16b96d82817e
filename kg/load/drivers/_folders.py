"""Stores that are loaded offline, into a new folder each time, and served through a link.

`LOCATION` is the link that the server serves; beside it, `LOCATION.releases/` holds one folder a release.
A folder gets its name when it is whole, so a load that was killed begins that folder anew and no other.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from pathlib import Path

from kg.load.release import WHOLE, Release
from kg.load.steps import Command, Settle, Step, Write
from kg.load.target import Target


def folder_steps(
    release: Release, target: Target, loader: Callable[[Path, tuple[str, ...]], tuple[str, ...]]
) -> Iterator[Step]:
    """Load a folder that nobody serves yet, then turn the link to it."""
    link = target.folder()
    final = link.with_name(f"{link.name}.releases") / release.id[:16]
    made, said = final.with_name(f"{final.name}.part"), final.with_name(f"{final.name}.nq")
    files = (*map(str, release.dumps), str(said))
    yield Write(title="write down which release it is", path=said, text=release.mark_quads(WHOLE))
    if not final.is_dir():
        yield Command(title="take away what a killed load left", words=("rm", "-rf", str(made)))
        yield Command(title="load the release", words=loader(made, files), triples=release.triples)
    yield Settle(title="put it in place", made=made, final=final, link=link)
    if target.then:
        yield Command(title="have the server open it", words=tuple(shlex.split(target.then)))


def removing(target: Target) -> Iterator[Step]:
    """Take the link and every release away; a server that is running keeps its files until it ends."""
    link = target.folder()
    releases = link.with_name(f"{link.name}.releases")
    yield Command(title="take the releases away", words=("rm", "-rf", str(link), str(releases)))
    if target.then:
        yield Command(title="have the server notice", words=tuple(shlex.split(target.then)))
