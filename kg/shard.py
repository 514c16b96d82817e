"""One shard of a build: the sheets of its trials put into the files of a folder of its own.

A shard is a pure function of its records and of the software (`Task.key`), so shards are built in any
process and in any order, and one that was finished before an interruption is taken as it is. Sheets that the
earlier build made of the same records are taken over (`kg.earlier`), which changes no byte.
"""

from __future__ import annotations

import gzip
import hashlib
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing
from itertools import groupby
from pathlib import Path
from typing import BinaryIO

import msgspec

from kg.earlier import Earlier
from kg.ledger import LEDGER, LedgerWriter
from kg.publish.counts import Counts
from kg.publish.set_aside import write_evidence
from kg.publish.turtle import TurtleWriter
from kg.report.tally import Tally
from kg.sheet import Refused, Sheet, make, sheet_key, software, traits
from kg.sheet import Settings as Settings
from kg.spool import SetAside, Settled, SpoolReader
from kg.terms import in_iri
from kg.vocabulary import load
from kg.workplace import RESULT

NOTES = "notes.jsonl"


class Task(msgspec.Struct, frozen=True):
    """What a shard is built from; `earlier` are the ledgers that may hold sheets of its trials.

    `against` names the state of the build that they are of.
    """

    folder: str
    spool: str
    settings: Settings
    records: list[Settled]
    earlier: list[str] = []
    against: str = ""

    @property
    def key(self) -> str:
        """Hash everything that the shard's bytes depend on, and the places in the spool, which it names."""
        places = [[e.offset for e in (one.newest, *one.older)] for one in self.records]
        return hashlib.sha256(
            software().encode()
            + self.settings.key
            + msgspec.json.encode([traits(settled) for settled in self.records])
            + msgspec.json.encode(places)
        ).hexdigest()


class Block(msgspec.Struct, frozen=True):
    """The lines of a trial in the dump: their graphs, how many bytes they take, whether they were kept."""

    graphs: list[str]
    length: int
    kept: bool


class Shard(msgspec.Struct, frozen=True):
    """What came of a shard; `imported` are kinds of link with the imported concepts that were named.

    `first` is the id of its first trial, `tally` what the report counts. Blocks that were kept stand in the
    build that `against` names too.
    """

    key: str
    trials: int
    records: int
    counts: Counts
    findings: dict[str, int]
    graphs: dict[str, int]
    set_aside: list[SetAside]
    imported: list[tuple[str, str]]
    first: str
    tally: Tally
    blocks: list[Block]
    against: str


def build_shard(task: Task) -> Shard:
    """Build a shard, or take it as it is where it was finished before."""
    if done := finished(task):
        return done
    folder = Path(task.folder)
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "jsonld").mkdir(parents=True)
    prefixes = TurtleWriter(load(), task.settings.base).header().encode()
    with (
        closing(SpoolReader(Path(task.spool))) as spool,
        closing(Earlier(task.earlier, len(prefixes))) as earlier,
    ):
        shard = _Writer(folder, task, spool, earlier).write(prefixes)
    (folder / "result.part").write_bytes(msgspec.json.encode(shard))
    (folder / "result.part").rename(folder / RESULT)
    return shard


def finished(task: Task) -> Shard | None:
    """Take a shard that was finished before; None where there is none of these records over that build."""
    result = Path(task.folder) / RESULT
    try:
        done = msgspec.json.decode(result.read_bytes(), type=Shard) if result.is_file() else None
    except msgspec.DecodeError:  # of another version
        return None
    return done if done and (done.key, done.against) == (task.key, task.against) else None


class _Files:
    """The open files of a shard."""

    def __init__(self, folder: Path, open_files: ExitStack) -> None:
        def opened(name: str) -> BinaryIO:
            return open_files.enter_context((folder / name).open("wb"))

        self.quads, self.turtle = opened("trials.nq.gz"), opened("trials.ttl")
        self.report, self.notes = opened("report.ttl"), opened(NOTES)


class _Writer:
    """Writes one shard."""

    def __init__(self, folder: Path, task: Task, spool: SpoolReader, earlier: Earlier) -> None:
        self._folder, self._task, self._spool, self._earlier = folder, task, spool, earlier
        self._counts, self._tally = Counts(), Tally()
        self._findings: Counter[str] = Counter()
        self._graphs: dict[str, int] = {}
        self._set_aside: list[SetAside] = []
        self._imported: set[tuple[str, str]] = set()
        self._blocks: list[Block] = []
        self._trials = 0

    def write(self, prefixes: bytes) -> Shard:
        """Write the records as N-Quads and Turtle, their trials as documents, and what was found in them."""
        first = self._task.records[0].newest.trial_id
        ledger = LedgerWriter()
        with ExitStack() as open_files:
            files = _Files(self._folder, open_files)
            files.turtle.write(prefixes)
            for trial, records in self._trials_with_records():
                key, sheet = self._sheet(trial, records)
                ledger.add(trial, key, sheet)  # before its counts are merged, which uses them up
                self._put(trial, sheet, files)
                self._count(records, sheet)
            if not self._graphs:
                files.quads.write(gzip.compress(b"", mtime=0))  # no bytes at all would be no .gz
        ledger.write(self._folder / LEDGER)
        return Shard(
            key=self._task.key,
            trials=self._trials,
            records=len(self._graphs),
            counts=self._counts,
            findings=dict(self._findings),
            graphs=self._graphs,
            set_aside=self._set_aside,
            imported=sorted(self._imported),
            first=first,
            tally=self._tally,
            blocks=self._blocks,
            against=self._task.against,
        )

    def _trials_with_records(self) -> Iterator[tuple[str, list[Settled]]]:
        for trial, records in groupby(self._task.records, key=lambda one: one.newest.trial_id):
            yield trial, list(records)

    def _sheet(self, trial: str, records: list[Settled]) -> tuple[str, Sheet]:
        """Take the sheet of a trial over from the earlier build, or make it."""
        key = sheet_key(self._task.settings, records)
        kept = self._earlier.sheet(trial, key)
        sheet = kept or make(self._task.settings, self._spool, records)
        if sheet.quads:
            self._blocks.append(Block(list(sheet.facts.graphs), len(sheet.quads), kept is not None))
        return key, sheet

    def _put(self, trial: str, sheet: Sheet, files: _Files) -> None:
        files.quads.write(sheet.quads)
        files.turtle.write(sheet.turtle)
        files.report.write(sheet.report)
        files.notes.write(sheet.notes)
        if sheet.document:
            self._trials += 1
            (self._folder / "jsonld" / f"{in_iri(trial)}.jsonld").write_bytes(sheet.document)

    def _count(self, records: list[Settled], sheet: Sheet) -> None:
        facts = sheet.facts
        self._counts.merge(facts.counts)
        self._tally.merge(facts.tally)
        self._findings.update(facts.findings)
        self._graphs.update(facts.graphs)
        self._imported.update(facts.imported)
        for refused in facts.refused:
            self._refuse(records[refused.record].newest.set_aside(refused.why), refused)

    def _refuse(self, record: SetAside, refused: Refused) -> None:
        """Set a record aside; of one that shapes refuse its graph and all that was found in it are kept."""
        if refused.quads:
            evidence = write_evidence(self._folder, len(self._set_aside), refused.quads, refused.findings)
            record = msgspec.structs.replace(record, evidence=evidence)
        self._set_aside.append(record)
