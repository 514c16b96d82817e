"""Linking timed, by name and by record, first and again: `python -m benchmarks.linker RECORDS.jsonl`.

Names that were read are kept (16,384 of them), so that again is quicker; in a registry most names are new.
Before each round a new linker is made, which has read none. How well it links, `benchmarks.linking` measures.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from benchmarks.command import command
from benchmarks.origin import studies
from benchmarks.place import Place
from benchmarks.plan import Plan
from benchmarks.table import Row, table
from kg.lexicon import lexicon
from kg.link import Linker
from kg.study import Study, decode

AREA = "linking"


class Passes(msgspec.Struct, frozen=True):
    """Seconds of processors for some things, the first time that they are linked and the second."""

    first: float
    again: float


def rows(place: Place, plan: Plan) -> Iterator[Row]:
    """Yield what linking takes: to start, by record and by name."""
    yield from measured(place.made(plan.staged), plan.rounds)


def measured(source: Path, rounds: int) -> Iterator[Row]:
    """Yield the rows for the records of a file; numbers are for one record, or one name."""
    started = timed(lambda: lexicon().linker())
    yield Row(area=AREA, way="starting, once a process", processor=started, note="names read and indexed")
    found = list(studies(source))
    names = list(dict.fromkeys(_names(found)))
    for what, some in (("record", found), ("name of an intervention", [_only(name) for name in names])):
        runs = [passes(some) for _ in range(rounds)]
        first = statistics.median(run.first for run in runs) / len(some)
        again = statistics.median(run.again for run in runs) / len(some)
        number = len(found) if what == "record" else None
        yield Row(area=AREA, way=f"one {what}, the first time", records=number, processor=first)
        note = f"of the first time; {len(some):,} different"
        yield Row(
            area=AREA,
            way=f"one {what}, again",
            records=number,
            processor=again,
            ratio=again / first,
            note=note,
        )


def passes(some: list[Study]) -> Passes:
    """Link studies twice with a linker that has read nothing."""
    linker = lexicon().linker()
    return Passes(timed(lambda: _linked(linker, some)), timed(lambda: _linked(linker, some)))


def timed(work: Callable[[], object]) -> float:
    """Give the seconds of processors that work takes."""
    started = time.process_time()
    work()
    return time.process_time() - started


def _linked(linker: Linker, some: list[Study]) -> None:
    for study in some:
        linker.links(study)


def _names(found: list[Study]) -> Iterator[str]:
    for study in found:
        for intervention in study.protocol_section.arms_interventions_module.interventions:
            yield intervention.name or ""


def _only(name: str) -> Study:
    """Make a study that says nothing but the name of an intervention."""
    module = {"armsInterventionsModule": {"interventions": [{"type": "DRUG", "name": name}]}}
    return decode(msgspec.json.encode({"protocolSection": module}))


def main(source: Path, _words: list[str]) -> Iterator[str]:
    """Measure the records of a file."""
    yield from table(measured(source, Plan().rounds))


if __name__ == "__main__":
    sys.exit(command(__doc__ or "", main))
