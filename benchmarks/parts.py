"""What is measured, each part in a process of its own: one that fails says why, and the rest goes on.

`python -m benchmarks.parts PART FOLDER` reads a plan as JSON and prints what it finds as JSON, one a line.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from benchmarks import incremental, linker, load, pages, phases, queries, serving, validation, whole
from benchmarks.mapping import compare
from benchmarks.measure import last_line
from benchmarks.place import Place
from benchmarks.plan import Plan
from benchmarks.table import Found, Row

# in this order: what builds comes before what uses its builds
PARTS: dict[str, Callable[[Place, Plan], Iterator[Found]]] = {
    "mapping": compare.rows,
    "validation": lambda place, plan: validation.rows(place.made(plan.checked), plan.checked),
    "linking": linker.rows,
    "stages": phases.rows,
    "whole": whole.rows,
    "incremental": incremental.rows,
    "load": load.rows,
    "questions": queries.rows,
    "serving": serving.rows,
    "pages": pages.rows,
}


def found(part: str, place: Place, plan: Plan) -> Iterator[Found]:
    """Yield what a part finds, as it comes; a row that says why, where it fails."""
    words = [sys.executable, "-m", "benchmarks.parts", part, str(place.folder)]
    with tempfile.TemporaryFile() as told:
        with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=told) as process:  # noqa: S603
            if process.stdin and process.stdout:
                process.stdin.write(msgspec.json.encode(plan))
                process.stdin.close()
                yield from (msgspec.json.decode(line, type=Found) for line in process.stdout)
        told.seek(0)
        if process.returncode:
            why = last_line(told.read()) or f"it ended with code {process.returncode}"
            yield Row(area=part, way="all", note=f"not measured: {why}")


def main(part: str, folder: str) -> None:
    """Measure one part here."""
    plan = msgspec.json.decode(sys.stdin.buffer.read(), type=Plan)
    for one in PARTS[part](Place(Path(folder), plan), plan):
        sys.stdout.buffer.write(msgspec.json.encode(one) + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
