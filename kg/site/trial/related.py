"""Other trials: those alike by what they study and give, and those that records tie to this one."""

from __future__ import annotations

from array import array
from collections import Counter
from functools import lru_cache

import msgspec

from kg.site.nodes import first, rows, subjects
from kg.site.release import Release
from kg.site.things import Thing, thing
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

    Concepts are compared as they are named, not by their classes, as in the question `similar_trials`.
    """
    index = shared(release)
    own = index.numbers.get(trial)
    if own is None:
        return []
    treatments = _counted(index.treatments, index.given.get(own, []))
    conditions = _counted(index.conditions, index.studied.get(own, []))
    both = [number for number in treatments if number in conditions and number != own]
    both.sort(key=lambda number: (-treatments[number], -conditions[number], index.trials[number]))
    return [_alike(release, index, own, number) for number in both[:MOST]]


def _counted(trials: dict[Term, array[int]], concepts: list[Term]) -> Counter[int]:
    counted: Counter[int] = Counter()
    for concept in concepts:
        counted.update(trials[concept])
    return counted


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


def tied(release: Release, trial: Term) -> list[tuple[str, Thing]]:
    """List the trials that records tie to this one: the same under another id, or expanded access to it."""
    same = {("registered here too", node) for node, _ in subjects(release, TKG.registeredAs, trial)}
    access = {
        ("gives expanded access", node) for node, _ in subjects(release, TKG.expandedAccessTrial, trial)
    }
    found = sorted(same | access, key=lambda pair: pair[1])
    return [(why, thing(release, node)) for why, node in found]
