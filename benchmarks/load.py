"""Time `kg load` against each store's own loader: `python -m benchmarks.load BUILD [STORE…]`.

Each store is loaded from empty, offline or by its bulk loader, with its own program by hand and by `kg load`,
ROUNDS times, each first in turn. What `kg load` does besides (hashes of the dumps, the mark, and for Virtuoso
the probe) is in its time. Printed are the least seconds on the clock and of processors (programs, server and
`kg`), which other work on the machine disturbs less, and the ratios. `.ci/servers` installs the stores.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from kg.load import load
from kg.load._requests import Http
from kg.load.drivers import driver
from kg.load.release import read_release
from kg.load.target import Target
from tests.stores.conftest import Store, jar, oxigraph_words, virtuoso_server

ROUNDS = 3
PER_SECOND = os.sysconf("SC_CLK_TCK")


class Timed(NamedTuple):
    """Seconds on the clock and of processors."""

    clock: float
    processor: float


def main(build: Path, stores: list[str]) -> None:
    """Time every store and print a table."""
    os.environ |= {"TRIALKG_USER": "dba", "TRIALKG_PASSWORD": "dba"}
    triples = read_release(build).triples
    sys.stdout.write(f"{triples:,} triples, the least of {ROUNDS}; load average {os.getloadavg()[0]:.1f}\n\n")
    sys.stdout.write(
        "| store | clock: own, s | kg load, s | ratio | processor: own, s | kg load, s | ratio |\n"
    )
    sys.stdout.write("|---|---|---|---|---|---|---|\n")
    for name in stores or ["oxigraph_folder", "tdb2", "virtuoso"]:
        rounds = [_ROUNDS[name](build, bool(number % 2)) for number in range(ROUNDS)]
        cells = [
            cell for part in (0, 1) for cell in _cells([(own[part], ours[part]) for own, ours in rounds])
        ]
        sys.stdout.write(f"| {name} | {' | '.join(cells)} |\n")
        sys.stdout.flush()


def _cells(times: list[tuple[float, float]]) -> list[str]:
    own, ours = (min(column) for column in zip(*times, strict=True))
    return [f"{own:.1f}", f"{ours:.1f}", f"{ours / own:.2f}"]


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
    started, before = time.perf_counter(), _of_processes()
    work()
    return Timed(time.perf_counter() - started, _of_processes() - before)


def _of_processes() -> float:
    """Seconds of processors that this process and its children, ended ones, have used."""
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in both)


_ROUNDS: dict[str, Callable[[Path, bool], tuple[Timed, Timed]]] = {
    "oxigraph_folder": _oxigraph,
    "tdb2": _tdb2,
    "virtuoso": _virtuoso,
}

if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
