"""Records between reading and writing: on disk as they were read, in memory only where each one stands.

Input comes in any order; what is published is ordered by trial. So records are spooled first, and a
build of any size holds about 500 bytes for each record, and the records that are being worked on.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import msgspec

from kg.study.provenance import Provenance


class Entry(msgspec.Struct, frozen=True, gc=False):
    """Where one record stands in the spool, where it was read, and what tells it from others."""

    provenance: Provenance
    offset: int
    length: int
    trial_id: str
    record_id: str
    last_update: str

    def set_aside(self, why: str) -> SetAside:
        """Say why this record is not published."""
        return SetAside(
            document=self.provenance.document,
            position=self.provenance.position,
            why=why,
            trial=self.trial_id,
            offset=self.offset,
            length=self.length,
            source=self.provenance.source,
            document_sha256=self.provenance.document_sha256,
            document_size=self.provenance.document_size,
        )


class SetAside(msgspec.Struct, frozen=True, gc=False):
    """A record or a file that is not published: where it was read, why, and where in the spool it stands.

    `source` is empty where no source recognised the file; `evidence` names what a shard keeps of a record
    that shapes refuse: its graph and the findings.
    """

    document: str
    position: str
    why: str
    trial: str | None = None
    offset: int = 0
    length: int = 0
    source: str = ""
    document_sha256: str = ""
    document_size: int = 0
    evidence: str = ""


class Settled(msgspec.Struct, frozen=True):
    """The record of a trial in one source that counts, and the older ones, the newest of them first."""

    newest: Entry
    older: list[Entry]

    def versions(self) -> list[Entry]:
        """List the older records that differ from the newest and from each other, from the oldest on."""
        by_hash = {entry.provenance.record_sha256: entry for entry in self.older}
        by_hash.pop(self.newest.provenance.record_sha256, None)
        return list(by_hash.values())[::-1]

    def superseded(self) -> list[SetAside]:
        """Say of each older record which one is published in its place."""
        kept = self.newest.provenance
        return [
            entry.set_aside(f"{_repeated(entry, self.newest)}; published is {kept.document}, {kept.position}")
            for entry in self.older
        ]


class SpoolWriter:
    """Puts records into the spool, one after the other."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._end = 0

    def add(self, content: bytes) -> tuple[int, int]:
        """Put a record at the end and tell where it stands: offset and length."""
        offset, length = self._end, len(content)
        self._file.write(content)
        self._end += length
        return offset, length

    def flush(self) -> None:
        """Let readers of the file see what was added."""
        self._file.flush()

    def close(self) -> None:
        self._file.close()


class SpoolReader:
    """Reads records back."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")

    def get(self, offset: int, length: int) -> bytes:
        """Read the record that stands at a place."""
        self._file.seek(offset)
        return self._file.read(length)

    def close(self) -> None:
        self._file.close()


def _repeated(entry: Entry, newest: Entry) -> str:
    if entry.provenance.record_sha256 == newest.provenance.record_sha256:
        return f"the same record of {entry.record_id} again"
    return (
        f"an older version of {entry.record_id}"
        if entry.last_update < newest.last_update
        else (f"another record of {entry.record_id} of the same date")
    )


def settle(entries: list[Entry]) -> list[Settled]:
    """Choose the newest record of each trial in each source; what comes out is ordered by trial.

    The choice does not depend on the order of the input.
    """
    settled = []
    for _, same in groupby(sorted(entries, key=_identity), key=_identity):
        by_place = sorted(same, key=lambda entry: (entry.provenance.document, entry.provenance.position))
        newest, *older = sorted(by_place, key=_age, reverse=True)
        settled.append(Settled(newest=newest, older=older))
    return settled


def _identity(entry: Entry) -> tuple[str, str, str]:
    return entry.trial_id, entry.provenance.source, entry.record_id


def _age(entry: Entry) -> tuple[str, str]:
    return entry.last_update, entry.provenance.record_sha256


def whole_trials(settled: list[Settled], least: int) -> Iterator[list[Settled]]:
    """Cut records into parts of at least so many, never between two records of one trial."""
    part: list[Settled] = []
    for _, of_trial in groupby(settled, key=lambda one: one.newest.trial_id):
        part.extend(of_trial)
        if len(part) >= least:
            yield part
            part = []
    if part:
        yield part
