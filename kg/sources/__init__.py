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
from pathlib import Path
from typing import BinaryIO, Protocol, cast

import msgspec

from kg.errors import RecordError, Rejected, SourceError, UnknownFormatError
from kg.registries import trial_id
from kg.sources._files import READ_ERRORS, Document, describe, document_paths, members
from kg.study import Study
from kg.study.provenance import Provenance

HEAD = 1 << 16
_NCT_ID = re.compile(r"NCT\d{8}", re.ASCII)


class Source(Protocol):
    """What a source module declares."""

    TITLE: str
    __name__: str

    def recognises(self, head: bytes) -> bool: ...
    def records(self, stream: BinaryIO) -> Iterator[tuple[str, bytes | RecordError]]: ...
    def study(self, record: bytes) -> Study: ...


class Read(msgspec.Struct, frozen=True):
    """A Study, with where it was read from."""

    study: Study
    provenance: Provenance
    content: bytes


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
    for path in document_paths(paths):
        try:
            document = describe(path)
        except SourceError as error:
            yield Rejected(document=path.name, position="", why=str(error))
            continue
        yield from _read_document(document)


def _read_document(document: Document) -> Iterator[Read | Rejected]:
    member = ""
    try:
        for member, stream in members(document.path):
            try:
                name, source = recognise(stream)
            except UnknownFormatError as error:
                yield Rejected(document=document.name, position=member, why=str(error))
                continue
            for position, record in source.records(stream):
                where = f"{member}, {position}" if member else position
                yield _read_record(document, name, source, where, record)
    except READ_ERRORS as error:
        why = f"cannot be read to its end, what came before was kept: {error or type(error).__name__}"
        yield Rejected(document=document.name, position=member, why=why)


def _read_record(
    document: Document, name: str, source: Source, position: str, record: bytes | RecordError
) -> Read | Rejected:
    if isinstance(record, RecordError):
        return Rejected(document=document.name, position=position, why=str(record))
    try:
        study = source.study(record)
        check_id(study)
    except RecordError as error:
        return Rejected(document=document.name, position=position, why=str(error), content=record)
    provenance = Provenance(
        source=name,
        document=document.name,
        document_sha256=document.sha256,
        document_size=document.size,
        position=position,
        record_sha256=hashlib.sha256(record).hexdigest(),
    )
    return Read(study=study, provenance=provenance, content=record)


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
    """Find the source that knows a document by its first bytes, and leave the stream at its start."""
    head = stream.read(HEAD)
    stream.seek(0)
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
    if start == b"<":
        return f"is HTML or XML; save a page as plain text. Formats read: {known}"
    if start in (b"{", b"["):
        return (
            "is JSON of something else: no study of the ClinicalTrials.gov API v2 (protocolSection) is in it"
        )
    return f"is text of no known layout; formats read: {known}"
