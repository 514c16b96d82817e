"""The concepts of a build, read from the dump of its vocabulary, and numbered in the order of their IRIs."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

import msgspec

from kg.search.dump import Facts, vocabulary_facts
from kg.terms import CONCEPTS, SKOS, TKG, A, Term, inside, reading

# what follows from a concept of each kind: itself, wider ones, components
IMPLIED = (TKG.involves, TKG.studies, TKG.measures, TKG.belongsTo)


class Concept(msgspec.Struct, frozen=True):
    """A concept with its names; `path` is the place of its page."""

    iri: Term
    curie: str
    label: str
    kind: str
    synonyms: list[str]

    @property
    def path(self) -> str:
        """Give the path of its page: its CURIE, or its own name where it is one of ours."""
        return f"/concept/{inside(self.iri).removeprefix(CONCEPTS) if self.is_own else self.curie}"

    @property
    def is_own(self) -> bool:
        """Tell a concept that was minted here."""
        return inside(self.iri).startswith(CONCEPTS)


class Concepts(msgspec.Struct, frozen=True):
    """All concepts, in the order of their numbers, and which others each is or contains.

    `uses` are how often the vocabulary says something by each property, and of how many things each class.
    """

    all: list[Concept]
    numbers: dict[Term, int]
    wider: dict[int, frozenset[int]]
    uses: dict[Term, int]


@cache
def concepts(dump: Path) -> Concepts:
    """Read the dump of a vocabulary."""
    facts = vocabulary_facts(dump)
    labels, kinds, notations = (
        _one(facts, name) for name in (SKOS.prefLabel, TKG.conceptKind, SKOS.notation)
    )
    synonyms = defaultdict(list)
    for concept, name in facts[SKOS.altLabel]:
        synonyms[concept].append(reading(name))
    found = [
        Concept(iri, notations.get(iri, inside(iri)), labels[iri], kinds[iri], sorted(set(synonyms[iri])))
        for iri in sorted(kinds)
        if iri in labels
    ]
    numbers = {concept.iri: number for number, concept in enumerate(found)}
    return Concepts(found, numbers, _wider(facts, numbers), _uses(facts))


def _one(facts: Facts, name: Term) -> dict[Term, str]:
    """Give one value of a property for each thing, the first in the order of text."""
    values: dict[Term, str] = {}
    for thing, value in sorted(facts[name]):
        values.setdefault(thing, reading(value))
    return values


def _uses(facts: Facts) -> dict[Term, int]:
    uses = Counter(kind for _, kind in facts[A])
    uses.update({name: len(said) for name, said in facts.items() if name != A})
    return dict(uses)


def _wider(facts: Facts, numbers: dict[Term, int]) -> dict[int, frozenset[int]]:
    wider = defaultdict(set)
    for name in IMPLIED:
        for concept, other in facts[name]:
            if concept in numbers and other in numbers:
                wider[numbers[concept]].add(numbers[other])
    return {number: frozenset(others) for number, others in wider.items()}
