"""A desk with the examples, and a server of them on loopback."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.mcp.desk import Desk

ROOT = Path(__file__).parent.parent.parent
COMMAND = [sys.executable, "-m", "kg", "mcp"]
ENVIRONMENT = {"PYTHONPATH": str(ROOT)}


@pytest.fixture(scope="session")
def desk(example_build: Path) -> Desk:
    """What a worker has: the examples, opened."""
    return Desk.opened(example_build)


@pytest.fixture(scope="session")
def address(example_build: Path) -> Iterator[str]:
    """`kg mcp --http` over the examples, with ten seconds a call; its address."""
    port = free_port()
    command = [*COMMAND, "--build", str(example_build), "--http", str(port), "--timeout", "10"]
    served = subprocess.Popen(command, env=ENVIRONMENT, stderr=subprocess.DEVNULL)
    try:
        _await(port, served)
        yield f"http://127.0.0.1:{port}/mcp"
    finally:
        served.terminate()
        served.wait(timeout=30)


def free_port() -> int:
    """Find a port of this machine that nothing listens at."""
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        number: int = tried.getsockname()[1]
        return number


def _await(port: int, served: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 120
    while time.monotonic() < end and served.poll() is None:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise AssertionError("the server did not come up")
