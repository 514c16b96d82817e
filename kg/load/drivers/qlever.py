"""QLever: a Qleverfile in --location, an index made of the dumps, and a server started on it.

https://github.com/qlever-dev/qlever-control. QLever reads a release once and is then only asked; there is
no default graph of its own but the union of all.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path

from kg.errors import LoadError
from kg.load.release import WHOLE, Release
from kg.load.steps import Command, Step, Write
from kg.load.target import Present, Target

TITLE = "QLever, a folder with Qleverfile and index: --location FOLDER"
TESTED = False
READERS = "the old release until the server is started on the new index"
ALONE = False
OFFLINE = True
PORT = 7019

_QLEVERFILE = """\
[data]
NAME = trialkg
FORMAT = nq
DESCRIPTION = trialkg, release {release}

[index]
INPUT_FILES = {files}
CAT_INPUT_FILES = {cat}

[server]
PORT = {port}

[runtime]
SYSTEM = native
"""


def plan(release: Release, target: Target, _present: Present) -> Iterator[Step]:
    """Write a Qleverfile and the mark, index, start."""
    folder = _folder(target) / release.id[:16]
    tool = shlex.join(shlex.split(target.tool or "qlever"))
    said = folder / "release.nq"
    dumps = shlex.join(map(str, release.dumps))
    described = _QLEVERFILE.format(
        release=release.id, files=dumps, cat=f"(gzip -dc {dumps}; cat {said})", port=PORT
    )
    yield Write(title="write down which release it is", path=said, text=release.mark_quads(WHOLE))
    yield Write(title="describe the index", path=folder / "Qleverfile", text=described)
    inside = f"cd {shlex.quote(str(folder))}"
    index = ("sh", "-c", f"{inside} && {tool} index --overwrite-existing")
    yield Command(title="make the index", words=index, triples=release.triples)
    start = ("sh", "-c", f"{inside} && {tool} start --kill-existing-with-same-port")
    yield Command(title="serve it", words=start)


def finish(_release: Release, _target: Target) -> Iterator[Step]:
    """Nothing: the release came with its mark."""
    yield from ()


def clear(_base: str, target: Target, _present: Present) -> Iterator[Step]:
    """Stop the server and take the folder away."""
    folder = str(_folder(target))
    tool = shlex.split(target.tool or "qlever")
    yield Command(title="stop the server", words=(*tool, "stop", "--port", str(PORT)))
    yield Command(title="take the indexes away", words=("rm", "-rf", folder))


def queries(target: Target) -> str:
    """A server that was named can be asked."""
    return target.query or (target.address() if target.endpoint else "")


def _folder(target: Target) -> Path:
    if not target.location:
        raise LoadError("--location is missing: the folder for Qleverfile and index")
    return Path(target.location).absolute()
