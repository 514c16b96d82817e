"""Reads every input into the spool: which records there are, of which trials, and what could not be read."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import msgspec

from kg.errors import RecordError, Rejected
from kg.sources import Changed, Piece, check_id, pieces, study_of
from kg.spool import Entry, SetAside, SpoolReader, SpoolWriter
from kg.workers import Workers

BATCH = 256  # records that a worker identifies at once
BATCH_BYTES = 8 * 1024 * 1024


class Choice(msgspec.Struct, frozen=True):
    """Which records of the input to take: the first `limit`, and of these the ones of trials in `only`."""

    limit: int | None = None
    only: frozenset[str] = frozenset()


class Gathered(msgspec.Struct):
    """What an input holds."""

    entries: list[Entry] = []
    set_aside: list[SetAside] = []

    @property
    def records(self) -> int:
        return len(self.entries) + len(self.set_aside)


class Unread(msgspec.Struct, frozen=True):
    """Records of the spool that are to be identified: the source, offset and length of each."""

    spool: str
    places: list[tuple[str, int, int]]


class Identity(msgspec.Struct, frozen=True):
    """What tells a record from others, or why it cannot be read."""

    record_sha256: str = ""
    trial_id: str = ""
    record_id: str = ""
    last_update: str = ""
    why: str = ""


def gather(
    inputs: list[Path], spool: Path, choice: Choice, workers: Workers, progress: Callable[[int], None]
) -> Gathered:
    """Read files and folders into the spool; raises SourceError where one of them does not exist."""
    with closing(SpoolWriter(spool)) as writer:
        return _Gatherer(spool, writer, choice, progress).gather(inputs, workers)


def identify(unread: Unread) -> list[Identity]:
    """Read records of the spool as far as it takes to tell them apart."""
    with closing(SpoolReader(Path(unread.spool))) as spool:
        return [identity(source, spool.get(offset, length)) for source, offset, length in unread.places]


def identity(source: str, content: bytes) -> Identity:
    """Read one record as far as it takes to tell it from others."""
    try:
        study = study_of(source, content)
        check_id(study)
    except RecordError as error:
        return Identity(why=str(error))
    return Identity(
        record_sha256=hashlib.sha256(content).hexdigest(),
        trial_id=study.trial_id or "",
        record_id=study.record_id,
        last_update=study.last_update,
    )


def placed(piece: Piece, offset: int, length: int, known: Identity) -> Entry | SetAside:
    """Say of a record where it stands and which it is, or why it cannot be read."""
    if known.why:
        return SetAside(
            document=piece.document.name,
            position=piece.position,
            why=known.why,
            offset=offset,
            length=length,
            source=piece.source,
            document_sha256=piece.document.sha256,
            document_size=piece.document.size,
        )
    return Entry(
        provenance=piece.provenance(known.record_sha256),
        offset=offset,
        length=length,
        trial_id=known.trial_id,
        record_id=known.record_id,
        last_update=known.last_update,
    )


def left_out(rejected: Rejected, offset: int, length: int) -> SetAside:
    """Say of what could not be taken out of its document where its bytes stand."""
    return SetAside(
        document=rejected.document,
        position=rejected.position,
        why=rejected.why,
        offset=offset,
        length=length,
        source=rejected.source,
    )


class _Gatherer:
    """One pass over the input."""

    def __init__(
        self, path: Path, spool: SpoolWriter, choice: Choice, progress: Callable[[int], None]
    ) -> None:
        self._path, self._spool = path, spool
        self._choice, self._progress = choice, progress
        self._gathered = Gathered()
        self._changed: dict[str, str] = {}
        self._waiting: list[tuple[Piece, int, int]] = []
        self._given_out: deque[list[tuple[Piece, int, int]]] = deque()

    def gather(self, inputs: list[Path], workers: Workers) -> Gathered:
        for identities in workers.map(identify, self._batches(inputs)):
            for (piece, offset, length), known in zip(self._given_out.popleft(), identities, strict=True):
                self._take(piece, offset, length, known)
            self._progress(self._gathered.records)
        self._withdraw()
        return self._gathered

    def _batches(self, inputs: list[Path]) -> Iterator[Unread]:
        size = 0
        for found in self._chosen(inputs):
            if isinstance(found, Rejected):
                self._gathered.set_aside.append(self._kept(found))
            elif isinstance(found, Changed):
                self._changed[found.document.sha256] = str(found)
            else:
                self._waiting.append((found.without_content(), *self._spool.add(found.content)))
                size += len(found.content)
            if len(self._waiting) == BATCH or size > BATCH_BYTES:
                yield self._batch()
                size = 0
        if self._waiting:
            yield self._batch()

    def _batch(self) -> Unread:
        self._spool.flush()
        self._given_out.append(self._waiting)
        places = [(piece.source, offset, length) for piece, offset, length in self._waiting]
        self._waiting = []
        return Unread(spool=str(self._path), places=places)

    def _chosen(self, inputs: list[Path]) -> Iterator[Piece | Rejected | Changed]:
        records = 0
        for found in pieces(inputs):
            if not isinstance(found, Changed):
                if records == self._choice.limit:
                    return
                records += 1
            yield found

    def _take(self, piece: Piece, offset: int, length: int, known: Identity) -> None:
        found = placed(piece, offset, length, known)
        if isinstance(found, SetAside):
            self._gathered.set_aside.append(found)
        elif not self._choice.only or found.trial_id in self._choice.only:
            self._gathered.entries.append(found)

    def _kept(self, rejected: Rejected) -> SetAside:
        return left_out(rejected, *self._spool.add(rejected.content))

    def _withdraw(self) -> None:
        """Set aside every record of a document that changed while it was read."""
        if not self._changed:
            return
        kept = []
        for entry in self._gathered.entries:
            if why := self._changed.get(entry.provenance.document_sha256):
                self._gathered.set_aside.append(entry.set_aside(why))
            else:
                kept.append(entry)
        self._gathered.entries = kept
