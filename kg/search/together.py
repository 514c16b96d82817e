"""Which treatments a record gives together: the rule of the question `combination`, for all pairs at once.

One arm is exposed to both, by two exposures that are neither alternatives nor whole and part; or the record
names both and does not put both into arms. A regimen that is of the one kind itself lends its components to a
pair only with one another. A test holds this to the question, pair by pair.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import product

import msgspec

from kg.search.concepts import Concepts
from kg.search.dump import Facts
from kg.terms import TKG, Term

# two concepts, the smaller number first, and whether one arm receives both
Pair = tuple[int, int, bool]


class _Exposure(msgspec.Struct, frozen=True):
    """A treatment that is given; `kinds` are its concept and all wider ones."""

    node: Term
    kinds: frozenset[int]
    arm: Term | None
    alternatives: frozenset[Term]
    wholes: frozenset[Term]


def pairs(facts: Facts, trial: Term, concepts: Concepts) -> set[Pair]:
    """Give the pairs of concepts that a record combines, in an arm or (only) in the trial."""
    exposures = _exposures(facts, concepts)
    of_arm, of_trial = _involved(facts, trial, concepts)
    in_arms = frozenset[int]().union(*of_arm.values())
    found: set[Pair] = set()
    for one, other in product(exposures.values(), repeat=2):
        if not _are_separate(one, other):
            continue
        mine = _lent(one, other, exposures)
        yours = _lent(other, one, exposures)
        if one.arm and one.arm == other.arm:
            given = of_arm[one.arm]
            found.update((a, b, True) for a, b in product(mine & given, yours & given) if a <= b)
        found.update(
            (a, b, False)
            for a, b in product(mine & of_trial, yours & of_trial)
            if a <= b and not (a in in_arms and b in in_arms)
        )
    return found


def _are_separate(one: _Exposure, other: _Exposure) -> bool:
    return (
        one.node != other.node
        and other.node not in one.alternatives
        and other.node not in one.wholes
        and one.node not in other.wholes
    )


def _lent(one: _Exposure, other: _Exposure, exposures: dict[Term, _Exposure]) -> frozenset[int]:
    """Give the kinds of an exposure, without those of a regimen around it that is not around the other."""
    lent = one.kinds
    for whole in one.wholes - other.wholes:
        if whole in exposures:
            lent -= exposures[whole].kinds
    return lent


def _exposures(facts: Facts, concepts: Concepts) -> dict[Term, _Exposure]:
    evident = {node for node, _ in facts[TKG.hasEvidence]}
    arms = dict(facts[TKG.inArm])
    alternatives, wholes = _many(facts, TKG.alternativeTo), _many(facts, TKG.partOfExposure)
    found = {}
    for node, concept in facts[TKG.concept]:
        number = concepts.numbers.get(concept)
        if number is not None and node in evident:
            kinds = concepts.wider.get(number, frozenset())
            found[node] = _Exposure(node, kinds, arms.get(node), alternatives[node], wholes[node])
    return found


def _many(facts: Facts, name: Term) -> defaultdict[Term, frozenset[Term]]:
    values: defaultdict[Term, frozenset[Term]] = defaultdict(frozenset)
    for thing, value in facts[name]:
        values[thing] |= {value}
    return values


def _involved(
    facts: Facts, trial: Term, concepts: Concepts
) -> tuple[defaultdict[Term, frozenset[int]], frozenset[int]]:
    """Give what each arm, and what the trial involves."""
    of: defaultdict[Term, frozenset[int]] = defaultdict(frozenset)
    gathered: defaultdict[Term, set[int]] = defaultdict(set)
    for thing, concept in facts[TKG.involves]:
        if concept in concepts.numbers:
            gathered[thing].add(concepts.numbers[concept])
    for _, arm in facts[TKG.hasArm]:
        of[arm] = frozenset(gathered[arm])
    return of, frozenset(gathered[trial])
