"""The share of each stage in a whole build: `python -m benchmarks.phases RECORDS.jsonl`.

A build in this process, with one worker, tells when its phases begin; processor time (of all threads, so
the store's too) is charged to the phase under way. What the records take is divided as `benchmarks.stages`
measures it over the same records; what that does not explain is a row of its own. What a process needs once
(names, plans of shapes) is measured by a build of one record before, after which it is there.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from benchmarks import stages
from benchmarks.command import command
from benchmarks.place import Place
from benchmarks.plan import Plan
from benchmarks.table import Row, table
from kg.build import build
from kg.engines import Records
from kg.engines.local import Local
from kg.gather import Choice
from kg.shard import Shard, Task

AREA = "share of a build"
STARTING, RECORDS = "starting, once a process", "records: the rest"
TITLES = {
    "read": "read: files, spool, choice of the newest",
    "vocabulary": "vocabulary",
    "store": "store",
    "report": "report, and files put in place",
    "search": "search",
    "describe": "VoID, manifest and hashes",
}
INSIDE = {
    "parse": "parse",
    "lift": "lift",
    "link": "link",
    "infer": "infer",
    "check": "check",
    "observe": "notes for the report",
    "counts": "counts for VoID",
    "N-Quads": "N-Quads",
    "compress": "compress",
    "Turtle": "Turtle",
    "documents": "documents (JSON-LD)",
}


class Watch:
    """Charges processor time to the phase that began last."""

    def __init__(self) -> None:
        self.taken: Counter[str] = Counter()
        self._phase, self._since = "", time.process_time()

    def begins(self, phase: str) -> None:
        """Charge what has passed, and begin another phase."""
        now = time.process_time()
        self.taken[self._phase] += now - self._since  # type: ignore[assignment]
        self._phase, self._since = phase, now


class Watched(Local):
    """The engine of this machine, which tells when it reads and when it builds shards."""

    def __init__(self, watch: Watch) -> None:
        super().__init__(workers=1)
        self._watch = watch

    def records(
        self, inputs: list[Path], spool: Path, choice: Choice, progress: Callable[[int], None]
    ) -> Records:
        self._watch.begins("read")
        return super().records(inputs, spool, choice, progress)

    def shards(self, tasks: Iterable[Task]) -> Iterator[Shard]:
        self._watch.begins("build")
        yield from super().shards(tasks)


def phases(source: Path) -> dict[str, float]:
    """Build, and give the seconds of processors by phase."""
    watch = Watch()

    def progress(stage: str, _done: int, _total: int) -> None:
        if stage in TITLES:
            watch.begins(stage)

    with tempfile.TemporaryDirectory() as folder:
        build([source], Path(folder) / "output", progress=progress, engine=Watched(watch))
        watch.begins("")
    return dict(watch.taken)


def rows(place: Place, plan: Plan) -> Iterator[Row]:
    """Yield what a record takes by stage, and the share of each stage in a build of the same records."""
    yield from measured(place.made(plan.staged), plan.rounds)


def measured(source: Path, rounds: int) -> Iterator[Row]:
    """Yield the rows for the records of a file; the shares add up to 1."""
    first, whole = _of_one(source), phases(source)
    taken, records, triples = stages.medians([source], rounds)
    yield from stages.rows(taken, records, triples)
    divided = {STARTING: first[""] + first["build"], **{TITLES[name]: whole[name] for name in TITLES}}
    inside = {f"records: {title}": taken[name] for name, title in INSIDE.items()}
    composing = taken[stages.COMPOSE] - sum(taken[name] for name in ("lift", "link", "infer"))
    inside["records: the rest of composing"] = composing
    divided |= inside | {RECORDS: whole["build"] - sum(inside.values())}
    total = sum(divided.values())
    for way, seconds in sorted(divided.items(), key=lambda one: -one[1]):
        yield Row(area=AREA, way=way, records=records, processor=seconds, ratio=seconds / total)
    yield Row(area=AREA, way="all", records=records, processor=total, ratio=1.0, note="one worker")


def _of_one(source: Path) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder, source.open("rb") as records:
        one = Path(folder) / "one.jsonl"
        one.write_bytes(records.readline())
        return phases(one)


def main(source: Path, _words: list[str]) -> Iterator[str]:
    """Measure the records of a file."""
    yield from table(measured(source, Plan().rounds))


if __name__ == "__main__":
    sys.exit(command(__doc__ or "", main))
