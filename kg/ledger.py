"""The ledger of a shard: what a later build has to know of each trial to take its sheet over.

It stands in `state/` of a build. Its first line names the first and the last trial and the hash of all that
follows, so one that is damaged is told from one that is not. N-Quads, Turtle and documents are not repeated:
a row says how long they are in the published files, and their hash.
"""

from __future__ import annotations

import hashlib
import zlib
from pathlib import Path

import msgspec

from kg.sheet import Facts, Sheet

LEDGER = "ledger"
_LEVEL = 1  # of compression: most of it are names that are the same in every row


class Head(msgspec.Struct, frozen=True):
    """The first line of a ledger."""

    first: str
    last: str
    sha256: str


class Row(msgspec.Struct, frozen=True, array_like=True):
    """A trial: the key of its sheet, how many bytes of the dumps are its own, and the hash of its bytes."""

    trial: str
    key: str
    quads: int
    turtle: int
    sha256: bytes
    report: bytes
    notes: bytes
    facts: msgspec.Raw

    def sheet(self, quads: bytes, turtle: bytes, document: bytes) -> Sheet | None:
        """Give the sheet, given its published bytes; None where they are not those that were written."""
        if _hash(quads, turtle, document) != self.sha256:
            return None
        facts = msgspec.msgpack.decode(self.facts, type=Facts)
        return Sheet(quads, turtle, document, self.report, self.notes, facts)


class LedgerWriter:
    """Gathers the rows of a shard."""

    def __init__(self) -> None:
        self._trials: list[str] = []
        self._rows: list[msgspec.Raw] = []

    def add(self, trial: str, key: str, sheet: Sheet) -> None:
        """Write down what a sheet holds and how long it is."""
        row = Row(
            trial=trial,
            key=key,
            quads=len(sheet.quads),
            turtle=len(sheet.turtle),
            sha256=_hash(sheet.quads, sheet.turtle, sheet.document),
            report=sheet.report,
            notes=sheet.notes,
            # counts come in any order, which is not to show
            facts=msgspec.Raw(msgspec.msgpack.encode(sheet.facts, order="deterministic")),
        )
        self._trials.append(trial)
        self._rows.append(msgspec.Raw(msgspec.msgpack.encode(row)))

    def write(self, path: Path) -> None:
        """Write the ledger."""
        content = zlib.compress(msgspec.msgpack.encode(self._rows), _LEVEL)
        head = Head(self._trials[0], self._trials[-1], hashlib.sha256(content).hexdigest())
        path.write_bytes(msgspec.json.encode(head) + b"\n" + content)


def read_head(path: Path) -> Head | None:
    """Read the first line of a ledger; None where it is none."""
    with path.open("rb") as file:
        line = file.readline(1 << 16)
    try:
        return msgspec.json.decode(line, type=Head)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def read_rows(path: Path) -> list[Row]:
    """Read the rows of a ledger; none where it is not as it was written."""
    line, _, content = path.read_bytes().partition(b"\n")
    try:
        head = msgspec.json.decode(line, type=Head)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return []
    if hashlib.sha256(content).hexdigest() != head.sha256:
        return []
    try:
        return msgspec.msgpack.decode(zlib.decompress(content), type=list[Row])
    except msgspec.DecodeError:  # whole, and of another version
        return []


def _hash(quads: bytes, turtle: bytes, document: bytes) -> bytes:
    digest = hashlib.sha256(quads)
    digest.update(turtle)
    digest.update(document)
    return digest.digest()
