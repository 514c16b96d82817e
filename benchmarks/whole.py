"""Whole builds of made records: `python -m benchmarks.whole [RECORDS…] --sizes 1000 --workers 1`.

Each is measured once, in processes of its own. The peak is of the largest process.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Measured, kg
from benchmarks.place import Place
from benchmarks.plan import Plan
from benchmarks.table import Row, row_of, table
from kg.workplace import remove

REGISTRY = 570_000  # records of ClinicalTrials.gov
GOAL = 600  # seconds for all of them
AREA = "whole build"


def rows(place: Place, plan: Plan) -> Iterator[Row]:
    """Yield a row a number of records and of workers, and what the largest says of the whole registry."""
    first: dict[int, float] = {}  # seconds a record at the smallest size, by workers
    for size in sorted(plan.sizes):
        for number in plan.workers:
            taken = _build(place, size, number, size in plan.kept)
            yield _row(size, number, taken, first.setdefault(number, taken.wall / size))
            if size == max(plan.sizes) and not taken.missing:
                yield _projected(size, number, taken)


def _build(place: Place, size: int, workers: int, is_kept: bool) -> Measured:
    """Build; a build that is kept is for what else is measured of so many records."""
    source, output = place.made(size), place.folder / f"whole-{size}-{workers}"
    remove(output)
    taken = kg("build", str(source), "-o", str(output), "--workers", str(workers))
    if is_kept and not taken.missing and not place.build(size).exists():
        output.rename(place.build(size))
    remove(output)
    return taken


def _row(size: int, workers: int, taken: Measured, first: float) -> Row:
    way = f"workers: {workers}"
    if taken.missing:
        return row_of(taken, AREA, way, size)
    each = f"{taken.processor / size * 1000:.1f} ms of processors each, {size / taken.wall:,.1f} a second"
    note = f"of the time each took in the smallest build; {each}"
    return row_of(taken, AREA, way, size, taken.wall / size / first, note)


def _projected(size: int, workers: int, taken: Measured) -> Row:
    seconds = taken.wall / size * REGISTRY
    note = f"of the goal, {GOAL} s; projected from {size:,} in proportion"
    return Row(
        area="the registry",
        way=f"workers: {workers}",
        records=REGISTRY,
        seconds=seconds,
        processor=taken.processor / size * REGISTRY,
        ratio=seconds / GOAL,
        note=note,
    )


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.whole", description=__doc__)
    parser.add_argument("records", nargs="*", default=["examples"])
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000])
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    given = parser.parse_args()
    plan = Plan(records=tuple(given.records), sizes=tuple(given.sizes), workers=tuple(given.workers))
    with tempfile.TemporaryDirectory() as folder:
        sys.stdout.writelines(f"{line}\n" for line in table(rows(Place(Path(folder), plan), plan)))


if __name__ == "__main__":
    main()
