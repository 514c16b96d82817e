"""All of a build on this machine, in as many processes as the user says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import TracebackType

from kg.engines import Engine, Records
from kg.errors import BuildError
from kg.gather import Choice, gather
from kg.shard import Shard, Task, build_shard
from kg.spool import SetAside, SpoolReader, settle
from kg.workers import Workers

TITLE = "this machine"


def engine(master: str | None, workers: int) -> Engine:
    """Make the engine; raises BuildError where the address of a cluster is given."""
    if master is not None:
        raise BuildError(f"--master {master} names a cluster, and nothing asks for one: add --engine spark")
    return Local(workers)


class Local:
    """Records go through the spool, a file of this machine."""

    def __init__(self, workers: int) -> None:
        self.workers = Workers(workers)

    def __enter__(self) -> Local:
        self.workers.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.workers.__exit__(kind, error, trace)

    def records(
        self, inputs: list[Path], spool: Path, choice: Choice, progress: Callable[[int], None]
    ) -> Records:
        gathered = gather(inputs, spool, choice, self.workers, progress)
        return Records(settle(gathered.entries), gathered.set_aside)

    def shards(self, tasks: Iterable[Task]) -> Iterator[Shard]:
        return self.workers.map(build_shard, tasks)

    def unpublished(self, spool: Path, wanted: list[SetAside]) -> SpoolReader:  # noqa: ARG002
        return SpoolReader(spool)
