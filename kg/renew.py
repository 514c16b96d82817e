"""Takes the store of the earlier build over: its files are linked, and only graphs that changed are replaced.

Files of the store (RocksDB's tables) are never written to twice, so links cost nothing and leave the earlier
build as it is; what may be written to is copied. A seal in the store's folder says of which dumps it is made
and what the hashes of its files are. A store without one, or not as its seal says, is not taken.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Collection
from pathlib import Path

import msgspec

from kg.errors import JSON_ERRORS
from kg.store import replace

_SEAL = "seal.json"
_TABLES = ".sst"
# written whenever a store is opened, and not a part of what it holds
_PASSING = ("LOG", "LOCK", _SEAL)


class Seal(msgspec.Struct, frozen=True):
    """What a store was made of, and the SHA-256 of its files."""

    made_of: str
    files: dict[str, str]


def renew(earlier: Path, made_of: str, store: Path, kept: Collection[str], changed: Path) -> dict[str, str]:
    """Make a store of an earlier one: its `kept` graphs, and a dump of what changed.

    Returns the hashes of the files that both have; none, where the earlier store cannot be taken.
    """
    tables = _checked(earlier, made_of)
    if not tables:
        return {}
    store.mkdir()
    for name in _files(earlier):
        if name.endswith(_TABLES):
            _link(earlier / name, store / name)
        else:
            shutil.copyfile(earlier / name, store / name)
    replace(store, kept, changed)
    return {name: sha256 for name, sha256 in tables.items() if (store / name).exists()}


def seal(store: Path, made_of: str, known: dict[str, str]) -> None:
    """Write down what the files of a store are, given the hashes of those that are known."""
    files = {name: known.get(name) or _sha256(store / name) for name in _files(store)}
    (store / _SEAL).write_bytes(msgspec.json.encode(Seal(made_of, files)))


def _checked(store: Path, made_of: str) -> dict[str, str]:
    """Give the hashes of the tables of a store; none, where it is not what it was when it was sealed."""
    try:
        sealed = msgspec.json.decode((store / _SEAL).read_bytes(), type=Seal)
    except (*JSON_ERRORS, OSError):
        return {}
    if sealed.made_of != made_of or sealed.files != {one: _sha256(store / one) for one in _files(store)}:
        return {}
    return {name: sha256 for name, sha256 in sealed.files.items() if name.endswith(_TABLES)}


def _files(store: Path) -> list[str]:
    return sorted(path.name for path in store.iterdir() if not path.name.startswith(_PASSING))


def _link(path: Path, to: Path) -> None:
    """Give a file a second name, or copy it where the file system knows no such thing."""
    try:
        os.link(path, to)
    except OSError:
        shutil.copyfile(path, to)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
