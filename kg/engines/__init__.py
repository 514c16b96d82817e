"""Where the work of a build is done: on this machine, or on a cluster. The bytes are the same.

An engine is a module of this folder (no leading underscore) that declares

    TITLE                             what it is, for people
    engine(master, workers) -> Engine

and is found, not listed. A build asks it for three things, in this order: the records of the input with
the choice among duplicates made, the shards of these records, and the bytes of what is not published.
Everything else of a build happens on the machine that the command runs on.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Protocol, cast

import msgspec

from kg.errors import BuildError
from kg.gather import Choice
from kg.shard import Shard, Task
from kg.spool import SetAside, Settled, SpoolReader
from kg.workers import Workers


class Records(msgspec.Struct, frozen=True):
    """What an input holds: the records that count with their older ones, in order, and what is set aside."""

    settled: list[Settled]
    set_aside: list[SetAside]


class Engine(Protocol):
    """What a build needs done; `workers` are the processes of this machine."""

    workers: Workers

    def __enter__(self) -> Engine: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def records(
        self, inputs: list[Path], spool: Path, choice: Choice, progress: Callable[[int], None]
    ) -> Records:
        """Read files and folders; raises SourceError where one of them does not exist."""

    def shards(self, tasks: Iterable[Task]) -> Iterator[Shard]:
        """Build shards and yield what came of each, in the order of the tasks."""

    def unpublished(self, spool: Path, wanted: list[SetAside]) -> SpoolReader:
        """Give a reader of the bytes of records that are not published."""


class _Module(Protocol):
    """What a module of this folder declares."""

    TITLE: str

    def engine(self, master: str | None, workers: int) -> Engine: ...


@cache
def all_engines() -> dict[str, _Module]:
    """Find the engines by name."""
    names = sorted(m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_"))
    return {name: cast(_Module, importlib.import_module(f"{__name__}.{name}")) for name in names}


def engine(name: str, master: str | None = None, workers: int = 1) -> Engine:
    """Make an engine, which starts when it is entered; raises BuildError for what it cannot be.

    `master` is the address of a cluster; `workers` is the number of processes on this machine.
    """
    known = all_engines()
    if name not in known:
        told = "; ".join(f"{each}: {module.TITLE}" for each, module in known.items())
        raise BuildError(f"--engine {name!r} is not known; there are {told}")
    return known[name].engine(master, workers)
