"""Why a job has no result although nothing is wrong with what was asked, or nothing that was told.

ServeError
├── BusyError             no worker became free; `again` is after how many seconds to try
├── OverdueError          it took longer than it may
├── DiedError             its process ended in the midst of it
│   └── OutOfMemoryError  for want of the memory that it may have
└── FaultError            it raised what no job should raise, and what is in the log
"""

from __future__ import annotations

import signal

from kg.errors import ServeError


class BusyError(ServeError):
    """No worker became free in time, or too many wait already."""

    def __init__(self, again: int) -> None:
        super().__init__("the server is busy; try again later")
        self.again = again


class OverdueError(ServeError):
    """A job took longer than it may."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"it took longer than {seconds:g} s and was stopped")
        self.seconds = seconds


class DiedError(ServeError):
    """The process of a job ended in the midst of it; `by` is the signal that ended it, where one did."""

    def __init__(self, why: str, by: int = 0) -> None:
        super().__init__(why)
        self.by = by


class OutOfMemoryError(DiedError):
    """A job needed more memory than it may have."""

    def __init__(self, memory: int, by: int = 0) -> None:
        super().__init__(f"it needed more than {memory >> 20} MB of memory and was stopped", by)
        self.memory = memory


class FaultError(ServeError):
    """A job raised what is a fault of the server; the log has it."""


def ended(by: int, memory: int) -> ServeError:
    """Say why a process ended in the midst of a job, by the signal that ended it (0 where none is known)."""
    if by == signal.SIGABRT:  # how Rust ends where memory cannot be had
        return OutOfMemoryError(memory, by)
    if by == signal.SIGSEGV:  # the end of the stack
        return DiedError("it is nested too deeply to be worked on", by)
    return DiedError("the process that worked on it ended; try again", by)
