"""The work of a build on a Spark cluster: documents are read, and shards built, by its executors.

    documents ──cut──▶ records ──shuffle by place──▶ identified, kept on disk
                                                      ├──shuffle by trial──▶ settled ──▶ cut into shards
                                                      └──shuffle by shard──▶ built, and renamed into place

Every step is a pure function of its input, so what is lost with a machine Spark does again. Input and output
are folders that every machine sees at the same path; docs/scale.md says what else a cluster needs.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from kg.engines import Engine, Records
from kg.engines._order import Order, file_of, fill, give, order, result, take
from kg.engines._places import spread
from kg.engines._reading import (
    Cut,
    Kept,
    asides,
    by_trial,
    cut,
    identified,
    is_record,
    settled,
    withdrawn,
)
from kg.engines._session import start, stop, told
from kg.errors import BuildError
from kg.gather import Choice
from kg.shard import Shard, Task, finished
from kg.sources import Changed, document_paths
from kg.spool import Entry, SetAside, Settled, SpoolReader, SpoolWriter
from kg.workers import Workers
from kg.workplace import remove

if TYPE_CHECKING:
    from pyspark import RDD, SparkContext, StorageLevel

TITLE = "a Spark cluster, whose address --master gives"
PARTITION = 32 * 1024 * 1024  # bytes of documents that one task identifies, about
TASKS = 3  # a core, at least


def engine(master: str | None, workers: int) -> Engine:
    """Make the engine; raises BuildError where no address of a cluster is given."""
    if master is None:
        raise BuildError("--engine spark needs the address of a cluster: --master spark://HOST:7077")
    return Spark(master, workers)


class Spark:
    """One connection to a cluster, and the records that its executors keep.

    Its `workers` do what is left to this machine, such as the pages of the report.
    """

    def __init__(self, master: str, workers: int) -> None:
        self.workers = Workers(workers)
        self._master = master
        self._open = ExitStack()

    def __enter__(self) -> Spark:
        self._context: SparkContext = start(self._master)
        self._open.callback(stop, self._context)
        self._open.enter_context(self.workers)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.__exit__(kind, error, trace)

    def records(
        self,
        inputs: list[Path],
        spool: Path,  # noqa: ARG002  # records stay with the executors
        choice: Choice,
        progress: Callable[[int], None],
    ) -> Records:
        documents = [path.absolute() for path in document_paths(inputs)]
        with self._job("the records cannot be read"):
            self._records = self._kept(documents, choice)
            found = self._records.mapPartitions(asides).collect()
            changed = {one.document.sha256: str(one) for one in found if isinstance(one, Changed)}
            unread = [one for one in found if isinstance(one, SetAside)]
            if changed:
                unread += self._records.mapPartitions(partial(withdrawn, changed=changed)).collect()
            known = self._settled(changed)
        progress(sum(1 + len(one.older) for one in known) + len(unread))
        return Records(known, sorted(unread, key=lambda one: one.offset))

    def _kept(self, documents: list[Path], choice: Choice) -> RDD[Kept]:
        """Have the input read, and its records kept on the disks of the executors."""
        named = [(number, str(path)) for number, path in enumerate(documents)]
        least = TASKS * self._context.defaultParallelism
        read = self._context.parallelize(named, max(1, min(len(named), least))).flatMap(cut)
        if choice.limit is not None:
            read = _first(read, choice.limit)
        tasks = max(least, sum(path.stat().st_size for path in documents) // PARTITION)
        found = read.partitionBy(tasks, spread).mapPartitions(partial(identified, only=choice.only))
        return found.persist(_on_disk())

    def _settled(self, changed: dict[str, str]) -> list[Settled]:
        """Choose among the records of each trial, on the machine that the trial falls to."""
        entries = self._records.mapPartitions(partial(by_trial, changed=changed))
        found = entries.groupByKey().flatMap(settled).collect()
        return sorted(found, key=_identity)

    def shards(self, tasks: Iterable[Task]) -> Iterator[Shard]:
        tasks = list(tasks)
        orders = [one for one in map(order, tasks) if not finished(one.task)]
        if orders:
            self._build(orders)
        for task in tasks:
            yield result(task)

    def _build(self, orders: list[Order]) -> None:
        """Have shards built: each record goes to the executor that takes the order for its shard."""
        folder = Path(orders[0].task.folder).parent.parent
        for one in orders:
            remove(Path(one.task.folder))  # of another input, where an interrupted build left it
        give(folder, orders)
        shard_of = partial(_shard_of, [one.first for one in orders], [one.last for one in orders])
        index = self._sent(orders[0].task.settings.index)
        with self._job("the shards cannot be built"):
            parts = self._records.flatMap(shard_of).partitionBy(len(orders), int)
            parts.mapPartitionsWithIndex(partial(_filled, str(folder), index)).count()

    def _sent(self, index: str) -> str:
        """Send the index of imported vocabularies to every executor, once; return what it is called there."""
        if index:
            self._context.addFile(index)
        return Path(index).name

    def unpublished(self, spool: Path, wanted: list[SetAside]) -> SpoolReader:
        places = frozenset(one.offset for one in wanted if one.length)
        stands: dict[int, int] = {}
        with closing(SpoolWriter(spool)) as writer, self._job("what is set aside cannot be collected"):
            if places:
                for at, content in self._contents(places):
                    stands[at], _ = writer.add(content)
        return _Collected(spool, stands)

    def _contents(self, places: frozenset[int]) -> Iterator[tuple[int, bytes]]:
        """Yield the bytes of some records; they are found by all executors, and sent one part at a time."""
        found = self._records.flatMap(partial(_content_of, places)).persist(_on_disk())
        found.count()
        yield from found.toLocalIterator()

    @contextmanager
    def _job(self, what: str) -> Iterator[None]:
        """Run jobs; a BuildError says what could not be done."""
        self._context.setJobDescription(f"trialkg: {what.replace(' cannot be ', ' are ')}")
        with told(what):
            yield


class _Collected(SpoolReader):
    """Reads records back by their places in the input."""

    def __init__(self, path: Path, stands: dict[int, int]) -> None:
        super().__init__(path)
        self._stands = stands

    def get(self, offset: int, length: int) -> bytes:
        return super().get(self._stands[offset], length)


def _on_disk() -> StorageLevel:
    from pyspark import StorageLevel

    return StorageLevel.DISK_ONLY


def _first(read: RDD[Cut], limit: int) -> RDD[Cut]:
    """Take the first records in the order of the input."""
    keys: Any = read.filter(is_record).keys()  # stubs of some versions do not know that an int has an order
    places = keys.takeOrdered(limit)
    if len(places) < limit:
        return read
    last = places[-1]
    return read.filter(lambda one: one[0] <= last)


def _identity(one: Settled) -> tuple[str, str, str]:
    """Give the order in which records are published (kg.spool.settle)."""
    return one.newest.trial_id, one.newest.provenance.source, one.newest.record_id


def _shard_of(firsts: list[str], lasts: list[str], record: Kept) -> list[tuple[int, tuple[int, bytes]]]:
    """Send a record to the shard of its trial, whose records are all in one; nowhere, where none is built."""
    at, (found, content) = record
    if not isinstance(found, Entry):
        return []
    shard = bisect_right(firsts, found.trial_id) - 1
    return [(shard, (at, content))] if shard >= 0 and found.trial_id <= lasts[shard] else []


def _filled(
    folder: str, index: str, number: int, records: Iterable[tuple[int, tuple[int, bytes]]]
) -> Iterator[int]:
    """Fill the order of this number on an executor."""
    from pyspark import SparkFiles

    one = take(file_of(Path(folder), number))
    needed = frozenset(one.places)
    contents = {at: content for _, (at, content) in records if at in needed}
    fill(one, contents, SparkFiles.get(index) if index else "")
    yield number


def _content_of(places: frozenset[int], record: Kept) -> list[tuple[int, bytes]]:
    at, (_, content) = record
    return [(at, content)] if at in places else []
