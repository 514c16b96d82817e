"""One function over many tasks, here or in several processes; results come in the order of the tasks.

Tasks are taken as they are needed, so a stream of any length is worked on in constant memory.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import chain, islice
from types import TracebackType
from typing import TypeVar

from kg.errors import BuildError

T = TypeVar("T")
R = TypeVar("R")

AHEAD = 2  # tasks a worker, given out before the first result is asked for


def cores() -> int:
    """Count the processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Workers:
    """A number of processes, started when there is more than one task for them."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def map(self, function: Callable[[T], R], tasks: Iterable[T]) -> Iterator[R]:
        """Yield what a function of a module gives for each task; raises what it raises.

        Raises BuildError where a worker dies.
        """
        stream = iter(tasks)
        first = list(islice(stream, 2))
        if self._number == 1 or len(first) < 2:
            yield from map(function, chain(first, stream))
            return
        try:
            yield from self._in_processes(function, chain(first, stream))
        except BrokenProcessPool as error:
            raise BuildError(
                "a worker process died, perhaps for want of memory: build again, with fewer --workers;"
                " what is finished is kept"
            ) from error

    def _in_processes(self, function: Callable[[T], R], tasks: Iterator[T]) -> Iterator[R]:
        pool = self._started()
        waiting: deque[Future[R]] = deque()
        for task in tasks:
            with _interrupts_held():  # submitting starts processes
                waiting.append(pool.submit(function, task))
            if len(waiting) >= AHEAD * self._number:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            # spawned, not forked: engines underneath have threads of their own
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self._number, mp_context=context, initializer=_leave_interrupts)
        return self._pool


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Hold Ctrl-C back for a moment; a process started meanwhile never sees one, not even while it loads."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _leave_interrupts() -> None:
    """Leave Ctrl-C to the process that gave out the work."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
