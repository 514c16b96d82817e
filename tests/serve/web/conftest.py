"""A server as a user starts it: `kg serve` in a process of its own, on a free port of the loopback."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import httpx
import pytest

ROOT = Path(__file__).parent.parent.parent.parent
SECONDS = 90


class Server:
    """A running `kg serve`: its address, its log line by line, and what it said."""

    def __init__(self, build: Path, *options: str) -> None:
        command = [sys.executable, "-m", "kg", "serve", "--build", str(build), "--port", "0", *options]
        paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
        self.process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(paths), "COLUMNS": "200"},
        )
        assert self.process.stdout and self.process.stderr
        self.log: list[str] = []
        self.said: list[str] = []
        self._started = threading.Event()
        streams = ((self.process.stdout, self.log), (self.process.stderr, self.said))
        self._readers = [threading.Thread(target=self._read, args=both, daemon=True) for both in streams]
        for reader in self._readers:
            reader.start()
        assert self._started.wait(SECONDS), self.said
        found = re.search(r"http://\S+/", self.said[0])
        assert found, self.said
        self.url = found[0].rstrip("/")
        with self.client() as client:  # the port is taken before the release is opened, so this waits
            assert client.get("/health/ready").status_code == 200

    def _read(self, stream: IO[str], lines: list[str]) -> None:
        with stream:
            for line in stream:
                lines.append(line)
                self._started.set()

    def stop(self, by: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to stop and give its exit code."""
        self.process.send_signal(by)
        return self.ended()

    def ended(self) -> int:
        """Wait until it has ended and all it said is read; gives its exit code."""
        code = self.process.wait(SECONDS)
        for reader in self._readers:
            reader.join(SECONDS)
        return code

    def client(self) -> httpx.Client:
        """Give a client that follows nothing and sends no Accept of its own."""
        return httpx.Client(base_url=self.url, timeout=SECONDS, headers={"Accept": "*/*"})


@pytest.fixture(scope="session")
def server(example_build: Path) -> Iterator[Server]:
    """One server over the examples, for all tests that only read."""
    running = Server(example_build, "--jobs", "1", "--rate", "0")
    yield running
    assert running.stop() == 0, running.said


@pytest.fixture(scope="session")
def web(server: Server) -> Iterator[httpx.Client]:
    """A client of that server."""
    with server.client() as client:
        yield client


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    """Start servers that the test may break; those that still run are stopped."""
    running: list[Server] = []

    def start(build: Path, *options: str) -> Server:
        running.append(Server(build, "--jobs", "1", "--rate", "0", *options))
        return running[-1]

    yield start
    for one in running:
        if one.process.poll() is None:
            one.process.kill()
        one.ended()


@pytest.fixture(scope="session")
def other_build(example_build: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Another release: a build of fewer of the examples, without NCT01233544."""
    from kg.build import build

    output = tmp_path_factory.mktemp("other") / "output"
    examples = tmp_path_factory.mktemp("fewer")
    for path in sorted((ROOT / "examples").iterdir()):
        if path.is_file() and path.name.startswith("NCT0") and path.name != "NCT01233544.ctgov-v2.json":
            shutil.copy(path, examples / path.name)
    build([examples], output)
    assert (output / "manifest.json").read_bytes() != (example_build / "manifest.json").read_bytes()
    return output
