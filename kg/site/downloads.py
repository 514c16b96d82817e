"""Which files of a build may be taken, and how they are listed.

What was set aside and older versions of records are not among them: they hold what was not to be published.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

PUBLISHED = ("nquads", "turtle", "jsonld", "ontology", "context.jsonld", "void.ttl", "manifest.json")
# a folder with more files than this is told of, and not listed
MOST = 200


class File(msgspec.Struct, frozen=True):
    """A file of a build, as its manifest has it."""

    path: str
    bytes: int
    sha256: str


class Folder(msgspec.Struct, frozen=True):
    """What is published in one folder, or beside all; `count` and `bytes` are of all its files."""

    name: str
    count: int
    bytes: int
    files: list[File]


class _Manifest(msgspec.Struct, frozen=True):
    files: list[File]


def listed(build: Path) -> list[File]:
    """List the files that may be taken, and with them the manifest, which cannot list itself."""
    content = (build / "manifest.json").read_bytes()
    files = msgspec.json.decode(content, type=_Manifest).files
    own = File("manifest.json", len(content), hashlib.sha256(content).hexdigest())
    return [file for file in files if file.path.partition("/")[0] in PUBLISHED] + [own]


def folders(files: Iterable[File]) -> Iterator[Folder]:
    """Yield what is published, folder by folder; those of many files without their list."""
    known = list(files)
    for name in PUBLISHED:
        inside = sorted((f for f in known if f.path.partition("/")[0] == name), key=lambda file: file.path)
        if inside:
            shown = inside if len(inside) <= MOST else []
            yield Folder(name, len(inside), sum(file.bytes for file in inside), shown)
