"""Trials that are like one: they give a treatment that it gives, and study a condition that it studies.

Concepts are compared by their own names and not by their classes, as in the question `similar_trials`; but
here what few trials share counts for more, so that placebo does not make two trials alike. Of a treatment
that very many give, the newest of them are looked at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice

import msgspec

from kg.search.index import Index

NEWEST = 1000  # trials of one treatment that are looked at
_AT_ONCE = 250
# what a concept weighs that a single trial has: whole numbers, so that equal sums are equal
_WHOLE = 1 << 40
# the tables of what is given, and of what is studied
_GIVEN, _STUDIED = "given", "studied"

Weights = Mapping[int, int]


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
    found = _found(index, _giving(index, treatments, row[0]), conditions, most)
    return [_alike(index, trial, treatments, conditions) for trial in found]


def _weights(index: Index, trial: int, table: str) -> Weights:
    """Weigh the concepts of a trial that a table has: one part in as many trials as have it."""
    rows = index.database.execute(
        f"SELECT concept, (SELECT COUNT(*) FROM {table} AS every WHERE every.concept = by_trial.concept)"
        f" FROM by_trial JOIN {table} USING (concept, trial) WHERE by_trial.trial = ? ORDER BY concept",
        (trial,),
    )
    return {concept: _WHOLE // number for concept, number in rows}


def _giving(index: Index, treatments: Weights, but: int) -> dict[int, int]:
    """Weigh the other trials that give any of some treatments."""
    sums: dict[int, int] = {}
    for concept, weight in treatments.items():
        rows = index.database.execute(
            "SELECT trial FROM given WHERE concept = ? ORDER BY trial LIMIT ?", (concept, NEWEST)
        )
        for (trial,) in rows:
            sums[trial] = sums.get(trial, 0) + weight
    sums.pop(but, None)
    return sums


def _found(index: Index, giving: dict[int, int], conditions: Weights, most: int) -> list[int]:
    """Choose those that study any of some conditions, looking no further than it takes."""
    ranked = iter(sorted(giving, key=lambda trial: (-giving[trial], trial)))
    found: list[tuple[int, int, int]] = []
    while some := list(islice(ranked, _AT_ONCE)):
        studying = _studying(index, conditions, some)
        found += [(-giving[trial], -weight, trial) for trial, weight in studying.items()]
        found = sorted(found)[:most]
        if len(found) == most and giving[some[-1]] < -found[-1][0]:
            break
    return [trial for *_, trial in found]


def _studying(index: Index, conditions: Weights, trials: Sequence[int]) -> dict[int, int]:
    rows = index.database.execute(
        "SELECT trial, concept FROM studied"
        f" WHERE concept IN ({_marks(conditions)}) AND trial IN ({_marks(trials)})",
        (*conditions, *trials),
    )
    sums: dict[int, int] = {}
    for trial, concept in rows:
        sums[trial] = sums.get(trial, 0) + conditions[concept]
    return sums


def _alike(index: Index, trial: int, treatments: Weights, conditions: Weights) -> Alike:
    (path,) = index.database.execute("SELECT path FROM thing WHERE id = ?", (trial,)).fetchone()
    return Alike(path, _shared(index, trial, treatments, _GIVEN), _shared(index, trial, conditions, _STUDIED))


def _shared(index: Index, trial: int, own: Weights, table: str) -> list[str]:
    rows = index.database.execute(
        f"SELECT iri FROM {table} JOIN concept ON concept.id = concept"
        f" WHERE concept IN ({_marks(own)}) AND trial = ? ORDER BY iri",
        (*own, trial),
    )
    return [iri for (iri,) in rows]


def _marks(values: Sequence[int] | Weights) -> str:
    return ", ".join("?" * len(values))
