"""Clients that each ask, wait for the whole answer and ask again; what a server made of it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle
from pathlib import Path

import msgspec

from benchmarks.table import percentile
from kg.errors import KgError


class Run(msgspec.Struct, frozen=True):
    """One round: answers a second, seconds that 50, 95 and 99 % stay below, processor seconds an answer.

    `failed` are the requests that got no answer of success, which do not count in the rest.
    """

    rate: float
    p50: float
    p95: float
    p99: float
    cpu: float
    failed: frozenset[bytes] = frozenset()


class Server(msgspec.Struct, frozen=True):
    """A server that runs: its process, its port, and the path of its SPARQL service."""

    process: int
    port: int
    path: str = "/sparql"

    def computed(self) -> float:
        """Add up the seconds of processors that its processes have had."""
        times: dict[str, list[str]] = {}
        for path in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):  # it ended meanwhile
                times[path.parent.name] = path.read_text().rpartition(")")[2].split()
        family, found = {str(self.process)}, 0
        while found != len(family):
            found = len(family)
            family |= {pid for pid, stat in times.items() if stat[1] in family}
        ticks = sum(int(times[pid][at]) for pid in family & set(times) for at in (11, 12))
        return ticks / os.sysconf("SC_CLK_TCK")


class UnansweredError(KgError):
    """A server gave no answer of success; its text has what it was asked."""


def page(address: str) -> bytes:
    """Spell the request of a browser for a page."""
    return f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/html\r\n\r\n".encode()


def sparql(path: str, query: str) -> bytes:
    """Spell a query as a request."""
    body = query.encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/sparql-query\r\n"
        f"Accept: application/sparql-results+json, text/turtle\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def once(server: Server, requests: Sequence[bytes], clients: int) -> Run:
    """Ask everything once; raises UnansweredError where nothing is answered."""
    return _run(server, iter(requests), clients, lambda: True)


def measured(server: Server, requests: Sequence[bytes], clients: int, seconds: float) -> Run:
    """Ask over and over for so many seconds, one after another; raises UnansweredError as `once`."""
    end = time.perf_counter() + seconds
    return _run(server, cycle(requests), clients, lambda: time.perf_counter() < end)


def _run(server: Server, requests: Iterator[bytes], clients: int, goes_on: Callable[[], bool]) -> Run:
    waits: list[float] = []
    failed: set[bytes] = set()

    async def all_clients() -> None:
        await asyncio.gather(
            *(_client(server.port, requests, goes_on, waits, failed) for _ in range(clients))
        )

    before, started = server.computed(), time.perf_counter()
    asyncio.run(all_clients())
    took, used = time.perf_counter() - started, server.computed() - before
    if not waits:
        raise UnansweredError(f"not answered: {min(failed, default=b'nothing was asked')!r}"[:200])
    low, high, highest = (percentile(waits, share) for share in (0.5, 0.95, 0.99))
    return Run(len(waits) / took, low, high, highest, used / len(waits), frozenset(failed))


async def _client(
    port: int,
    requests: Iterator[bytes],
    goes_on: Callable[[], bool],
    waits: list[float],
    failed: set[bytes],
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for request in requests:
        started = time.perf_counter()
        writer.write(request)
        if await _answer(reader):
            waits.append(time.perf_counter() - started)
        else:
            failed.add(request)
        if not goes_on():
            break
    writer.close()


async def _answer(reader: asyncio.StreamReader) -> bool:
    """Read one answer to its end, and tell whether it is one of success."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    is_well = head.startswith(b"http/1.1 200")
    if b"transfer-encoding: chunked" not in head:
        length = head.partition(b"content-length: ")[2].partition(b"\r\n")[0]
        await reader.readexactly(int(length))
        return is_well
    while size := int((await reader.readline()).strip(), 16):
        await reader.readexactly(size + 2)
    await reader.readline()
    return is_well
