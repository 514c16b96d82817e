"""What follows from the concepts a record names: classes, components, and what arms and trials involve.

The rules are property chains of `ontology/trialkg.ttl`, and are read from there. Of concepts they say what
each is, is a kind of, or contains; a record's own inferences are then looked up in that table. A test
holds the result to owlrl over ontology, hierarchy and record together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Protocol, cast

import pyoxigraph

from kg.content import content
from kg.nodes import Nodes
from kg.terms import SKOS, TKG, Term, Triple
from kg.vocabulary import CONDITIONS, TREATMENTS, Concept, Vocabulary, load

# what naming a concept implies of whatever names it
IMPLIES = {
    TKG.namesTreatment: TKG.involves,
    TKG.namesCondition: TKG.studies,
    TKG.namesEndpoint: TKG.measures,
    TKG.namesOrganization: TKG.belongsTo,
}
_PARTS = {TKG.hasArm: TKG.involves, TKG.hasIntervention: TKG.involves, TKG.hasCondition: TKG.studies}
_CHAINS = """
PREFIX owl: <http://www.w3.org/2002/07/owl#>
SELECT ?inferred ?step WHERE { ?inferred owl:propertyChainAxiom ( ?inferred ?step ) }
"""


@cache
def steps() -> Mapping[Term, frozenset[Term]]:
    """Give, for each property that is inferred of concepts, along which properties it goes on.

    They are the chains `P ← P Q` of the ontology: what involves a regimen involves its components.
    """
    store = pyoxigraph.Store()
    store.load(path=content("ontology") / "trialkg.ttl", format=pyoxigraph.RdfFormat.TURTLE)
    found = defaultdict(set)
    for solution in cast(pyoxigraph.QuerySolutions, store.query(_CHAINS)):
        found[str(solution["inferred"])].add(str(solution["step"]))
    return {inferred: frozenset(along) for inferred, along in found.items()}


def inferred_of(kind: str) -> Term:
    """Name the property that is inferred of whatever names a concept of a kind."""
    if kind in TREATMENTS:
        return TKG.involves
    return TKG.studies if kind in CONDITIONS else IMPLIES[TKG[f"names{kind.capitalize()}"]]


class Implied(Protocol):
    """Tells what naming a concept implies."""

    def of(self, concept: Term) -> list[Term]:
        """List the concepts that it is, is a kind of, or contains, in order."""
        ...


class Closure:
    """For each concept of a vocabulary everything that it is, is a kind of, or contains."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.ancestors = {
            concept.id: frozenset(_reached(concept, vocabulary)) for concept in vocabulary.concepts.values()
        }
        self._implied = {
            vocabulary.iri(curie): sorted(map(vocabulary.iri, above))
            for curie, above in self.ancestors.items()
        }

    def of(self, concept: Term) -> list[Term]:
        """List what naming a concept implies, the concept itself included, in order."""
        return self._implied[concept]


def _reached(concept: Concept, vocabulary: Vocabulary) -> set[str]:
    along = steps()[inferred_of(concept.kind)]
    reached: set[str] = set()
    waiting = [concept.id]
    while waiting:
        if (curie := waiting.pop()) not in reached:
            reached.add(curie)
            at = vocabulary.concepts[curie]
            waiting += at.broader if SKOS.broader in along else []
            waiting += at.components if TKG.hasComponent in along else []
    return reached


@cache
def shipped_closure() -> Closure:
    """Close the shipped vocabulary, once a process."""
    return Closure(load())


def closure_triples(vocabulary: Vocabulary, closure: Closure) -> Iterator[Triple]:
    """Say of each concept what it implies, so that a question is a plain join in any store."""
    for concept in vocabulary.concepts.values():
        subject = vocabulary.iri(concept.id)
        for implied in closure.of(subject):
            yield subject, inferred_of(concept.kind), implied


def infer(nodes: Nodes, closure: Implied) -> Iterator[Triple]:
    """Yield what follows for the parts of a record, the bodies behind its trial, and the trial."""
    implied: dict[tuple[Term, Term], dict[Term, None]] = defaultdict(dict)
    for naming, inferred in IMPLIES.items():
        for node, concept in _pairs(nodes, naming):
            implied[node, inferred].update(dict.fromkeys(closure.of(concept)))
    for arm, intervention in _pairs(nodes, TKG.receives):
        implied[arm, TKG.involves].update(implied.get((intervention, TKG.involves), {}))
    for leading, inferred in _PARTS.items():
        for whole, part in _pairs(nodes, leading):
            implied[whole, inferred].update(implied.get((part, inferred), {}))
    for (subject, predicate), concepts in implied.items():
        for concept in concepts:
            yield subject, predicate, concept


def _pairs(nodes: Nodes, predicate: Term) -> Iterator[tuple[Term, Term]]:
    for node, properties in nodes.items():
        if predicate in properties:
            for value in properties[predicate]:
                yield node, value
