"""A file, a packed file, a folder or a .zip: the documents inside, opened as streams of bytes."""

from __future__ import annotations

import contextlib
import gzip
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import BinaryIO, TextIO, cast

import msgspec

from kg.errors import VocabularyError

# what formats look at to recognise a document
HEAD = 1 << 16
BROKEN = (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile, UnicodeError)
_GZIP = b"\x1f\x8b"
Recognises = Callable[[bytes, str], bool]


class Document(msgspec.Struct, frozen=True):
    """One thing to read; its name is without folders and without .gz."""

    name: str
    size: int
    open: Callable[[], AbstractContextManager[BinaryIO]]


def documents(path: Path) -> list[Document]:
    """List what a path holds, the largest first: releases are packed with read-me files beside the data."""
    if path.is_dir():
        files = [found for found in path.iterdir() if found.is_file() and not found.name.startswith(".")]
    elif zipfile.is_zipfile(path):
        return _largest_first(_zip_documents(path))
    else:
        files = [path]
    return _largest_first(_file_document(file) for file in files)


def document(path: Path, recognises: Recognises) -> Document:
    """Find the document of a path that a format recognises."""
    for found in documents(path):
        if recognises(head(found), found.name):
            return found
    raise VocabularyError(f"{path.name}: nothing in it is of this format")


@contextmanager
def opened(path: Path, recognises: Recognises) -> Iterator[BinaryIO]:
    """Open the document of a path that a format recognises."""
    with document(path, recognises).open() as stream:
        yield stream


@contextmanager
def opened_text(path: Path, recognises: Recognises) -> Iterator[TextIO]:
    """Open it as UTF-8, with or without a byte order mark."""
    with (
        opened(path, recognises) as stream,
        io.TextIOWrapper(stream, encoding="utf-8-sig", newline="") as text,
    ):
        yield text


def head(found: Document) -> bytes:
    """Read the beginning of a document, as much of it as can be unpacked."""
    read = b""
    # where it breaks off, reading it all will say so
    with found.open() as stream, contextlib.suppress(*BROKEN):
        while len(read) < HEAD and (piece := stream.read(4096)):
            read += piece
    return read


def stem(path: Path) -> str:
    """Give the name of a file without any of its endings.

    >>> stem(Path("mondo_exact.sssom.tsv.gz"))
    'mondo_exact'
    """
    return path.name.lstrip(".").partition(".")[0]


def _largest_first(found: Iterator[Document]) -> list[Document]:
    return sorted(found, key=lambda document: (-document.size, document.name))


def _zip_documents(path: Path) -> Iterator[Document]:
    with zipfile.ZipFile(path) as archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
    for member in members:
        name = member.filename.rpartition("/")[2]
        yield Document(name=_plain(name), size=member.file_size, open=_member_opener(path, member.filename))


def _member_opener(path: Path, member: str) -> Callable[[], AbstractContextManager[BinaryIO]]:
    @contextmanager
    def open_member() -> Iterator[BinaryIO]:
        with zipfile.ZipFile(path) as archive, archive.open(member) as packed:
            yield _unpacked(cast(BinaryIO, packed))

    return open_member


def _file_document(path: Path) -> Document:
    @contextmanager
    def open_file() -> Iterator[BinaryIO]:
        with path.open("rb") as packed:
            yield _unpacked(packed)

    return Document(name=_plain(path.name), size=path.stat().st_size, open=open_file)


def _unpacked(packed: BinaryIO) -> BinaryIO:
    is_gzip = packed.read(2) == _GZIP
    packed.seek(0)
    return cast(BinaryIO, gzip.GzipFile(fileobj=packed)) if is_gzip else packed


def _plain(name: str) -> str:
    return name.removesuffix(".gz")
