"""Other trials: those alike by what they study and give, and those that records tie to this one."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from functools import lru_cache

import msgspec

from kg.site.nodes import first, rows, subjects
from kg.site.release import Release
from kg.site.things import Thing, thing
from kg.site.trial.records import Record, parts
from kg.terms import DCTERMS, TKG, Term

MOST = 10


class Alike(msgspec.Struct, frozen=True):
    """A trial that shares treatments, and conditions, with this one."""

    trial: Thing
    id: str
    treatments: list[Thing]
    conditions: list[Thing]


class Shared(msgspec.Struct, frozen=True):
    """Which trials give which treatments and study which conditions, by number: the whole release, once."""

    trials: list[Term]
    numbers: dict[Term, int]
    treatments: dict[Term, array[int]]
    conditions: dict[Term, array[int]]
    given: dict[int, list[Term]]
    studied: dict[int, list[Term]]


@lru_cache(maxsize=2)
def shared(release: Release) -> Shared:
    """Read the treatments and conditions of every trial: for 8,100 trials it takes a second."""
    given = rows(
        release,
        f"""SELECT DISTINCT ?trial ?concept WHERE {{ GRAPH ?record {{
        ?trial {TKG.hasExposure} ?exposure . ?exposure {TKG.concept} ?concept }} }}""",
    )
    studied = rows(
        release,
        f"""SELECT DISTINCT ?trial ?concept WHERE {{ GRAPH ?record {{
        ?trial a {TKG.Trial} ; {TKG.namesCondition} ?concept }} }}""",
    )
    trials = sorted({row[0] for row in given})
    numbers = {trial: number for number, trial in enumerate(trials)}
    ours = [row for row in studied if row[0] in numbers]
    return Shared(
        trials=trials,
        numbers=numbers,
        treatments=_trials_by_concept(given, numbers),
        conditions=_trials_by_concept(ours, numbers),
        given=_concepts_by_trial(given, numbers),
        studied=_concepts_by_trial(ours, numbers),
    )


def _trials_by_concept(pairs: list[tuple[str, ...]], numbers: dict[Term, int]) -> dict[Term, array[int]]:
    found: dict[Term, array[int]] = {}
    for trial, concept in pairs:
        found.setdefault(concept, array("I")).append(numbers[trial])
    return found


def _concepts_by_trial(pairs: list[tuple[str, ...]], numbers: dict[Term, int]) -> dict[int, list[Term]]:
    found: dict[int, list[Term]] = {}
    for trial, concept in pairs:
        found.setdefault(numbers[trial], []).append(concept)
    return found


def alike(release: Release, trial: Term) -> list[Alike]:
    """Find the trials that share most treatments, then most conditions; at least one of each.

    Concepts are compared as they are named, not by their classes, as in the question `similar_trials`; but
    here what few trials share counts for more, so that placebo does not make two trials alike.
    """
    index = shared(release)
    own = index.numbers.get(trial)
    if own is None:
        return []
    treatments = _weighed(index.treatments, index.given.get(own, []))
    conditions = _weighed(index.conditions, index.studied.get(own, []))
    both = [number for number in treatments if number in conditions and number != own]
    both.sort(key=lambda number: (-treatments[number], -conditions[number], index.trials[number]))
    return [_alike(release, index, own, number) for number in both[:MOST]]


def _weighed(trials: dict[Term, array[int]], concepts: list[Term]) -> dict[int, float]:
    """Weigh the trials that have some concepts: a concept counts one part in as many as have it."""
    weights: dict[int, float] = {}
    for concept in concepts:
        weight = 1 / len(trials[concept])
        for trial in trials[concept]:
            weights[trial] = weights.get(trial, 0) + weight
    return weights


def _alike(release: Release, index: Shared, own: int, other: int) -> Alike:
    trial = index.trials[other]
    given = sorted(set(index.given[own]) & set(index.given[other]))
    studied = sorted(set(index.studied[own]) & set(index.studied[other]))
    return Alike(
        trial=thing(release, trial),
        id=first(release, trial, DCTERMS.identifier),
        treatments=[thing(release, concept) for concept in given],
        conditions=[thing(release, concept) for concept in studied],
    )


class Tie(msgspec.Struct, frozen=True):
    """A trial that a record ties to this one: how, and the title that it gives there."""

    how: str
    trial: Thing
    title: str


def tied(release: Release, told_by: list[Record]) -> list[Tie]:
    """List the trials that records tie to this one: the same, access to it, or in a list of others."""
    trial = told_by[0].trial
    ties = [
        *(("registered here too", node) for node, _ in subjects(release, TKG.registeredAs, trial)),
        *(("gives expanded access", node) for node, _ in subjects(release, TKG.expandedAccessTrial, trial)),
        *(
            ("lists this trial as related", _owner(node))
            for node, _ in subjects(release, TKG.listedTrial, trial)
        ),
    ]
    found = [Tie(how, thing(release, node), "") for how, node in dict.fromkeys(ties)]
    return [*found, *(one for record in told_by for one in _listed(release, record))]


def _owner(listing: Term) -> Term:
    return listing.rpartition("/listing/")[0] + ">"


def _listed(release: Release, record: Record) -> Iterator[Tie]:
    for node in parts(release, record, TKG.hasListing):
        if other := node.one(TKG.listedTrial):
            yield Tie("listed as related", thing(release, other), node.one(TKG.listedTitle))
