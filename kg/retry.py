"""Runs records that were set aside through the present software again, beside the build and not in it.

A record is read from the file that keeps it, so one that was mended there by hand is tried as it is now, and
goes the way of every record: it is identified, composed with the older records of its trial, and held
against the shapes. The shard that it is built into is thrown away.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from kg.errors import RecordError
from kg.rejected import Aside, listed
from kg.shard import Settings, Task, build_shard
from kg.sources import check_id, study_of
from kg.spool import Entry, Settled, SpoolWriter, settle
from kg.study.provenance import Provenance

_NOT_KEPT = "no record of it could be read, so none was kept: look into the file itself (kg parse FILE)"


class Tried(msgspec.Struct, frozen=True):
    """A record that was tried again; `why` it would be set aside again, or nothing where it would not."""

    aside: Aside
    why: str


def retry(build: Path, asides: list[Aside], settings: Settings) -> list[Tried]:
    """Try records of a build's list again, with the settings of the build; say of each what comes of it."""
    with TemporaryDirectory() as folder:
        spool = Path(folder) / "spool"
        with closing(SpoolWriter(spool)) as writer:
            attempt = _Attempt(build, writer)
            settled = [(aside, attempt.settled(aside)) for aside in asides]
        records = [one for _, one in settled if isinstance(one, Settled)]
        failed = _failed(Path(folder) / "shard", spool, settings, records) if records else {}
    return [
        Tried(aside=aside, why=failed.get(one.newest.offset, "") if isinstance(one, Settled) else one)
        for aside, one in settled
    ]


def _failed(folder: Path, spool: Path, settings: Settings, records: list[Settled]) -> dict[int, str]:
    """Build records and say why some are set aside, by their place in the spool."""
    task = Task(folder=str(folder), spool=str(spool), settings=settings, records=records)
    return {one.offset: one.why for one in build_shard(task).set_aside}


class _Attempt:
    """Puts records of a build into a spool of their own."""

    def __init__(self, build: Path, spool: SpoolWriter) -> None:
        self._build, self._spool = build, spool
        self._versions = listed(build, "versions")

    def settled(self, aside: Aside) -> Settled | str:
        """Read a record again, with the older ones of its trial; or say why it cannot be read."""
        if not aside.record or not aside.source:
            return _NOT_KEPT
        try:
            newest = self._entry(aside, "rejected", aside.source)
        except RecordError as error:
            return str(error)
        return Settled(newest=newest, older=list(self._older(newest)))

    def _older(self, newest: Entry) -> Iterator[Entry]:
        """Give the older records of the same trial, source and record id, the newest of them first."""
        for settled in settle(list(self._of_trial(newest.trial_id, newest.provenance.source))):
            if settled.newest.record_id == newest.record_id:
                yield from (settled.newest, *settled.older)

    def _of_trial(self, trial: str, source: str) -> Iterator[Entry]:
        """Read the older records of a trial that can be read; the others would be set aside by themselves."""
        for aside in self._versions:
            if (aside.trial, aside.source) == (trial, source):
                with suppress(RecordError):
                    yield self._entry(aside, "versions", source)

    def _entry(self, aside: Aside, folder: str, source: str) -> Entry:
        content = (self._build / folder / (aside.record or "")).read_bytes()
        study = study_of(source, content)
        check_id(study)
        offset, length = self._spool.add(content)
        provenance = Provenance(
            source=source,
            document=aside.document,
            document_sha256=aside.document_sha256 or "",
            document_size=aside.document_size or 0,
            position=aside.position,
            record_sha256=hashlib.sha256(content).hexdigest(),
        )
        return Entry(
            provenance=provenance,
            offset=offset,
            length=length,
            trial_id=study.trial_id or "",
            record_id=study.record_id,
            last_update=study.last_update,
        )
