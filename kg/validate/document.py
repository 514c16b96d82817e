"""What is to be read: files, compressed or not, members of zips, folders of them, and standard input.

A document can be opened again and again, since it is read twice: once to see how it is laid out, once to
check it. Standard input is therefore kept in a temporary file.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

import msgspec

from kg.errors import DataError
from kg.validate.serialisation import HEAD, Serialisation, by_content, by_name, named

STANDARD_INPUT = "-"
_MAGIC: dict[bytes, Callable[[Path], object]] = {
    b"\x1f\x8b": gzip.open,
    b"BZh": bz2.open,
    b"\xfd7zXZ": lzma.open,
}
_STDIN_BASE = "urn:stdin:"


class Document(msgspec.Struct, frozen=True):
    """One serialised graph or dataset; `base` is what its relative IRIs are relative to."""

    name: str
    base: str
    serialisation: Serialisation
    open: Callable[[], BinaryIO]


def documents(paths: Iterable[Path], input_format: str = "") -> Iterator[Document]:
    """Yield every document of files and folders, in order.

    Raises `DataError` for what does not exist, holds no RDF, or is in no format that is known.
    """
    given = named(input_format) if input_format else None
    for path in paths:
        if path.is_dir():
            yield from _of_folder(path, given)
        elif not path.is_file():
            raise DataError(f"{path}: there is no such file or folder")
        elif zipfile.is_zipfile(path):
            yield from _of_zip(path, given)
        else:
            yield _document(str(path), path.resolve().as_uri(), partial(_open_file, path), given)


def spooled(stream: BinaryIO, folder: Path, input_format: str = "") -> Document:
    """Keep a stream that can be read once in a temporary file of a folder, and give it as a document."""
    given = named(input_format) if input_format else None
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as kept:
        shutil.copyfileobj(stream, kept)
    return _document("standard input", _STDIN_BASE, partial(_open_file, Path(kept.name)), given)


def _of_folder(folder: Path, given: Serialisation | None) -> Iterator[Document]:
    files = [file for file in sorted(folder.rglob("*")) if file.is_file() and _is_rdf(file)]
    if not files:
        raise DataError(f"{folder}: no RDF file is in this folder")
    for file in files:
        yield from documents([file], given.name if given else "")


def _is_rdf(file: Path) -> bool:
    return by_name(file.name) is not None or file.suffix.lower() == ".zip"


def _of_zip(path: Path, given: Serialisation | None) -> Iterator[Document]:
    """Yield the members of a zip that are named as RDF is."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if by_name(name)]
    except (zipfile.BadZipFile, OSError) as error:
        raise DataError(f"{path}: this zip cannot be read: {error}") from error
    if not names:
        raise DataError(f"{path}: no file in this zip is named as RDF is, such as data.ttl")
    for name in names:
        yield _document(
            f"{path}!{name}", f"{path.resolve().as_uri()}/{name}", partial(_open_member, path, name), given
        )


def _document(name: str, base: str, opener: Callable[[], BinaryIO], given: Serialisation | None) -> Document:
    return Document(name=name, base=base, serialisation=given or _told(name, opener), open=opener)


def _told(name: str, opener: Callable[[], BinaryIO]) -> Serialisation:
    known = by_name(name)
    if known:
        return known
    try:
        with opener() as stream:
            return by_content(stream.read(HEAD), name)
    except (OSError, EOFError, lzma.LZMAError) as error:
        raise DataError(f"{name}: cannot be read: {error}") from error


def _open_file(path: Path) -> BinaryIO:
    """Open a file, unpacking it where its first bytes say that it is packed."""
    with path.open("rb") as file:
        head = file.read(6)
    for magic, unpack in _MAGIC.items():
        if head.startswith(magic):
            return cast(BinaryIO, unpack(path))
    return path.open("rb")


def _open_member(path: Path, name: str) -> BinaryIO:
    archive = zipfile.ZipFile(path)
    return cast(BinaryIO, archive.open(name))
