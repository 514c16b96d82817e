"""Fixtures: real servers over a build of the examples, each in a process of its own, on loopback."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import msgspec
import pytest

from kg.serve.limits import Limits
from kg.serve.workers import Settings

SERVING = Path(__file__).parent / "serving.py"
ROOT = Path(__file__).parent.parent.parent
Serving = Callable[[Settings, Limits], contextlib.AbstractContextManager[httpx.Client]]

# generous beside what a query of the examples takes, since tests share the machine
SETTINGS = Settings(workers=2, memory=1 << 30, queue=400, wait=60)
LIMITS = Limits(rate=0, rows=100, seconds=20)


@contextlib.contextmanager
def started(build: Path, settings: Settings = SETTINGS, limits: Limits = LIMITS) -> Iterator[httpx.Client]:
    """Start a server, and give a client of it."""
    spelt = [msgspec.json.encode(one).decode() for one in (settings, limits)]
    command = [sys.executable, str(SERVING), str(build), *spelt]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={"PYTHONPATH": str(ROOT)}
    ) as server:
        try:
            assert server.stdout
            port = server.stdout.readline().strip()
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=120, trust_env=False) as client:
                yield client
        finally:
            server.terminate()


@pytest.fixture(scope="session")
def served(example_build: Path) -> Iterator[httpx.Client]:
    """A client of a server that tests only ask."""
    with started(example_build) as client:
        yield client


@pytest.fixture(scope="session")
def narrow(example_build: Path) -> Iterator[httpx.Client]:
    """A client of a server with one worker and much time, for tests that harm the worker."""
    settings = Settings(workers=1, wait=30)
    with started(example_build, settings, Limits(rate=0, seconds=100, body=1)) as client:
        yield client


@pytest.fixture
def serving(example_build: Path) -> Serving:
    """Start a server of the examples with settings of its own."""
    return lambda settings, limits: started(example_build, settings, limits)


@pytest.fixture
def knocks() -> Iterator[tuple[str, Callable[[], int]]]:
    """An address on this machine that nobody may call, and how many have."""
    heard: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as door:

        def listen() -> None:
            with contextlib.suppress(OSError):  # closed at the end
                while True:
                    caller, address = door.accept()
                    heard.append(address)
                    caller.close()

        threading.Thread(target=listen, daemon=True).start()
        yield f"http://127.0.0.1:{door.getsockname()[1]}/", lambda: len(heard)
        door.shutdown(socket.SHUT_RDWR)
