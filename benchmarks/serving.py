"""Throughput and waiting time of the SPARQL service and the questions, beside Oxigraph's own server.

`python benchmarks/serving.py BUILD [SECONDS]` asks both servers the same queries over the same store, one
kind of query after another, with so many connections that each always has one to answer. Of ours, `cold` has
no cache of answers, `warm` has one. The servers take turns in short rounds and the best round counts, since
other work of the machine can only slow a round down. `share` is the throughput of ours by that of Oxigraph;
`cpu ms` is the time of processors that an answer took in all processes of a server.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import msgspec

from kg.ask import Asker
from kg.ask import question as canned
from kg.serve.limits import Limits
from kg.serve.workers import Settings
from kg.store import open_build

ROOT = Path(__file__).parent.parent
CONNECTIONS, ROUNDS = 8, 3
TKG = "PREFIX tkg: <https://w3id.org/trialkg/ontology#> "
QUERIES = {
    "one word": "ASK {}",
    "ten trials": TKG + "SELECT ?t ?p ?o { { SELECT DISTINCT ?t { ?t a tkg:Trial } LIMIT 10 } ?t ?p ?o }",
    "1,000 rows": TKG + "SELECT ?s ?o { ?s tkg:position ?o } LIMIT 1000",
    "a count": TKG + "SELECT ?k (COUNT(*) AS ?n) { ?t a tkg:Trial ; tkg:phase ?k } GROUP BY ?k",
    "ten described": TKG
    + "CONSTRUCT { ?t ?p ?o } { { SELECT DISTINCT ?t { ?t a tkg:Trial } LIMIT 10 } ?t ?p ?o }",
}
CANNED = {
    "combination": {"a": "SBRT", "b": "sintilimab"},
    "trials_by_phase": {"phase": "PHASE1"},
    "starts_per_year": {},
}


class Run(msgspec.Struct, frozen=True):
    """One round: answers a second, the milliseconds of the slowest 5 % and 1 %, and those computed."""

    rate: float
    p95: float
    p99: float
    cpu: float


class Server(msgspec.Struct, frozen=True):
    """A server that runs: its process, its port, and the path of the service."""

    process: int
    port: int
    path: str

    def computed(self) -> float:
        """Add up the milliseconds of processors that its processes have had."""
        times: dict[str, list[str]] = {}
        for path in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):  # it ended meanwhile
                times[path.parent.name] = path.read_text().rpartition(")")[2].split()
        family, found = {str(self.process)}, 0
        while found != len(family):
            found = len(family)
            family |= {pid for pid, stat in times.items() if stat[1] in family}
        ticks = sum(int(times[pid][at]) for pid in family & set(times) for at in (11, 12))
        return 1000 * ticks / os.sysconf("SC_CLK_TCK")


def queries(build: Path) -> dict[str, str]:
    """Give all queries by name, the canned ones with their values."""
    asker = Asker(open_build(build))
    asked = {name: asker.sparql(canned(name), values) for name, values in CANNED.items()}
    return QUERIES | asked


@contextlib.contextmanager
def ours(build: Path, cache: int) -> Iterator[Server]:
    """Serve a build with our server."""
    spelt = [
        msgspec.json.encode(one).decode() for one in (Settings(), Limits(rate=0, cache=cache, seconds=60))
    ]
    command = [sys.executable, str(ROOT / "tests" / "serve" / "serving.py"), str(build), *spelt]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout
            yield Server(server.pid, int(server.stdout.readline()), "/sparql")
        finally:
            server.terminate()


@contextlib.contextmanager
def oxigraph(build: Path) -> Iterator[Server]:
    """Serve the same store with Oxigraph's server."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    program = shutil.which("oxigraph", path=f"{Path(sys.executable).parent}") or "oxigraph"
    options = ["--location", str(build / "store"), "--bind", f"127.0.0.1:{port}", "--union-default-graph"]
    with subprocess.Popen([program, "serve-read-only", *options]) as server:
        try:
            _wait(port)
            yield Server(server.pid, port, "/query")
        finally:
            server.terminate()


def _wait(port: int) -> None:
    for _ in range(100):
        with contextlib.suppress(httpx.TransportError):
            httpx.get(f"http://127.0.0.1:{port}/", trust_env=False)
            return
        time.sleep(0.1)
    raise SystemExit("oxigraph did not start")


async def measured(server: Server, query: str, seconds: float) -> Run:
    """Ask over and over for so many seconds, on every connection at once."""
    body = query.encode()
    head = (
        f"POST {server.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/sparql-query\r\n"
        f"Accept: application/sparql-results+json, text/turtle\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    waits: list[float] = []
    end, before = time.perf_counter() + seconds, server.computed()
    await asyncio.gather(
        *(_client(server.port, head.encode() + body, end, waits) for _ in range(CONNECTIONS))
    )
    waits.sort()
    return Run(
        len(waits) / seconds,
        1000 * waits[int(0.95 * len(waits))],
        1000 * waits[int(0.99 * len(waits))],
        (server.computed() - before) / len(waits),
    )


async def _client(port: int, request: bytes, end: float, waits: list[float]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while time.perf_counter() < end:
        started = time.perf_counter()
        writer.write(request)
        await _answer(reader)
        waits.append(time.perf_counter() - started)
    writer.close()


async def _answer(reader: asyncio.StreamReader) -> None:
    """Read one answer to its end; raises where it is none of success."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    if not head.startswith(b"http/1.1 200"):
        raise SystemExit(f"not answered: {head.decode()}")
    if b"transfer-encoding: chunked" not in head:
        length = head.partition(b"content-length: ")[2].partition(b"\r\n")[0]
        await reader.readexactly(int(length))
        return
    while size := int((await reader.readline()).strip(), 16):
        await reader.readexactly(size + 2)
    await reader.readline()


def main() -> None:
    """Measure, and print a table."""
    build, seconds = Path(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else 2.0
    with oxigraph(build) as theirs, ours(build, 0) as cold, ours(build, 64 << 20) as warm:
        servers = {"oxigraph": theirs, "cold": cold, "warm": warm}
        sys.stdout.write(
            f"{'':<18}{'server':<10}{'a second':>10}{'p95 ms':>9}{'p99 ms':>9}{'cpu ms':>9}{'share':>8}\n"
        )
        for name, query in queries(build).items():
            best = {server: Run(0, 0, 0, 0) for server in servers}
            for _ in range(ROUNDS):
                for server, running in servers.items():
                    run = asyncio.run(measured(running, query, seconds))
                    best[server] = max(best[server], run, key=lambda one: one.rate)
            for server, run in best.items():
                share = run.rate / best["oxigraph"].rate
                sys.stdout.write(
                    f"{name:<18}{server:<10}{run.rate:>10,.0f}{run.p95:>9.1f}{run.p99:>9.1f}{run.cpu:>9.2f}{share:>8.2f}\n"
                )
            sys.stdout.flush()


if __name__ == "__main__":
    main()
