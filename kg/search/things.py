"""Things with pages that are no trials, listed with their numbers of trials."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from kg.search.index import Index

_ORDERS = {"trials": "id", "name": "label COLLATE NOCASE, id"}


class Thing(msgspec.Struct, frozen=True):
    """Something with a page that is no trial."""

    label: str
    path: str
    trials: int


def listed(index: Index, kind: str, place: str, order: str, most: int, offset: int) -> list[Thing]:
    """List the things of a kind below a place of the site, by `trials` or by `name`."""
    rows = index.database.execute(
        "SELECT label, path, trials FROM thing WHERE kind = ? AND path GLOB ? || '*'"
        f" ORDER BY {_ORDERS[order]} LIMIT ? OFFSET ?",
        (kind, place, most, offset),
    )
    return [Thing(*row) for row in rows]


def organizations(index: Index, paths: Sequence[str]) -> list[Thing]:
    """Look up organisations by their pages, those of most trials first."""
    marks = ", ".join("?" * len(paths))
    rows = index.database.execute(
        "SELECT label, path, trials FROM thing WHERE kind = 'organization'"
        f" AND path IN ({marks}) ORDER BY id",
        tuple(paths),
    )
    return [Thing(*row) for row in rows]


def kinds(index: Index) -> dict[tuple[str, str], tuple[int, int]]:
    """Count the things of each kind and place, but trials: all of them, and those with trials."""
    used = {(kind, place): number for kind, place, number in index.counts.get("kind of trials", [])}
    every = index.counts.get("kind", [])
    return {(kind, place): (number, used.get((kind, place), 0)) for kind, place, number in every}
