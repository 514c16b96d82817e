"""The sheets that the earlier build made, taken out of its files where these are what was written.

Nothing is trusted unseen: a sheet is given only for the key of the records that are there now, and only
where the ledger, the lines of the dump and of the Turtle, and the document all have the hashes that the
ledger says. Whatever is missing, damaged or of another version is made again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

import msgspec

from kg.ledger import Row, read_head, read_rows
from kg.sheet import Sheet
from kg.terms import in_iri
from kg.workplace import STATE


class Ledgers:
    """The ledgers of the build that is there, if one is; `state` names what it was made of."""

    def __init__(self, build: Path) -> None:
        self.build = build
        paths = sorted((build / STATE).glob("[0-9]*"))
        self.state = state_of(paths, build)
        found = ((path, read_head(path)) for path in paths)
        self._heads = [(head.first, head.last, str(path.absolute())) for path, head in found if head]

    def between(self, first: str, last: str) -> list[str]:
        """List the ledgers that reach into a range of trials, both ends included."""
        return [path for start, end, path in self._heads if start <= last and first <= end]


def state_of(ledgers: Iterable[Path], build: Path) -> str:
    """Name a state of a build, by the first lines of its ledgers and the dump of its vocabulary."""
    digest = hashlib.sha256()
    for path in ledgers:
        digest.update(msgspec.json.encode(read_head(path)))
    vocabulary = build / "nquads" / "vocabulary.nq.gz"
    digest.update(vocabulary.read_bytes() if vocabulary.is_file() else b"")
    return digest.hexdigest()


class Earlier:
    """The sheets that some ledgers tell of, given how many bytes of prefixes stand before the Turtle."""

    def __init__(self, ledgers: Iterable[str], prefixes: int) -> None:
        self._paths = [Path(one) for one in ledgers]
        self._prefixes = prefixes
        self._places: dict[str, _Place] | None = None
        self._open = ExitStack()

    def sheet(self, trial: str, key: str) -> Sheet | None:
        """Give the sheet of a trial, where it was made of what the key stands for."""
        if self._places is None:
            self._places = {}
            for path in self._paths:
                self._places |= {place.row.trial: place for place in self._read(path)}
        place = self._places.get(trial)
        return place.sheet() if place and place.row.key == key else None

    def _read(self, path: Path) -> Iterator[_Place]:
        build, name = path.parent.parent, path.name
        dumps = build / "nquads" / f"trials-{name}.nq.gz", build / "turtle" / f"trials-{name}.ttl"
        if not all(dump.is_file() for dump in dumps):
            return
        quads, turtle = (self._open.enter_context(dump.open("rb")) for dump in dumps)
        quads_at, turtle_at = 0, self._prefixes
        for row in read_rows(path):
            document = build / "jsonld" / f"{in_iri(row.trial)}.jsonld"
            yield _Place(row, quads, turtle, quads_at, turtle_at, document)
            quads_at += row.quads
            turtle_at += row.turtle

    def close(self) -> None:
        """Close the files."""
        self._open.close()


class _Place(msgspec.Struct, frozen=True):
    """A row, and where its bytes stand."""

    row: Row
    quads: BinaryIO
    turtle: BinaryIO
    quads_at: int
    turtle_at: int
    document: Path

    def sheet(self) -> Sheet | None:
        self.quads.seek(self.quads_at)
        self.turtle.seek(self.turtle_at)
        document = self.document.read_bytes() if self.document.is_file() else b""
        return self.row.sheet(self.quads.read(self.row.quads), self.turtle.read(self.row.turtle), document)
