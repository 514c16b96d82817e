"""Everything measured, in one table: `python -m benchmarks [RECORDS…] -o TABLE.md`, or `make bench`.

RECORDS are what records are made from; `examples/` where none is named. What cannot be measured, because a
package or a server is not there, is a row that says so.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks import incremental, queries, validation, whole
from benchmarks.generate import write
from benchmarks.mapping.compare import compare
from benchmarks.table import Row, machine, table, versions

SERVING = "benchmarks.serving"  # declares rows(build) -> Iterator[Row]


def measured(given: argparse.Namespace) -> Iterator[Row]:
    """Yield the rows of every area asked for."""
    if given.mapping:
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder) / "made.jsonl"
            write(source, given.mapping, given.records)
            yield from compare(source)
            yield from validation.rows(source)
    yield from whole.rows(given.records, given.sizes, given.workers)
    if given.incremental:
        yield from incremental.rows(given.records, given.incremental, rounds=3)
    if given.build:
        yield from queries.rows(given.build, [])
        yield from _serving(given.build)
    else:
        yield Row(area="queries", way="all", note="not measured: no --build")


def _serving(build: Path) -> Iterator[Row]:
    if importlib.util.find_spec(SERVING) is None:
        yield Row(area="serving", way="all", note=f"not measured: there is no {SERVING}")
        return
    yield from importlib.import_module(SERVING).rows(build)


def main() -> None:
    """Measure, and write the table as it comes."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("records", type=Path, nargs="*", default=[Path("examples")])
    parser.add_argument("--mapping", type=int, default=2_000, help="records mapped and checked; 0: none")
    parser.add_argument("--sizes", type=int, nargs="*", default=[1_000, 3_000, 10_000], help="records built")
    parser.add_argument("--workers", type=int, nargs="*", default=[1, 2])
    parser.add_argument("--incremental", type=int, default=2_000, help="records built twice; 0: none")
    parser.add_argument("--build", type=Path, help="a build to ask every question of")
    parser.add_argument("-o", "--output", type=Path, help="without it standard output")
    given = parser.parse_args()
    with given.output.open("w", encoding="utf-8") if given.output else sys.stdout as out:
        out.write(f"{machine()}; {versions()}\n\n")
        for line in table(measured(given)):
            out.write(f"{line}\n")
            out.flush()


if __name__ == "__main__":
    main()
