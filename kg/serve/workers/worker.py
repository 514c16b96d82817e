"""One worker as the server sees it: asked one thing at a time, and killed where that takes too long."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Callable
from pathlib import Path
from typing import cast

import msgspec

from kg import errors
from kg.errors import KgError, ServeError
from kg.serve.workers.failures import FaultError, OutOfMemoryError, OverdueError, ended
from kg.serve.workers.frames import (
    ASKED,
    HELLO,
    OUT_OF_MEMORY,
    REFUSED,
    RESULT,
    Asked,
    Frames,
    Hire,
    Refusal,
    encode,
    framed,
)
from kg.serve.workers.nursery import Nursery

_log = logging.getLogger("kg.serve")
# seconds in which the nursery tells how a worker ended
_NEWS = 1.0


class Worker(asyncio.Protocol):
    """A process with the store of one release; `release` is its name, once `ready` has been awaited."""

    def __init__(self, nursery: Nursery, hire: Hire, gone: Callable[[Worker], None]) -> None:
        self._nursery, self._hire, self._gone = nursery, hire, gone
        self._frames = Frames()
        self._number = 0
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[tuple[bytes, bytes] | None] | None = None
        self.release = ""

    @classmethod
    async def hired(
        cls, nursery: Nursery, build: Path, memory: int, gone: Callable[[Worker], None]
    ) -> Worker:
        """Have a worker forked, and wait until it has opened the build.

        Raises the `KgError` that it raised at that; `gone` is called when a worker that was ready has ended.
        """
        worker = cls(nursery, Hire(str(build), memory), gone)
        await worker._begin()
        return worker

    @property
    def lives(self) -> bool:
        """Tell whether it can be asked."""
        return self._transport is not None

    async def ask(self, job: str, arguments: tuple[object, ...], seconds: float) -> bytes:
        """Have a job done; raises what the job raises, or a `ServeError`.

        Whoever gives up waiting kills the worker.
        """
        message = framed(ASKED, encode(Asked(job, list(arguments))))
        try:
            async with asyncio.timeout(seconds):
                answer = await self._said(message)
        except TimeoutError as error:
            self.kill()
            raise OverdueError(seconds) from error
        except asyncio.CancelledError:
            self.kill()
            raise
        if answer is None:
            by = await self._nursery.ending(self._number, _NEWS)
            raise ended(by, self._hire.memory)
        return self._result(job, *answer)

    def kill(self) -> None:
        """End the process at once, whatever it does."""
        self._nursery.kill(self._number)
        self.dismiss()

    def dismiss(self) -> None:
        """Let the process end by itself, which it does when it has nothing to do."""
        if self._transport:
            self._transport.abort()
            self._lose()

    async def _begin(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self._number = self._nursery.fork(theirs)
        await asyncio.get_running_loop().create_unix_connection(lambda: self, sock=ours)
        try:
            answer = await self._said(framed(ASKED, encode(self._hire)))
        except asyncio.CancelledError:
            self.kill()
            raise
        if answer is None:
            raise ServeError("a worker process ended while it started; is there memory enough?")
        kind, content = answer
        if kind != HELLO:
            self.dismiss()
            raise _refused(content)
        self.release = content.decode()

    async def _said(self, message: bytes) -> tuple[bytes, bytes] | None:
        """Send a message and wait for the answer; none comes where the process ends."""
        if not self._transport:
            return None
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(message)
        try:
            return await self._answer
        finally:
            self._answer = None

    def _result(self, job: str, kind: bytes, content: bytes) -> bytes:
        if kind == RESULT:
            return content
        if kind == REFUSED:
            raise _refused(content)
        if kind == OUT_OF_MEMORY:
            self.dismiss()
            raise OutOfMemoryError(self._hire.memory)
        _log.error("%s raised\n%s", job, content.decode("utf-8", "replace"))
        raise FaultError("the server has a fault; its log says more")

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where to write."""
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Hand the answer to who waits for it."""
        for answer in self._frames.fed(data):
            if self._answer and not self._answer.done():
                self._answer.set_result(answer)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 (asyncio calls it)
        """Tell who waits, and the crew, that the process has ended."""
        self._lose()

    def _lose(self) -> None:
        if self._transport is None:
            return
        self._transport = None
        if self._answer and not self._answer.done():
            self._answer.set_result(None)
        if self.release:
            self._gone(self)


def _refused(content: bytes) -> KgError:
    """Make again what a job raised."""
    refusal = msgspec.msgpack.decode(content, type=Refusal)
    kind: type[KgError] = getattr(errors, refusal.kind, KgError)
    return kind(refusal.message)
