"""Loads that stop half-way: kg killed, the server killed, the disk full; the same command completes them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kg.errors import LoadError
from kg.load import load, status
from kg.load._requests import Http
from kg.load.drivers import driver
from kg.load.release import Release, read_release
from kg.load.target import Target

from .conftest import Store, free_port, oxigraph_words, virtuoso_server

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 120.0  # seconds

pytestmark = pytest.mark.usefixtures("login")


@pytest.fixture(scope="session")
def examples(example_build: Path) -> Release:
    return read_release(example_build)


@contextmanager
def half_loaded(
    store: Store, build: Path, release: Release, tmp_path: Path
) -> Iterator[subprocess.Popen[str]]:
    """Run `kg load` until its first dump is noted as done and the next one is being loaded."""
    words = [sys.executable, "-m", "kg", "load", "--to", "virtuoso", "--build", str(build)]
    words += ["--server", store.target.server, "--endpoint", store.target.endpoint]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path[1:]])}
    with subprocess.Popen(words, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True) as running:
        until = time.monotonic() + PATIENCE
        while not any(release.dumps[0].name in file.read_text() for file in _journals(tmp_path)):
            assert running.poll() is None
            assert time.monotonic() < until
            time.sleep(0.02)
        yield running


def _journals(tmp_path: Path) -> Iterator[Path]:
    return (tmp_path / "state" / "loads").glob("*.done")


def completed(store: Store, release: Release) -> int:
    """Load again; all is there afterwards. Return how many steps the first load had done."""
    with Http(600) as http:
        loaded = load(release, driver("virtuoso"), store.target, http, lambda _done, _total: None)
        assert loaded.miscounts == []
        assert status(release.base, store.query, http).is_whole
    return loaded.went_on


def test_killed_load_into_virtuoso_goes_on(tmp_path: Path, example_build: Path, examples: Release) -> None:
    """After `kill -9` of kg the store is not whole, and the same load goes on after the dump done."""
    with virtuoso_server(tmp_path / "server", [examples.dumps[0].parent]) as store:
        with half_loaded(store, example_build, examples, tmp_path) as running:
            running.send_signal(signal.SIGKILL)
            running.wait()
        with Http(60) as http:
            assert not status(examples.base, store.query, http).is_whole
        assert completed(store, examples) >= len(["clear", examples.dumps[0].name])


def test_load_goes_on_after_virtuoso_was_killed(
    tmp_path: Path, example_build: Path, examples: Release
) -> None:
    """After `kill -9` of the server kg ends with code 2 and says so; what was noted is in the database."""
    ports = (free_port(), free_port())
    folder, dumps = tmp_path / "server", [examples.dumps[0].parent]
    with (
        virtuoso_server(folder, dumps, ports=ports) as store,
        half_loaded(store, example_build, examples, tmp_path) as running,
    ):
        os.kill(_pid(folder), signal.SIGKILL)
        said = running.communicate(timeout=PATIENCE)[1]
    assert running.returncode == 2
    assert "isql-vt failed" in said
    with virtuoso_server(folder, dumps, ports=ports) as store:
        assert completed(store, examples) >= len(["clear", examples.dumps[0].name])


def _pid(folder: Path) -> int:
    words = (folder / "virtuoso.lck").read_text(encoding="utf-8")
    return int(words.partition("VIRT_PID=")[2].split()[0])


def test_full_disk_is_told_and_the_old_release_stays(tmp_path: Path, examples: Release) -> None:
    """A loader that may write no more fails in its own words, no link is set, and a later load completes."""
    tool = tmp_path / "limited"
    tool.write_text(f"#!/bin/sh\ntrap '' XFSZ\nulimit -f 64\nexec {oxigraph_words()[0]} \"$@\"\n")
    tool.chmod(0o755)
    link = tmp_path / "current"
    with Http(60) as http:
        with pytest.raises(LoadError, match="File too large"):
            load(examples, driver("oxigraph_folder"), Target(location=str(link), tool=str(tool)), http, quiet)
        assert not link.exists()
        load(
            examples,
            driver("oxigraph_folder"),
            Target(location=str(link), tool=oxigraph_words()[0]),
            http,
            quiet,
        )
    assert link.resolve().name == examples.id[:16]


def quiet(_done: int, _total: int) -> None:
    """Show nothing."""
