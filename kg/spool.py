"""Records between reading and writing: on disk as they were read, in memory only where each one stands.

Input comes in any order; what is published is ordered by trial. So records are spooled first, and a
build of any size holds the records of one shard and about 300 bytes for each other record.
"""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from types import TracebackType

import msgspec

from kg.errors import Rejected
from kg.study import Study
from kg.study.part import Part
from kg.study.provenance import Provenance


class Entry(msgspec.Struct, frozen=True, gc=False):
    """Where one record stands in the spool, and what tells it from others."""

    trial_id: str
    record_id: str
    source: str
    last_update: str
    record_sha256: str
    document: str
    position: str
    offset: int
    length: int


class Spooled(Part, frozen=True):
    """A record as it was read, and where."""

    provenance: Provenance
    content: bytes


class Spool:
    """A file of records that is written once, then read in the order of trials."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb+")
        self._entries: list[Entry] = []
        self._encoder = msgspec.msgpack.Encoder()
        self._decoder = msgspec.msgpack.Decoder(Spooled)

    def __enter__(self) -> Spool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def add(self, study: Study, provenance: Provenance, content: bytes) -> None:
        """Put a record at the end."""
        packed = self._encoder.encode(Spooled(provenance=provenance, content=content))
        self._entries.append(
            Entry(
                trial_id=study.trial_id or "",
                record_id=study.trialkg.record_id or "",
                source=provenance.source,
                last_update=study.last_update,
                record_sha256=provenance.record_sha256,
                document=provenance.document,
                position=provenance.position,
                offset=self._file.tell(),
                length=len(packed),
            )
        )
        self._file.write(packed)

    def get(self, entry: Entry) -> Spooled:
        """Read a record back."""
        self._file.seek(entry.offset)
        return self._decoder.decode(self._file.read(entry.length))

    def settle(self) -> tuple[list[Entry], list[Rejected]]:
        """Choose the newest record of each trial in each source, ordered by trial; set the others aside.

        Records that their registry tells apart by an id of their own (EUCTR: one a member state) all stay.
        The choice does not depend on the order of the input.
        """
        kept: list[Entry] = []
        others: list[Rejected] = []
        for _, same in groupby(sorted(self._entries, key=_identity), key=_identity):
            by_place = sorted(same, key=lambda entry: (entry.document, entry.position))
            newest, *older = sorted(by_place, key=lambda e: (e.last_update, e.record_sha256), reverse=True)
            kept.append(newest)
            others.extend(self._superseded(entry, newest) for entry in older)
        return kept, others

    def _superseded(self, entry: Entry, kept: Entry) -> Rejected:
        what = "a second record" if entry.record_sha256 != kept.record_sha256 else "the same record again"
        name = entry.record_id or entry.trial_id
        return Rejected(
            document=entry.document,
            position=entry.position,
            why=f"{what} of {name}; kept is the newest one: {kept.document}, {kept.position}",
            trial=entry.trial_id,
            content=self.get(entry).content,
        )


def _identity(entry: Entry) -> tuple[str, str, str]:
    return entry.trial_id, entry.source, entry.record_id
