"""What the quality report says of a trial, found without reading the report of all the others."""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from pathlib import Path

import msgspec

from kg.report.notes import TrialNotes

_FIRST = b'{"trial":"'
_NOTES = msgspec.json.Decoder(TrialNotes)


def doubts(build: Path, trial: str) -> TrialNotes | None:
    """Read the notes of a trial; none where the build has no report of it.

    A file of notes has a trial a line, in the order of ids over all files.
    """
    files = _files(build)
    place = bisect_right([first for first, _ in files], trial) - 1
    if place < 0:
        return None
    path = files[place][1]
    where = _lines(path).get(trial)
    return _read(path, *where) if where else None


def _read(path: Path, start: int, length: int) -> TrialNotes:
    with path.open("rb") as notes:
        notes.seek(start)
        return _NOTES.decode(notes.read(length))


@lru_cache(maxsize=4)
def _files(build: Path) -> list[tuple[str, Path]]:
    """List the files of notes with the first trial of each."""
    return sorted((_head(path), path) for path in (build / "report").glob("trials-*.jsonl"))


def _head(path: Path) -> str:
    with path.open("rb") as notes:
        return _trial(notes.readline())


@lru_cache(maxsize=64)
def _lines(path: Path) -> dict[str, tuple[int, int]]:
    """Find where the line of each trial begins, and how long it is."""
    places, start = {}, 0
    with path.open("rb") as notes:
        for line in notes:
            places[_trial(line)] = start, len(line)
            start += len(line)
    return places


def _trial(line: bytes) -> str:
    return line[len(_FIRST) : line.find(b'"', len(_FIRST))].decode()
