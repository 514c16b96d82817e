"""Files, folders, .gz and .zip: every document inside what the user names, opened for reading."""

from __future__ import annotations

import gzip
import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

import msgspec

from kg.errors import SourceError

READ_ERRORS = (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError)


class Document(msgspec.Struct, frozen=True):
    """A file as it was given: its name without folders, and the hash of its bytes."""

    path: Path
    sha256: str
    size: int

    @property
    def name(self) -> str:
        return self.path.name


def document_paths(paths: list[Path]) -> Iterator[Path]:
    """List every file in the order of its path; hidden files and folders are left out."""
    for path in paths:
        if path.is_dir():
            yield from sorted(
                found
                for found in path.rglob("*")
                if found.is_file() and not any(p.startswith(".") for p in found.relative_to(path).parts)
            )
        elif path.exists():
            yield path
        else:
            raise SourceError(f"{path}: there is no such file or folder")


def describe(path: Path) -> Document:
    """Hash a file."""
    try:
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        return Document(path=path, sha256=digest, size=path.stat().st_size)
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror}") from error


def members(path: Path) -> Iterator[tuple[str, BinaryIO]]:
    """Open a file, unpacked, or each file in a .zip; what it is is told by its bytes, not by its name.

    The first item of a pair is the path inside the zip, or "".
    """
    with path.open("rb") as file:
        if file.read(4) == b"PK\x03\x04":
            yield from _zip_members(file)
            return
        file.seek(0)
        with _unpacked(file) as stream:
            yield "", stream


def _zip_members(file: BinaryIO) -> Iterator[tuple[str, BinaryIO]]:
    with zipfile.ZipFile(file) as archive:
        for info in sorted(archive.infolist(), key=lambda info: info.filename):
            if not info.is_dir():
                with archive.open(info) as member, _unpacked(cast(BinaryIO, member)) as stream:
                    yield info.filename, stream


@contextmanager
def _unpacked(stream: BinaryIO) -> Iterator[BinaryIO]:
    magic = stream.read(2)
    stream.seek(0)
    if magic == b"\x1f\x8b":
        with gzip.open(stream) as unzipped:
            yield cast(BinaryIO, io.BufferedReader(cast(io.RawIOBase, unzipped), 1 << 16))
    else:
        yield stream
