"""Work on a build in processes that can be killed: the store has no time limit of its own.

This is the only module that knows of processes; whatever has `call` can stand in its place. A task is a
function of a module, called in a worker with its `Desk` and one argument; both, and what it gives, are
pickled. A worker that overstays its time, dies, or is no longer waited for is killed, and another takes its
place. Each worker has a limit of memory, which the rows of a query may not take from the rest of the machine.
"""

from __future__ import annotations

import math
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Protocol, TypeVar

import anyio
import anyio.to_thread

from kg.errors import BuildError, KgError, QueryError
from kg.mcp.desk import Desk
from kg.mcp.reply import Reply
from kg.mcp.tools import call

A = TypeVar("A")
R = TypeVar("R")
Task = Callable[[Desk, A], R]

STARTING = 300.0  # what opening a build may take, in seconds
PROCESSES = 2
MEMORY = 4 << 30  # bytes of data that a worker may hold
_spawn = multiprocessing.get_context("spawn")  # not forked: the store has threads of its own


class Runs(Protocol):
    """What the server needs of whoever works for it."""

    async def call(self, tool: str, arguments: dict[str, Any]) -> Reply:
        """Call a tool; raises a KgError that says what was wrong."""
        ...


class Runner:
    """A number of workers on one build, each with one task at a time; further tasks wait."""

    def __init__(self, build: Path, seconds: float, processes: int = PROCESSES) -> None:
        self._build, self._seconds = build, seconds
        self._idle = [_Worker(build, seconds) for _ in range(processes)]
        self._places = anyio.Semaphore(processes)

    async def call(self, tool: str, arguments: dict[str, Any]) -> Reply:
        """Call a tool; raises what KgError it raises."""
        return await self.run(call, (tool, arguments))

    async def run(self, task: Task[A, R], argument: A) -> R:
        """Do a task; raises what KgError it raises, and a QueryError where it takes too long or dies."""
        async with self._places:
            worker = self._idle.pop()
            try:
                return await anyio.to_thread.run_sync(worker.ask, task, argument, abandon_on_cancel=True)
            finally:
                self._idle.append(worker if worker.is_free else self._another(worker))

    def close(self) -> None:
        """End every worker."""
        for worker in self._idle:
            worker.kill()

    def _another(self, worker: _Worker) -> _Worker:
        worker.kill()
        return _Worker(self._build, self._seconds)


class _Worker:
    """A process and the line to it; `is_free` tells whether it can be asked again."""

    def __init__(self, build: Path, seconds: float) -> None:
        self._seconds = seconds
        self._line, far_end = _spawn.Pipe()
        self._process = _spawn.Process(target=_work, args=(build, far_end, seconds), daemon=True)
        self._process.start()
        far_end.close()
        self.is_free = True
        self._started = False

    def ask(self, task: Task[A, R], argument: A) -> R:
        """Do a task there and wait for it; raises what KgError it raises."""
        self.is_free = False
        if not self._started:
            self._open()
            self._started = True
        outcome = self._outcome(task, argument)
        self.is_free = True
        if isinstance(outcome, KgError):
            raise outcome
        return outcome

    def kill(self) -> None:
        """End the process, whatever it is doing."""
        self._process.kill()
        self._process.join()

    def _outcome(self, task: Task[A, R], argument: A) -> R | KgError:
        """Give what a task gives, or the error that it raised there."""
        try:
            self._line.send((task, argument))
            if not self._line.poll(self._seconds):
                raise QueryError(
                    f"this took longer than {self._seconds:g} s and was stopped; ask for less: fewer rows, a"
                    " narrower pattern, a LIMIT inside, or one of the questions of find_questions"
                )
            outcome: R | KgError = self._line.recv()
        except (EOFError, OSError) as error:
            raise QueryError(
                "the process that worked on this ended, perhaps for want of memory; ask for less"
            ) from error
        return outcome

    def _open(self) -> None:
        """Wait until the build is open."""
        try:
            error = (
                self._line.recv() if self._line.poll(STARTING) else BuildError("opening it takes too long")
            )
        except (EOFError, OSError) as cause:
            raise BuildError("the process that was to open the build ended; its words are above") from cause
        if error is not None:
            raise error


def _work(build: Path, line: Connection, seconds: float) -> None:
    """Be a worker: open the build, then do tasks until nobody is at the other end of the line."""
    _settle()
    try:
        desk = Desk.opened(build)
        desk.prepare()
    except KgError as error:
        line.send(error)
        return
    line.send(None)
    while True:
        try:
            task, argument = line.recv()
        except EOFError:
            return
        _alarm(seconds)
        line.send(_outcome(task, desk, argument))
        _alarm(0)


def _outcome(task: Task[A, R], desk: Desk, argument: A) -> R | KgError:
    try:
        return task(desk, argument)
    except KgError as error:
        return error
    except MemoryError:
        return QueryError("this took more memory than there is for it; ask for less")


def _settle() -> None:
    """Keep away from what belongs to the server: its Ctrl-C, its standard output, the machine's memory."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.dup2(2, 1)
    if sys.platform != "win32":
        import resource

        hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
        most = MEMORY if hard == resource.RLIM_INFINITY else min(MEMORY, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (most, hard))


def _alarm(seconds: float) -> None:
    """End this process some time after its task should have ended; its server may have been killed."""
    if sys.platform != "win32":
        signal.alarm(math.ceil(2 * seconds))
