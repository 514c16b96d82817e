"""What a fetch asks for, and how far it came: a small file beside the studies."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from kg.errors import JSON_ERRORS, FetchError

STATE = ".fetch.json"


class Query(msgspec.Struct, frozen=True):
    """What to fetch, in the API's terms; all of it is required of a study, and any of `statuses`."""

    term: str | None = None
    condition: str | None = None
    intervention: str | None = None
    sponsor: str | None = None
    statuses: list[str] = []
    since: str | None = None

    def params(self, changed_since: str | None = None) -> dict[str, str]:
        """Spell the query as parameters of GET /studies; of two days, the later one counts.

        >>> Query(condition="glioma").params("2026-01-31")["filter.advanced"]
        'AREA[LastUpdatePostDate]RANGE[2026-01-31,MAX]'
        """
        day = max(filter(None, (self.since, changed_since)), default=None)
        given = {
            "query.term": self.term,
            "query.cond": self.condition,
            "query.intr": self.intervention,
            "query.spons": self.sponsor,
            "filter.overallStatus": "|".join(self.statuses) or None,
            "filter.advanced": f"AREA[LastUpdatePostDate]RANGE[{day},MAX]" if day else None,
        }
        return {name: value for name, value in given.items() if value}

    def words(self) -> str:
        """Say the query for people."""
        return ", ".join(f"{name}={value}" for name, value in self.params().items()) or "the whole registry"


class Open(msgspec.Struct, frozen=True):
    """A file that is being fetched: how many of its bytes are whole pages, and where the next page begins."""

    file: str
    part: str
    data_timestamp: str
    since: str | None = None
    size: int = 0
    studies: int = 0
    total: int = 0
    token: str | None = None
    is_whole: bool = False


class State(msgspec.Struct, frozen=True):
    """A fetch: what of, its finished files, the data they are of, and the file that is open."""

    base: str
    query: Query
    files: list[str] = []
    fetched_at: str | None = None
    open: Open | None = None


def load_state(folder: Path) -> State | None:
    """Read the state of a folder, or None where nothing was fetched into it."""
    path = folder / STATE
    if not path.exists():
        return None
    try:
        return msgspec.json.decode(path.read_bytes(), type=State)
    except JSON_ERRORS as error:
        raise FetchError(
            f"{path} is damaged ({error}); start over with --fresh, after removing it"
        ) from error


def save_state(folder: Path, state: State) -> None:
    """Write the state in one step, so that a kill leaves the old one or the new one."""
    part = folder / f"{STATE}.part"
    with part.open("wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(state), indent=2) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    part.rename(folder / STATE)
