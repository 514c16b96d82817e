"""Where trial records come from: files in, Studies out; what cannot be read comes out as Rejected.

A source is a module of this folder (no leading underscore) that declares

    TITLE                          what the format is called, for people
    recognises(head) -> bool       tells it by its first bytes (64 KB)
    records(stream)                yields (position, record bytes), or a RecordError in place of the bytes
    study(record) -> Study         reads one record; raises RecordError and nothing else

and is found, not listed. This module loops over the files, and never lets one bad record stop the rest.
"""

from __future__ import annotations

import hashlib
import importlib
import pkgutil
import re
from collections.abc import Iterator
from functools import cache
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO, Protocol, cast

import msgspec

from kg.errors import RecordError, Rejected, SourceError, UnknownFormatError
from kg.registries import trial_id
from kg.sources._files import (
    HEAD,
    READ_ERRORS,
    Document,
    Member,
    describe,
    is_unchanged,
    members,
)
from kg.sources._files import document_paths as document_paths
from kg.study import Study
from kg.study.provenance import Provenance

_NCT_ID = re.compile(r"NCT\d{8}", re.ASCII)


class Source(Protocol):
    """What a source module declares."""

    TITLE: str
    __name__: str

    def recognises(self, head: bytes) -> bool: ...
    def records(self, stream: BinaryIO) -> Iterator[tuple[str, bytes | RecordError]]: ...
    def study(self, record: bytes) -> Study: ...


class Piece(msgspec.Struct, frozen=True):
    """One record of a document, not read yet."""

    source: str
    document: Document
    position: str
    content: bytes

    def without_content(self) -> Piece:
        """Keep only where the record stands."""
        return msgspec.structs.replace(self, content=b"")

    def provenance(self, record_sha256: str) -> Provenance:
        """Say where the record was read, given the hash of its bytes."""
        return Provenance(
            source=self.source,
            document=self.document.name,
            document_sha256=self.document.sha256,
            document_size=self.document.size,
            position=self.position,
            record_sha256=record_sha256,
        )


class Read(msgspec.Struct, frozen=True):
    """A Study, with where it was read from."""

    study: Study
    provenance: Provenance
    content: bytes


class Changed(msgspec.Struct, frozen=True):
    """A document that was written to while it was read: what came from it is of no one version."""

    document: Document

    def __str__(self) -> str:
        return "changed while it was read; give a copy that nobody writes to, and build again"


@cache
def all_sources() -> dict[str, Source]:
    """Find the sources by name."""
    names = sorted(m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_"))
    return {name: cast(Source, importlib.import_module(f"{__name__}.{name}")) for name in names}


def read(paths: list[Path]) -> Iterator[Read | Rejected]:
    """Read every record of files and folders.

    Raises SourceError where a path that was named does not exist; everything else that is wrong
    with a file or a record is yielded as a Rejected.
    """
    for found in pieces(paths):
        if isinstance(found, Piece):
            yield parsed(found)
        elif isinstance(found, Changed):
            yield Rejected(document=found.document.name, position="", why=str(found))
        else:
            yield found


def pieces(paths: list[Path]) -> Iterator[Piece | Rejected | Changed]:
    """Take documents apart into records, unread. A document is followed by Changed where it changed."""
    for path in document_paths(paths):
        try:
            document = describe(path)
        except SourceError as error:
            yield Rejected(document=path.name, position="", why=str(error))
            continue
        yield from _document_pieces(document)
        if not is_unchanged(document):
            yield Changed(document)


def _document_pieces(document: Document) -> Iterator[Piece | Rejected]:
    try:
        for member in members(document.path):
            yield from _member_pieces(document, member)
    except READ_ERRORS as error:
        yield _unreadable(document, "", error)


def _member_pieces(document: Document, member: Member) -> Iterator[Piece | Rejected]:
    try:
        with member.open() as stream:
            name, source = recognise(stream)
            for place, record in source.records(stream):
                position = f"{member.name}, {place}" if member.name else place
                if isinstance(record, RecordError):
                    yield Rejected(document=document.name, position=position, why=str(record), source=name)
                else:
                    yield Piece(source=name, document=document, position=position, content=record)
    except UnknownFormatError as error:
        yield Rejected(document=document.name, position=member.name, why=str(error))
    except READ_ERRORS as error:
        yield _unreadable(document, member.name, error)


def _unreadable(document: Document, position: str, error: Exception) -> Rejected:
    why = f"cannot be read to its end, what came before was kept: {error or type(error).__name__}"
    return Rejected(document=document.name, position=position, why=why)


def parsed(piece: Piece) -> Read | Rejected:
    """Read one record."""
    try:
        study = study_of(piece.source, piece.content)
        check_id(study)
    except RecordError as error:
        return Rejected(
            document=piece.document.name,
            position=piece.position,
            why=str(error),
            content=piece.content,
            source=piece.source,
        )
    provenance = piece.provenance(hashlib.sha256(piece.content).hexdigest())
    return Read(study=study, provenance=provenance, content=piece.content)


def study_of(source: str, content: bytes) -> Study:
    """Read the bytes of one record, as a source gave them; raises RecordError."""
    return all_sources()[source].study(content)


def check_id(study: Study) -> None:
    """Raise RecordError where a Study has no id that a registry gives."""
    if not study.trial_id:
        raise RecordError("no trial id is named; without one a record cannot be told from another")
    if study.nct_id and not _NCT_ID.fullmatch(study.nct_id):
        raise RecordError(f"{study.nct_id[:40]!r} is not an NCT id, which is NCT and eight digits")
    known = trial_id(study.trial_id)
    if known is None or known.id != study.trial_id:
        raise RecordError(f"{study.trial_id[:40]!r} is not an id of any registry of ontology/registries.tsv")


def recognise(stream: BinaryIO) -> tuple[str, Source]:
    """Find the source that knows a document by its first bytes, without moving the stream."""
    head = cast(BufferedReader, stream).peek(HEAD)[:HEAD]
    for source_name, source in all_sources().items():
        if source.recognises(head):
            return source_name, source
    raise UnknownFormatError(_why_unknown(head))


def _why_unknown(head: bytes) -> str:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    known = ", ".join(source.TITLE for source in all_sources().values())
    if not start:
        return "is empty"
    if b"\x00" in head[:4096] and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return f"is binary, not text; formats read: {known}"
    if b"<!ELEMENT" in head:
        return "is a DTD, which says how records are written, and holds none"
    if start == b"<":
        return f"is HTML or XML; save a page as plain text. Formats read: {known}"
    if start in (b"{", b"["):
        return (
            "is JSON of something else: no study of the ClinicalTrials.gov API v2 (protocolSection) is in it"
        )
    return f"is text of no known layout; formats read: {known}"
