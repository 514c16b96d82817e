"""An order to a cluster: one shard to build, as a file that every machine of the cluster can read.

The order knows where in the input each record of the shard stands, and where the record will stand in the
spool that whoever takes the order makes of them.
"""

from __future__ import annotations

import hashlib
import socket
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from kg.errors import BuildError, SourceError
from kg.shard import Shard, Task, build_shard, finished
from kg.spool import Entry, Settled, SpoolWriter

_FOLDER = "orders"


class Order(msgspec.Struct, frozen=True):
    """A shard to build: the task, the key that it must have, and the places of its records in the input."""

    task: Task
    key: str
    places: list[int]

    @property
    def first(self) -> str:
        """Give the id of the first trial of the shard."""
        return self.task.records[0].newest.trial_id

    @property
    def last(self) -> str:
        """Give the id of the last trial of the shard."""
        return self.task.records[-1].newest.trial_id


def order(task: Task) -> Order:
    """Make an order of a task whose records are told by their places."""
    places: list[int] = []
    end = 0

    def moved(entry: Entry) -> Entry:
        nonlocal end
        places.append(entry.offset)
        offset, end = end, end + entry.length
        return msgspec.structs.replace(entry, offset=offset)

    records = [Settled(newest=moved(one.newest), older=[*map(moved, one.older)]) for one in task.records]
    # executors work in folders of their own
    task = msgspec.structs.replace(task, records=records, folder=str(Path(task.folder).absolute()))
    return Order(task=task, key=task.key, places=places)


def file_of(folder: Path, number: int) -> Path:
    """Name the file of an order in the folder of a build."""
    return folder / _FOLDER / f"{number:06}.json"


def give(folder: Path, orders: list[Order]) -> None:
    """Write orders into the folder of a build."""
    (folder / _FOLDER).mkdir()
    for number, one in enumerate(orders):
        file_of(folder, number).write_bytes(msgspec.json.encode(one))


def take(path: Path) -> Order:
    """Read an order; raises BuildError where this machine does not see the folder of the build."""
    if not path.is_file():
        raise BuildError(
            f"{socket.gethostname()} does not see {path.parent.parent}, which the build is made in:"
            " name an output folder that lies at the same path on every machine of the cluster, such as a"
            " network share"
        )
    return msgspec.json.decode(path.read_bytes(), type=Order)


def fill(one: Order, contents: Mapping[int, bytes], index: str) -> None:
    """Build the shard of an order from the bytes of its records; `index` is where vocabularies lie here.

    It is built under a name of this attempt and then renamed. Of several attempts the first counts: a shard
    is a pure function, so the others made the same. Raises BuildError where this machine has other software.
    """
    if one.task.key != one.key:
        raise BuildError(
            f"{socket.gethostname()} has another trialkg, ontology or shapes than the machine that the"
            " command runs on: install the same release on both"
        )
    final = Path(one.task.folder)
    with TemporaryDirectory() as here, TemporaryDirectory(dir=final.parent.parent) as there:
        spool = Path(here) / "spool"
        with closing(SpoolWriter(spool)) as records:
            for content in _contents(one, contents):
                records.add(content)
        folder = Path(there) / final.name
        settings = msgspec.structs.replace(one.task.settings, index=index)
        build_shard(
            msgspec.structs.replace(one.task, folder=str(folder), spool=str(spool), settings=settings)
        )
        try:
            folder.rename(final)
        except OSError as error:  # another attempt was first, as a rule
            if not finished(one.task):
                raise BuildError(f"{final} cannot be put in place: {error.strerror}") from error


def result(task: Task) -> Shard:
    """Read what came of a task; what it sets aside is told by places again, as the task's own records are.

    Raises BuildError where nothing came of it.
    """
    one = order(task)
    done = finished(one.task)
    if not done:
        raise BuildError(
            f"{task.folder} was built and is not seen here: the output folder must be the same one on every"
            " machine of the cluster"
        )
    at = {moved.offset: entry.offset for moved, entry in zip(_entries(one.task), _entries(task), strict=True)}
    set_aside = [msgspec.structs.replace(aside, offset=at[aside.offset]) for aside in done.set_aside]
    return msgspec.structs.replace(done, set_aside=set_aside)


def _entries(task: Task) -> list[Entry]:
    """List the records of a task in the order of its spool."""
    return [entry for settled in task.records for entry in (settled.newest, *settled.older)]


def _contents(one: Order, contents: Mapping[int, bytes]) -> Iterator[bytes]:
    """Yield the records in the order of the spool; raises SourceError where one is not as it was read."""
    for entry, place in zip(_entries(one.task), one.places, strict=True):
        content = contents.get(place, b"")
        if hashlib.sha256(content).hexdigest() != entry.provenance.record_sha256:
            raise SourceError(
                f"{entry.provenance.document}, {entry.provenance.position} changed while it was built:"
                " give a copy that nobody writes to, and build again"
            )
        yield content
