"""Files, folders, .gz, .zip and Parquet: every document inside what the user names, opened for reading."""

from __future__ import annotations

import gzip
import hashlib
import io
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

import msgspec

from kg.errors import SourceError
from kg.sources._parquet import MAGIC, rows

READ_ERRORS = (
    SourceError,
    OSError,
    EOFError,
    zlib.error,
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,
)
# what sources look at to recognise a document
HEAD = 1 << 16
# registry files shrink 5 to 30 times; deflate can reach 1,032 times, and a bomb does
MOST_TIMES = 250
HARMLESS = 64 * 1024 * 1024
MOST_NESTED = 2
_ZIP = b"PK\x03\x04"
_GZIP = b"\x1f\x8b"
_COPY = 1 << 20


class Document(msgspec.Struct, frozen=True):
    """A file as it was given: its name without folders, and the hash of its bytes."""

    path: Path
    sha256: str
    size: int
    modified: int

    @property
    def name(self) -> str:
        return self.path.name


class Member(msgspec.Struct, frozen=True):
    """One thing to read in a document: its path inside a .zip, or "" for the document itself."""

    name: str
    open: Callable[[], AbstractContextManager[BinaryIO]]


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
        status = path.stat()
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror}") from error
    return Document(path=path, sha256=digest, size=status.st_size, modified=status.st_mtime_ns)


def is_unchanged(document: Document) -> bool:
    """Tell whether a file is still the one that was hashed."""
    try:
        status = document.path.stat()
    except OSError:
        return False
    return (status.st_size, status.st_mtime_ns) == (document.size, document.modified)


def members(path: Path) -> Iterator[Member]:
    """List what is to be read in a file: itself, unpacked, each file of a .zip by path, each row of Parquet.

    What a file is is told by its bytes, not by its name. Raises one of READ_ERRORS for a broken .zip;
    a broken member raises when it is opened or read.
    """
    with path.open("rb") as file:
        if _is_archive(file):
            yield from _zip_members(file, "", 1)
        elif _is_parquet(file):
            yield from _parquet_members(path)
        else:
            size = path.stat().st_size
            yield Member(name="", open=lambda: _opened(path.open("rb"), size))


def _is_archive(file: BinaryIO) -> bool:
    """Tell a .zip of documents from a workbook, which is a .zip too but one document."""
    start = file.read(4)
    file.seek(0)
    if start != _ZIP:
        return False
    with zipfile.ZipFile(file) as archive:
        is_workbook = "[Content_Types].xml" in archive.namelist()
    file.seek(0)
    return not is_workbook


def _is_parquet(file: BinaryIO) -> bool:
    start = file.read(4)
    file.seek(0)
    return start == MAGIC


def _parquet_members(path: Path) -> Iterator[Member]:
    for name, content in rows(path):
        yield Member(name=name, open=partial(_opened, io.BytesIO(content), len(content)))


def _zip_members(file: BinaryIO, above: str, depth: int) -> Iterator[Member]:
    with zipfile.ZipFile(file) as archive:
        for info in sorted(archive.infolist(), key=lambda info: info.filename):
            if info.is_dir():
                continue
            name = f"{above}{info.filename}"
            if info.filename.lower().endswith(".zip"):
                yield from _nested(archive, info, name, depth)
            else:
                yield Member(name=name, open=partial(_open_member, archive, info))


def _open_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> AbstractContextManager[BinaryIO]:
    return _opened(cast(BinaryIO, archive.open(info)), info.compress_size)


def _nested(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, depth: int) -> Iterator[Member]:
    """Go into a .zip inside a .zip, by way of a temporary file; where that fails, opening it says why."""
    try:
        with tempfile.TemporaryFile() as copy:
            with _open_member(archive, info) as stream:
                while piece := stream.read(_COPY):
                    copy.write(piece)
            copy.seek(0)
            if depth >= MOST_NESTED:
                raise SourceError(f"zips stand in each other {depth + 1} deep; unpack the outer ones first")
            yield from _zip_members(cast(BinaryIO, copy), f"{name}/", depth + 1)
    except READ_ERRORS as error:
        yield Member(name=name, open=_raising(error))


def _raising(error: Exception) -> Callable[[], AbstractContextManager[BinaryIO]]:
    def raise_it() -> AbstractContextManager[BinaryIO]:
        raise error

    return raise_it


@contextmanager
def _opened(packed: BinaryIO, size: int) -> Iterator[BinaryIO]:
    """Open a stream unpacked, with its head in reach of `peek`; `size` is what it takes up when packed."""
    with packed:
        is_gzip = packed.read(2) == _GZIP
        packed.seek(0)
        unpacked = gzip.GzipFile(fileobj=packed) if is_gzip else packed
        with io.BufferedReader(_Measured(cast(BinaryIO, unpacked), size), HEAD) as stream:
            yield cast(BinaryIO, stream)


class _Measured(io.RawIOBase):
    """A stream that stops where it gives far more than its packed size can hold."""

    def __init__(self, inner: BinaryIO, packed_size: int) -> None:
        self._inner = inner
        self._most = max(HARMLESS, MOST_TIMES * packed_size)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._inner.seek(offset, whence)

    def tell(self) -> int:
        return self._inner.tell()

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # RawIOBase leaves it to us
        piece = self._inner.read(len(buffer))
        if self._inner.tell() > self._most:
            raise SourceError(
                f"unpacks to more than {self._most >> 20} MB, {MOST_TIMES} times its size, as a zip bomb"
                " does; where it is sound, unpack it and give the file itself"
            )
        buffer[: len(piece)] = piece
        return len(piece)
