"""Time `kg load` against each store's own loader: `python -m benchmarks.load BUILD [STORE…]`.

Each store is loaded from empty, offline or by its bulk loader, first with its own program by hand and then
by `kg load`, in turn, ROUNDS times; printed are the medians and the ratio. What `kg load` does besides
(hashes of the dumps, the mark, and for Virtuoso the probe) is in its time. `.ci/servers` installs the stores.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from kg.load import load
from kg.load._requests import Http
from kg.load.drivers import driver
from kg.load.release import read_release
from kg.load.target import Target
from tests.stores.conftest import jar, oxigraph_words, virtuoso_server

ROUNDS = 3
Timed = tuple[float, float]


def main(build: Path, stores: list[str]) -> None:
    """Time every store and print a table."""
    os.environ |= {"TRIALKG_USER": "dba", "TRIALKG_PASSWORD": "dba"}
    triples = read_release(build).triples
    sys.stdout.write(
        f"{triples:,} triples, medians of {ROUNDS}\n\n| store | own loader, s | kg load, s | ratio |\n"
    )
    sys.stdout.write("|---|---|---|---|\n")
    for name in stores or ["oxigraph_folder", "tdb2", "virtuoso"]:
        rounds = [_ROUNDS[name](build) for _ in range(ROUNDS)]
        own, ours = (statistics.median(times) for times in zip(*rounds, strict=True))
        sys.stdout.write(f"| {name} | {own:.1f} | {ours:.1f} | {ours / own:.2f} |\n")
        sys.stdout.flush()


def _oxigraph(build: Path) -> Timed:
    tool = oxigraph_words()[0]
    own = [tool, "load", "--location", "own", "--file", *_dumps(build)]
    return _folders(build, "oxigraph_folder", tool, own)


def _tdb2(build: Path) -> Timed:
    tool = ["java", "-cp", str(jar()), "tdb2.tdbloader"]
    return _folders(build, "tdb2", " ".join(tool), [*tool, "--loc", "own", *_dumps(build)])


def _folders(build: Path, name: str, tool: str, own: list[str]) -> Timed:
    folder = Path(tempfile.mkdtemp())
    try:
        first = _seconds(lambda: subprocess.run(own, cwd=folder, check=True, capture_output=True))
        target = Target(location=str(folder / "ours"), tool=tool)
        return first, _seconds(lambda: _load(build, name, target))
    finally:
        shutil.rmtree(folder)


def _virtuoso(build: Path) -> Timed:
    dumps = (build / "nquads").resolve()
    sql = f"ld_dir('{dumps}', '*.nq.gz', 'unused');\nrdf_loader_run();\ncheckpoint;\n"
    folder = Path(tempfile.mkdtemp())
    try:
        with virtuoso_server(folder / "own", [dumps]) as store:
            words = ["isql-vt", store.target.server, "dba", "dba"]
            own = _seconds(
                lambda: subprocess.run(words, input=sql, text=True, check=True, capture_output=True)
            )
        with virtuoso_server(folder / "ours", [dumps]) as store:
            target = store.target
            return own, _seconds(lambda: _load(build, "virtuoso", target))
    finally:
        shutil.rmtree(folder)


def _load(build: Path, name: str, target: Target) -> None:
    with Http() as http:
        load(read_release(build), driver(name), target, http, lambda _done, _total: None)


def _dumps(build: Path) -> list[str]:
    return [str(path.resolve()) for path in sorted((build / "nquads").glob("*.nq.gz"))]


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


_ROUNDS: dict[str, Callable[[Path], Timed]] = {
    "oxigraph_folder": _oxigraph,
    "tdb2": _tdb2,
    "virtuoso": _virtuoso,
}

if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
