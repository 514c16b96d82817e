"""The trials of a concept or of an organisation, the newest first: listed, counted, and what else they have.

A list is a range of one table, read as far as it is shown; what they have besides is counted over the newest
of them, so that no broad concept costs more than another.
"""

from __future__ import annotations

from functools import lru_cache

import msgspec

from kg.search.index import Concept, Index
from kg.search.standing import LEADS

NEWEST = 1000  # trials over which is counted what they have besides


class Members(msgspec.Struct, frozen=True):
    """A range of a table: the trials of one concept, or of one organisation."""

    table: str
    column: str
    number: int


class Body(msgspec.Struct, frozen=True):
    """An organisation, and in how many trials."""

    label: str
    path: str
    trials: int


def of_concept(concept: Concept) -> Members:
    """Give the trials that have to do with a concept."""
    return Members("incidence", "concept", concept.number)


def of_organization(index: Index, path: str) -> Members | None:
    """Give the trials of the organisation with a page; none where it sponsors none."""
    row = index.database.execute(
        "SELECT id FROM thing WHERE kind = 'organization' AND path = ?", (path,)
    ).fetchone()
    return Members("sponsored", "organization", row[0]) if row else None


@lru_cache(maxsize=512)
def standing(index: Index, members: Members) -> dict[int, int]:
    """Count trials by how they stand to it (`kg.search.standing`)."""
    rows = index.database.execute(
        f"SELECT how, COUNT(*) FROM {members.table} WHERE {members.column} = ? GROUP BY how",
        (members.number,),
    )
    return dict(rows.fetchall())


def paths(index: Index, members: Members, mask: int, value: int, most: int, offset: int) -> list[str]:
    """List the pages of trials of which the bits of a mask have a value."""
    rows = index.database.execute(
        f"SELECT path FROM {members.table} JOIN thing ON thing.id = trial"
        f" WHERE {members.column} = ? AND how & ? = ? ORDER BY trial LIMIT ? OFFSET ?",
        (members.number, mask, value, most, offset),
    )
    return [path for (path,) in rows]


@lru_cache(maxsize=512)
def starts(index: Index, members: Members) -> list[tuple[str, str, int]]:
    """Count trials by the year in which they start and their phases."""
    rows = index.database.execute(
        f"SELECT year, phases, COUNT(*) FROM {members.table} JOIN start USING (trial)"
        f" WHERE {members.column} = ? GROUP BY year, phases",
        (members.number,),
    )
    return rows.fetchall()


@lru_cache(maxsize=512)
def beside(index: Index, members: Members, kinds: tuple[str, ...], most: int) -> list[Concept]:
    """List the concepts of some kinds that the newest trials have most often; `trials` counts those."""
    marks = ", ".join("?" * len(kinds))
    rows = index.database.execute(
        "SELECT concept.id, iri, label, kind, path, COUNT(*) AS number FROM"
        f" (SELECT trial FROM {members.table} WHERE {members.column} = ? ORDER BY trial LIMIT ?) AS own"
        " JOIN by_trial ON by_trial.trial = own.trial JOIN concept ON concept.id = by_trial.concept"
        f" WHERE kind IN ({marks}) GROUP BY concept.id ORDER BY number DESC, label LIMIT ?",
        (members.number, NEWEST, *kinds, most),
    )
    return [Concept(*row) for row in rows]


@lru_cache(maxsize=512)
def leaders(index: Index, members: Members, most: int) -> list[Body]:
    """List the organisations that lead most of the newest trials."""
    rows = index.database.execute(
        "SELECT label, path, COUNT(*) AS number FROM"
        f" (SELECT trial FROM {members.table} WHERE {members.column} = ? ORDER BY trial LIMIT ?) AS own"
        " JOIN sponsored ON sponsored.trial = own.trial JOIN thing ON thing.id = organization"
        " WHERE sponsored.how & ? GROUP BY organization ORDER BY number DESC, label LIMIT ?",
        (members.number, NEWEST, LEADS, most),
    )
    return [Body(*row) for row in rows]
