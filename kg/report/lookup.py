"""Reads the report of a build: its numbers, and the notes of one trial."""

from __future__ import annotations

from pathlib import Path

import msgspec

from kg.errors import JSON_ERRORS, BuildError, QueryError
from kg.registries import trial_id
from kg.report.layout import Report
from kg.report.notes import TrialNotes
from kg.report.trials import read_notes


def read_report(build: Path) -> Report:
    """Read the numbers of a build's report; a BuildError says why there are none."""
    path = _folder(build) / "report.json"
    try:
        return msgspec.json.decode(path.read_bytes(), type=Report)
    except (*JSON_ERRORS, OSError) as error:
        raise BuildError(f"{path} cannot be read, build again with kg build: {error}") from error


def notes_of(build: Path, given: str) -> TrialNotes:
    """Find the notes of a trial; a QueryError where the build has no record of it."""
    known = trial_id(given)
    if known is None:
        raise QueryError(f"{given!r} is not an id of any registry, such as NCT06120127")
    for notes in _notes_around(_folder(build), known.id):
        if notes.trial == known.id:
            return notes
    raise QueryError(
        f"no record of {known.id} is published in {build};"
        f" if one was set aside, {build / 'rejected' / 'rejected.jsonl'} says why"
    )


def _folder(build: Path) -> Path:
    folder = build / "report"
    if not folder.is_dir():
        raise BuildError(f"{build} holds no report; make one with: kg build FILE… -o {build}")
    return folder


def _notes_around(folder: Path, trial: str) -> list[TrialNotes]:
    """Read the one file that may hold a trial: trials are in order over all files."""
    chosen = None
    for path in sorted(folder.glob("trials-*.jsonl")):
        first = next(read_notes(path), None)
        if first and first.trial > trial:
            break
        chosen = path
    return list(read_notes(chosen)) if chosen else []
