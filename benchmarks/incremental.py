"""A full build beside one over it in which one record in a hundred is newer: seconds and processor seconds.

`python -m benchmarks.incremental [RECORDS…] --size 10000` prints the rows. The newer records come as
`kg fetch` writes them, in a file beside those that were there. Each build is a process of its own.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec

from benchmarks.measure import Measured, kg, median
from benchmarks.place import Place
from benchmarks.plan import Plan
from benchmarks.table import Row, row_of, table

EVERY = 100  # records, of which one is newer
AREA = "incremental"


def rows(place: Place, plan: Plan) -> Iterator[Row]:
    """Yield a row for the full build, and one for the median of some over it."""
    size = plan.renewed
    with tempfile.TemporaryDirectory(dir=place.folder) as name:
        folder = Path(name)
        (folder / "in").mkdir()
        (folder / "in" / "0000.jsonl").write_bytes(place.made(size).read_bytes())
        full = _build(folder)
        yield _row("all", size, full, full)
        over = median([_renewed(folder, number) for number in range(1, plan.rounds + 1)])
        newer = len(range(0, size, EVERY))
        yield _row(f"{newer:,} of them newer, median of {plan.rounds}", size, over, full)


def _row(way: str, size: int, taken: Measured, full: Measured) -> Row:
    ratio = taken.processor / full.processor if full.processor else None
    note = "of the processor time of the full build, which should be 0.05"
    return row_of(taken, AREA, way, size, ratio, note)


def _renewed(folder: Path, number: int) -> Measured:
    """Add newer versions of other records than the last time, and build again."""
    lines = (folder / "in" / "0000.jsonl").read_bytes().splitlines(keepends=True)
    newer = (_newer(line, number) for line in lines[(number - 1) % EVERY :: EVERY])
    (folder / "in" / f"{number:04}.jsonl").write_bytes(b"".join(newer))
    return _build(folder)


def _newer(line: bytes, number: int) -> bytes:
    """Give a record a later date and another title."""
    record = msgspec.json.decode(line)
    protocol = record["protocolSection"]
    protocol["identificationModule"]["briefTitle"] = f"Title {number}"
    status = protocol.setdefault("statusModule", {})
    status["lastUpdatePostDateStruct"] = {"date": f"2099-01-{number:02}", "type": "ACTUAL"}
    return msgspec.json.encode(record) + b"\n"


def _build(folder: Path) -> Measured:
    return kg("build", str(folder / "in"), "-o", str(folder / "output"), "--workers", "1")


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.incremental", description=__doc__)
    parser.add_argument("records", nargs="*", default=["examples"])
    parser.add_argument("--size", type=int, default=10_000, help="records built")
    parser.add_argument("--rounds", type=int, default=3, help="builds over the full one")
    given = parser.parse_args()
    plan = Plan(records=tuple(given.records), renewed=given.size, rounds=given.rounds)
    with tempfile.TemporaryDirectory() as folder:
        for line in table(rows(Place(Path(folder), plan), plan)):
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
