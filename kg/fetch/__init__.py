"""Fetches studies from the ClinicalTrials.gov API v2 into a folder that `kg build` reads.

A fetch writes one study a line into a hidden part file, page by page; after each page the state says how far
it came. So a fetch that was killed goes on from its last whole page, and no half-written file has a
final name. A finished fetch is refreshed: only what was posted since is asked for, into a file of its own.
API: https://clinicaltrials.gov/data-api/api
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable
from pathlib import Path

import msgspec

from kg.errors import FetchError
from kg.fetch._client import DEFAULT_API, Client
from kg.fetch._state import STATE, Open, Query, State, load_state, save_state

__all__ = ["DEFAULT_API", "Client", "Fetched", "Query", "checked_day", "fetch", "fetch_ids"]

Progress = Callable[[int, int], None]


class Fetched(msgspec.Struct, frozen=True):
    """What came of a fetch; `file` is None where there was nothing new."""

    studies: int
    file: Path | None
    data_timestamp: str


def fetch(client: Client, query: Query, folder: Path, fresh: bool, progress: Progress) -> Fetched:
    """Fetch what a query finds, go on with a fetch that was interrupted, or refresh one that was finished.

    Raises FetchError where the API cannot be reached or refuses, or the folder holds another fetch.
    """
    folder.mkdir(parents=True, exist_ok=True)
    timestamp = client.data_timestamp()
    state = _state(folder, client.base, query, fresh)
    if state.open is None:
        if state.fetched_at == timestamp:
            return Fetched(studies=0, file=None, data_timestamp=timestamp)
        state = _opened(state, folder, timestamp)
        save_state(folder, state)
    return _Run(client, folder, state, progress).run()


def _state(folder: Path, base: str, query: Query, fresh: bool) -> State:
    """Find the fetch that a folder holds, or begin one."""
    if fresh:
        for pattern in ("studies-*.jsonl", ".studies-*.jsonl.part", STATE):
            for path in folder.glob(pattern):
                path.unlink()
    known = load_state(folder)
    if known and (known.base, known.query) != (base, query):
        raise FetchError(
            f"{folder} holds a fetch of {known.query.words()} from {known.base}; name another --output,"
            " or start over with --fresh"
        )
    return known or State(base=base, query=query)


def _opened(state: State, folder: Path, timestamp: str) -> State:
    """Begin a new file: everything, or what was posted since the data of the last fetch."""
    number = len(state.files) + 1
    name = f"studies-{number:04}.jsonl"
    since = state.fetched_at.partition("T")[0] if state.fetched_at else None
    (folder / f".{name}.part").write_bytes(b"")
    return msgspec.structs.replace(
        state, open=Open(file=name, part=f".{name}.part", data_timestamp=timestamp, since=since)
    )


class _Run:
    """Fetches page after page into the open file of a state."""

    def __init__(self, client: Client, folder: Path, state: State, progress: Progress) -> None:
        self._client, self._folder, self._state, self._progress = client, folder, state, progress

    def run(self) -> Fetched:
        """Fetch to the end, and give the file its name."""
        opened = self._state.open
        if opened is None:
            raise FetchError("nothing is open to be fetched")
        part = self._folder / opened.part
        if part.exists():  # else it has its name already, and only the state is behind
            opened = self._pages(opened, part)
        return self._closed(opened, part)

    def _closed(self, opened: Open, part: Path) -> Fetched:
        """Give the file its name; a file without a study is not kept."""
        file = self._folder / opened.file if opened.studies else None
        if part.exists():
            part.rename(file) if file else part.unlink()
        files = [*self._state.files, opened.file] if file else self._state.files
        state = msgspec.structs.replace(self._state, files=files, open=None, fetched_at=opened.data_timestamp)
        save_state(self._folder, state)
        return Fetched(studies=opened.studies, file=file, data_timestamp=opened.data_timestamp)

    def _pages(self, opened: Open, part: Path) -> Open:
        with part.open("r+b") as file:
            file.truncate(opened.size)
            file.seek(opened.size)
            while not opened.is_whole:
                params = self._state.query.params(opened.since)
                page = self._client.page(params, opened.token, is_first=opened.size == 0 and not opened.token)
                file.writelines(study + b"\n" for study in page.studies)
                file.flush()
                os.fsync(file.fileno())
                opened = msgspec.structs.replace(
                    opened,
                    size=file.tell(),
                    studies=opened.studies + len(page.studies),
                    total=opened.total if page.total is None else page.total,
                    token=page.token,
                    is_whole=page.token is None,
                )
                save_state(self._folder, msgspec.structs.replace(self._state, open=opened))
                self._progress(opened.studies, opened.total)
        return opened


def fetch_ids(client: Client, ids: list[str], folder: Path) -> list[str]:
    """Fetch single studies, one file each, and list the ids that the registry does not know."""
    folder.mkdir(parents=True, exist_ok=True)
    missing = []
    for nct_id in ids:
        study = client.study(nct_id)
        if study is None:
            missing.append(nct_id)
            continue
        part = folder / f".{nct_id}.json.part"
        part.write_bytes(study + b"\n")
        part.rename(folder / f"{nct_id}.json")
    return missing


def checked_day(value: str) -> str:
    """Check a day: `2026-01-31`."""
    try:
        return datetime.date.fromisoformat(value).isoformat()
    except ValueError as error:
        raise FetchError(f"--since {value!r} is not a day such as 2026-01-31") from error
