"""Whole builds of made records, by number and by workers: seconds, processor seconds and peak memory.

`python -m benchmarks.whole RECORDS.jsonl WORKERS` measures one build in a process of its own.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.generate import write
from benchmarks.measure import Measured, elsewhere, here, tell
from benchmarks.table import Row

REGISTRY = 570_000  # records of ClinicalTrials.gov


def build(source: Path, workers: int) -> None:
    """Build into a folder that is thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        words = ["build", str(source), "-o", f"{folder}/output", "--workers", str(workers)]
        subprocess.run([sys.executable, "-m", "kg", *words], check=True, capture_output=True)  # noqa: S603


def rows(base: list[Path], sizes: list[int], workers: list[int]) -> Iterator[Row]:
    """Yield a row a number of records and of workers, and what the largest says of the whole registry."""
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            source = Path(folder) / f"made-{size}.jsonl"
            write(source, size, base)
            for number in workers:
                yield from _rows(size, number, elsewhere("benchmarks.whole", str(source), str(number)), sizes)
            source.unlink()


def _rows(size: int, workers: int, taken: Measured, sizes: list[int]) -> Iterator[Row]:
    way = f"{size:,} records, workers: {workers}"
    if taken.missing:
        yield Row(area="whole build", way=way, note=f"not measured: {taken.missing}")
        return
    each = taken.processor / size * 1000
    note = f"processor {taken.processor:.1f} s, {each:.1f} ms a record; the peak is of the largest process"
    yield Row(area="whole build", way=way, seconds=taken.wall, peak=taken.peak, note=note)
    if size == max(sizes):
        seconds = taken.wall / size * REGISTRY
        note = f"projected from {size:,}, if growth stays linear; the goal is 600 s"
        yield Row(area="whole build", way=f"registry, workers: {workers}", seconds=seconds, note=note)


if __name__ == "__main__":
    tell(here(lambda: build(Path(sys.argv[1]), int(sys.argv[2]))))
