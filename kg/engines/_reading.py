"""What executors do with documents: take them apart, tell records apart, choose among duplicates.

Every function is given an iterator of what stands in a partition and is pure, so that Spark can run it again.
"""

from __future__ import annotations

import socket
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from kg.engines._places import place
from kg.errors import Rejected, SourceError
from kg.gather import identity, left_out, placed
from kg.sources import Changed, Piece, pieces
from kg.spool import Entry, SetAside, Settled, settle

Cut = tuple[int, Piece | Rejected | Changed]
Found = Entry | SetAside | Changed
Kept = tuple[int, tuple[Found, bytes]]


def cut(document: tuple[int, str]) -> Iterator[Cut]:
    """Take a document apart into records with their places; raises SourceError where it is not here."""
    number, path = document
    try:
        for position, found in enumerate(pieces([Path(path)])):
            yield place(number, position), found
    except SourceError as error:
        raise SourceError(
            f"{error}, as {socket.gethostname()} sees it: the input must lie at the same path on every"
            " machine of the cluster"
        ) from error


def is_record(one: Cut) -> bool:
    """Tell what counts as a record of the input, read or not."""
    return not isinstance(one[1], Changed)


def identified(records: Iterable[Cut], only: Collection[str]) -> Iterator[Kept]:
    """Read records as far as it takes to tell them apart; an Entry's offset is its place.

    Where `only` names trials, those of other trials are left out.
    """
    for at, found in records:
        if isinstance(found, Changed):
            yield at, (found, b"")
        elif isinstance(found, Rejected):
            yield at, (left_out(found, at, len(found.content)), found.content)
        else:
            known = placed(found, at, len(found.content), identity(found.source, found.content))
            if isinstance(known, SetAside) or not only or known.trial_id in only:
                yield at, (known, found.content)


def asides(records: Iterable[Kept]) -> Iterator[SetAside | Changed]:
    """Leave what is no record that can be read."""
    for _, (found, _) in records:
        if not isinstance(found, Entry):
            yield found


def withdrawn(records: Iterable[Kept], changed: Mapping[str, str]) -> Iterator[SetAside]:
    """Leave the records of documents that changed while they were read, given by hash with the reason."""
    for _, (found, _) in records:
        if isinstance(found, Entry) and (why := changed.get(found.provenance.document_sha256)):
            yield found.set_aside(why)


def by_trial(records: Iterable[Kept], changed: Mapping[str, str]) -> Iterator[tuple[str, Entry]]:
    """Give each record that can be read, without its bytes, to its trial."""
    for _, (found, _) in records:
        if isinstance(found, Entry) and found.provenance.document_sha256 not in changed:
            yield found.trial_id, found


def settled(of_trial: tuple[str, Iterable[Entry]]) -> list[Settled]:
    """Choose the newest record of a trial in each source, in whatever order its records arrived."""
    return settle(sorted(of_trial[1], key=lambda entry: entry.offset))
