"""A full build beside one over it in which one record in a hundred is newer: seconds and processor seconds.

`python -m benchmarks.incremental [RECORDS…] --size 10000` prints the rows. The newer records come as
`kg fetch` writes them, in a file beside those that were there. Each build is a process of its own.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec

from benchmarks.generate import write
from benchmarks.measure import Measured, here, median
from benchmarks.table import Row, table

EVERY = 100  # records, of which one is newer


def rows(base: list[Path], size: int, rounds: int, workers: int = 1) -> Iterator[Row]:
    """Yield a row for the full build, and one for the median of some over it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "in"
        source.mkdir()
        write(source / "0000.jsonl", size, base)
        full = _build(source, folder / "output", workers)
        yield _row(f"{size:,} records, all", full, full)
        over = [_renewed(folder, number, workers) for number in range(1, rounds + 1)]
        yield _row(
            f"{size:,} records, {size // EVERY:,} of them newer, median of {rounds}", median(over), full
        )


def _row(way: str, taken: Measured, full: Measured) -> Row:
    share = taken.processor / full.processor
    note = f"processor {taken.processor:.1f} s; the ratio is of processor time to that of the full build"
    return Row(area="incremental", way=way, seconds=taken.wall, ratio=share, note=note)


def _renewed(folder: Path, number: int, workers: int) -> Measured:
    """Add newer versions of other records than the last time, and build again."""
    lines = (folder / "in" / "0000.jsonl").read_bytes().splitlines(keepends=True)
    newer = (_newer(line, number) for line in lines[number::EVERY])
    (folder / "in" / f"{number:04}.jsonl").write_bytes(b"".join(newer))
    return _build(folder / "in", folder / "output", workers)


def _newer(line: bytes, number: int) -> bytes:
    """Give a record a later date and another title."""
    record = msgspec.json.decode(line)
    protocol = record["protocolSection"]
    protocol["identificationModule"]["briefTitle"] = f"Title {number}"
    status = protocol.setdefault("statusModule", {})
    status["lastUpdatePostDateStruct"] = {"date": f"2099-01-{number:02}", "type": "ACTUAL"}
    return msgspec.json.encode(record) + b"\n"


def _build(source: Path, output: Path, workers: int) -> Measured:
    words = [sys.executable, "-m", "kg", "build", str(source), "-o", str(output), "--workers", str(workers)]
    return here(lambda: subprocess.run(words, check=True, capture_output=True))  # noqa: S603


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.incremental", description=__doc__)
    parser.add_argument("records", type=Path, nargs="*", default=[Path("examples")])
    parser.add_argument("--size", type=int, default=10_000, help="records built")
    parser.add_argument("--rounds", type=int, default=3, help="builds over the full one")
    parser.add_argument("--workers", type=int, default=1)
    given = parser.parse_args()
    for line in table(rows(given.records, given.size, given.rounds, given.workers)):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
