"""Every way of mapping over the same records: `python -m benchmarks.mapping.compare RECORDS.jsonl`.

A way whose triples are not those of `kg.lift` is told, and has no ratio. Processor seconds count, since some
ways use every core and others one; ratios are to the limit.
"""

from __future__ import annotations

import hashlib
import pkgutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pyoxigraph

from benchmarks.mapping import peers
from benchmarks.measure import Measured, elsewhere, median
from benchmarks.place import Place
from benchmarks.plan import Plan
from benchmarks.table import Row, row_of, table

ROUNDS = 3
LIMIT, REFERENCE = "limit", "kg_lift"


def ways() -> list[str]:
    """List the ways by name, the reference first: the limit writes what it wrote."""
    found = {module.name for module in pkgutil.iter_modules(peers.__path__)}
    return [REFERENCE, LIMIT, *sorted(found - {REFERENCE, LIMIT})]


def rows(place: Place, plan: Plan) -> Iterator[Row]:
    """Yield a row a way, over made records."""
    for one in compare(place.made(plan.mapped), plan.rounds):
        yield msgspec.structs.replace(one, records=plan.mapped)


def compare(source: Path, rounds: int = ROUNDS) -> Iterator[Row]:
    """Yield a row a way."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        given = folder / "records.jsonl"
        given.symlink_to(source.resolve())
        measured = {name: _measured(name, given, folder, rounds) for name in ways()}
        expected = triples(folder / f"{REFERENCE}.nt")
        for name, (taken, target) in measured.items():
            yield _row(name, taken, measured[LIMIT][0], target.is_file() and triples(target) == expected)


def _measured(name: str, source: Path, folder: Path, rounds: int) -> tuple[Measured, Path]:
    target = folder / f"{name}.nt"
    runs = [elsewhere("benchmarks.mapping.one", name, str(source), str(target)) for _ in range(rounds)]
    if name == REFERENCE:
        source.with_suffix(".nt").symlink_to(target)
    return median(runs), target


def _row(name: str, taken: Measured, limit: Measured, same: bool) -> Row:
    if taken.missing or same:
        ratio = taken.processor / limit.processor if limit.processor else None
        return row_of(taken, "mapping", _titled(name), ratio=ratio, note="of the limit")
    return Row(area="mapping", way=_titled(name), processor=taken.processor, note="WRITES OTHER TRIPLES")


def _titled(name: str) -> str:
    """Read a way's title without importing what it needs."""
    source = Path(next(iter(peers.__path__))) / f"{name}.py"
    found = next(line for line in source.read_text(encoding="utf-8").splitlines() if line.startswith("TITLE"))
    return found.partition('"')[2].rstrip('"')


def triples(path: Path) -> set[bytes]:
    """Read the triples of a file, each as a hash of its one spelling."""
    read = pyoxigraph.parse(path=str(path), format=pyoxigraph.RdfFormat.N_TRIPLES)
    return {hashlib.blake2b(str(quad.triple).encode(), digest_size=12).digest() for quad in read}


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in table(compare(Path(sys.argv[1]))))
