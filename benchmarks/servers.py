"""The servers that are asked for pages and answers, each on a free port of the loopback."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import msgspec

from benchmarks.clients import Server
from benchmarks.stores import needed
from kg.errors import ServeError
from kg.serve.limits import Limits
from kg.serve.workers import Settings
from tests.stores.conftest import oxigraph_words

ROOT = Path(__file__).parent.parent
STARTING = 120.0  # seconds
MEGABYTE = 1 << 20


@contextlib.contextmanager
def site(build: Path, workers: int, cache: int) -> Iterator[Server]:
    """Serve a build as `kg serve` does, with so many megabytes of answers kept."""
    port = _free_port()
    words = ["--build", str(build), "--port", str(port), "--workers", str(workers), "--cache", str(cache)]
    command = [sys.executable, "-m", "kg", "serve", *words, "--rate", "0", "--log", "none"]
    with _running(command, port, "/health/ready") as process:
        yield Server(process.pid, port)


@contextlib.contextmanager
def service(build: Path, cache: int) -> Iterator[Server]:
    """Serve the SPARQL service and the questions alone, with so many megabytes of answers kept."""
    limits = Limits(rate=0, cache=cache * MEGABYTE, seconds=60)
    spelt = [msgspec.json.encode(one).decode() for one in (Settings(), limits)]
    command = [sys.executable, str(ROOT / "tests" / "serve" / "serving.py"), str(build), *spelt]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        try:
            told = process.stdout.readline() if process.stdout else ""
            if not told:
                raise ServeError("the SPARQL service did not start")
            yield Server(process.pid, int(told))
        finally:
            process.terminate()


@contextlib.contextmanager
def oxigraph(build: Path) -> Iterator[Server]:
    """Serve the store of a build with Oxigraph's server; raises MissingError."""
    port = _free_port()
    with needed():
        (program,) = oxigraph_words()
    options = ["--location", str(build / "store"), "--bind", f"127.0.0.1:{port}", "--union-default-graph"]
    with _running([program, "serve-read-only", *options], port, "/") as process:
        yield Server(process.pid, port, "/query")


@contextlib.contextmanager
def _running(command: list[str], port: int, ping: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server until it answers, and end it afterwards."""
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=quiet, stderr=quiet) as process:  # noqa: S603
        try:
            _await(process, f"http://127.0.0.1:{port}{ping}")
            yield process
        finally:
            process.terminate()


def _await(process: subprocess.Popen[bytes], ping: str) -> None:
    until = time.monotonic() + STARTING
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(ping, trust_env=False, timeout=5).status_code == httpx.codes.OK:
                return
        time.sleep(0.1)
    raise ServeError(f"no answer from {ping}")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])
