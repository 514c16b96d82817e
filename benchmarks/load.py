"""Time `kg load` against each store's own loader: `python -m benchmarks.load BUILD [STORE…]`.

Each store is loaded from empty, offline or by its bulk loader, with its own program by hand and by `kg load`,
in rounds, each first in turn. What `kg load` does besides (hashes of the dumps, the mark, and for Virtuoso
the probe) is in its time. Given are the least seconds on the clock and of processors (programs, server and
`kg`), which other work on the machine disturbs less, and the ratios. `.ci/servers` installs the stores.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from benchmarks.command import command
from benchmarks.measure import here
from benchmarks.place import Place
from benchmarks.plan import LOADERS, Plan
from benchmarks.stores import login, needed
from benchmarks.table import Row, table
from kg.errors import KgError, LoadError
from kg.load import load
from kg.load._requests import Http
from kg.load.drivers import driver
from kg.load.release import read_release
from kg.load.target import Target
from tests.stores.conftest import Store, jar, oxigraph_words, virtuoso_server

AREA, ROUNDS = "load", 3
PER_SECOND = os.sysconf("SC_CLK_TCK")


class Timed(NamedTuple):
    """Seconds on the clock and of processors."""

    clock: float
    processor: float


def rows(place: Place, plan: Plan) -> Iterator[Row]:
    """Yield what each store takes by its own loader and by `kg load`."""
    for one in measured(place.built(plan.loaded), plan.loaders, plan.rounds):
        yield msgspec.structs.replace(one, records=plan.loaded)


def measured(build: Path, stores: Sequence[str], rounds: int) -> Iterator[Row]:
    """Load a build into stores, and yield two rows a store; one that says why, where that failed."""
    release = read_release(build)
    for store in stores:
        try:
            with needed(), tempfile.TemporaryDirectory() as state:
                os.environ |= login(Path(state))
                timed = [_ROUNDS[store](build, bool(number % 2)) for number in range(rounds)]
        except (KgError, subprocess.CalledProcessError) as error:
            yield Row(area=AREA, way=store, note=f"not measured: {error}")
            continue
        yield from _rows(store, release.triples, timed)


def _rows(store: str, triples: int, rounds: list[tuple[Timed, Timed]]) -> Iterator[Row]:
    """Yield the least of the rounds; the ratio is of processor time, to the store's own loader."""
    own, ours = (
        Timed(min(one.clock for one in side), min(one.processor for one in side))
        for side in zip(*rounds, strict=True)
    )
    for way, taken in ((f"{store}, its own loader", own), (f"{store}, kg load", ours)):
        speed = f"{triples:,} triples, {triples / taken.clock:,.0f} a second"
        note = f"of its own loader; the least of {len(rounds)}; {speed}"
        yield Row(
            area=AREA,
            way=way,
            seconds=taken.clock,
            processor=taken.processor,
            ratio=taken.processor / own.processor,
            note=note,
        )


def _in_turn(own: Callable[[], Timed], ours: Callable[[], Timed], is_turned: bool) -> tuple[Timed, Timed]:
    """Time both, the second before the first where it is turned; what runs first finds colder files."""
    if is_turned:
        second = ours()
        return own(), second
    return own(), ours()


def _oxigraph(build: Path, is_turned: bool) -> tuple[Timed, Timed]:
    tool = oxigraph_words()[0]
    own = [tool, "load", "--location", "own", "--file", *_dumps(build)]
    return _folders(build, "oxigraph_folder", tool, own, is_turned)


def _tdb2(build: Path, is_turned: bool) -> tuple[Timed, Timed]:
    tool = ["java", "-cp", str(jar()), "tdb2.tdbloader"]
    return _folders(build, "tdb2", " ".join(tool), [*tool, "--loc", "own", *_dumps(build)], is_turned)


def _folders(build: Path, name: str, tool: str, own: list[str], is_turned: bool) -> tuple[Timed, Timed]:
    folder = Path(tempfile.mkdtemp())
    target = Target(location=str(folder / "ours"), tool=tool)
    try:
        return _in_turn(
            lambda: _timed(lambda: subprocess.run(own, cwd=folder, check=True, capture_output=True)),
            lambda: _timed(lambda: _load(build, name, target)),
            is_turned,
        )
    finally:
        shutil.rmtree(folder)


def _virtuoso(build: Path, is_turned: bool) -> tuple[Timed, Timed]:
    dumps = (build / "nquads").resolve()
    sql = f"ld_dir('{dumps}', '*.nq.gz', 'unused');\nrdf_loader_run();\ncheckpoint;\n"

    def by_hand(store: Store) -> None:
        words = ["isql-vt", store.target.server, "dba", "dba"]
        subprocess.run(words, input=sql, text=True, check=True, capture_output=True)

    return _in_turn(
        lambda: _served(dumps, by_hand),
        lambda: _served(dumps, lambda store: _load(build, "virtuoso", store.target)),
        is_turned,
    )


def _served(dumps: Path, work: Callable[[Store], None]) -> Timed:
    """Time what is done with a fresh Virtuoso, and what that does itself."""
    folder = Path(tempfile.mkdtemp())
    try:
        with virtuoso_server(folder, [dumps]) as store:
            server = (
                (folder / "virtuoso.lck").read_text(encoding="utf-8").partition("VIRT_PID=")[2].split()[0]
            )
            before = _of_server(server)
            timed = _timed(lambda: work(store))
            return Timed(timed.clock, timed.processor + _of_server(server) - before)
    finally:
        shutil.rmtree(folder)


def _of_server(process: str) -> float:
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / PER_SECOND


def _load(build: Path, name: str, target: Target) -> None:
    with Http() as http:
        load(read_release(build), driver(name), target, http, lambda _done, _total: None)


def _dumps(build: Path) -> list[str]:
    return [str(path.resolve()) for path in sorted((build / "nquads").glob("*.nq.gz"))]


def _timed(work: Callable[[], object]) -> Timed:
    taken = here(work)
    return Timed(taken.wall, taken.processor)


_ROUNDS: dict[str, Callable[[Path, bool], tuple[Timed, Timed]]] = {
    "oxigraph_folder": _oxigraph,
    "tdb2": _tdb2,
    "virtuoso": _virtuoso,
}


def main(build: Path, stores: list[str]) -> Iterator[str]:
    """Time stores for a build that is there; raises LoadError where one is not known."""
    if unknown := [one for one in stores if one not in _ROUNDS]:
        raise LoadError(f"{unknown[0]!r} is no store that is timed; there are: {', '.join(_ROUNDS)}")
    yield from table(measured(build, stores or LOADERS, ROUNDS))


if __name__ == "__main__":
    sys.exit(command(__doc__ or "", main))
