"""Trials that are like one: they give a treatment that it gives, and study a condition that it studies.

Concepts are compared by their own names and not by their classes, as in the question `similar_trials`; but
here what few trials share counts for more, so that placebo does not make two trials alike.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from kg.search.index import Index

# what a concept weighs that a single trial has: whole numbers, so that equal sums are equal
_WHOLE = 1 << 40
# the tables of what is given, and of what is studied
_GIVEN, _STUDIED = "given", "studied"


class Alike(msgspec.Struct, frozen=True):
    """A trial by the path of its page, and the IRIs of what it shares."""

    path: str
    treatments: list[str]
    conditions: list[str]


def alike(index: Index, path: str, most: int) -> list[Alike]:
    """List the trials that share most treatments, then most conditions; of equals, the newest first."""
    row = index.database.execute("SELECT id FROM thing WHERE kind = 'trial' AND path = ?", (path,)).fetchone()
    if row is None:
        return []
    treatments, conditions = (_weights(index, row[0], table) for table in (_GIVEN, _STUDIED))
    found = index.database.execute(
        f"SELECT trial, path FROM ({_sums(treatments, _GIVEN)}) AS treatments"
        f" JOIN ({_sums(conditions, _STUDIED)}) AS conditions USING (trial)"
        " JOIN thing ON thing.id = trial WHERE trial != ?"
        " ORDER BY treatments.weight DESC, conditions.weight DESC, trial LIMIT ?",
        (row[0], most),
    ).fetchall()
    return [
        Alike(
            path=other,
            treatments=_shared(index, trial, treatments, _GIVEN),
            conditions=_shared(index, trial, conditions, _STUDIED),
        )
        for trial, other in found
    ]


def _weights(index: Index, trial: int, table: str) -> list[tuple[int, int]]:
    """Give the concepts of a trial that a table has, each with its weight: one part in as many as have it."""
    rows = index.database.execute(
        f"SELECT concept, (SELECT COUNT(*) FROM {table} AS every WHERE every.concept = by_trial.concept)"
        f" FROM by_trial JOIN {table} USING (concept, trial) WHERE by_trial.trial = ? ORDER BY concept",
        (trial,),
    )
    return [(concept, _WHOLE // number) for concept, number in rows]


def _sums(weights: Sequence[tuple[int, int]], table: str) -> str:
    """Spell what adds up the weights of each trial; all that is put in is numbers."""
    if not weights:
        return "SELECT NULL AS trial, NULL AS weight WHERE 0"
    rows = ", ".join(f"({concept}, {weight})" for concept, weight in weights)
    return (
        "SELECT trial, SUM(column2) AS weight"
        f" FROM (VALUES {rows}) JOIN {table} ON concept = column1 GROUP BY trial"
    )


def _shared(index: Index, trial: int, own: Sequence[tuple[int, int]], table: str) -> list[str]:
    marks = ", ".join("?" * len(own))
    rows = index.database.execute(
        f"SELECT iri FROM {table} JOIN concept ON concept.id = concept"
        f" WHERE concept IN ({marks}) AND trial = ? ORDER BY iri",
        (*(concept for concept, _ in own), trial),
    )
    return [iri for (iri,) in rows]
