"""What follows from the concepts a record names: classes, components, and what arms and trials involve.

The rules are property chains of `ontology/trialkg.ttl`. owlrl applies them once to the concept hierarchy,
which gives each concept its classes and components; a record's own inferences are then looked up in that
table. A test holds the result to owlrl over ontology, hierarchy and record together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import owlrl
from rdflib import OWL, RDF, RDFS, SKOS, BNode, Graph, Namespace, URIRef
from rdflib.term import Node

from kg.content import content
from kg.terms import ONTOLOGY, TKG, Term, Triple
from kg.vocabulary import CONDITIONS, STUDIED, TREATMENTS, Vocabulary, load

_TKG = Namespace(ONTOLOGY)
_NAMES = {
    TKG.namesTreatment: TKG.involves,
    TKG.namesCondition: TKG.studies,
    TKG.namesEndpoint: TKG.measures,
}
_PARTS = {TKG.hasArm: TKG.involves, TKG.hasIntervention: TKG.involves, TKG.hasCondition: TKG.studies}


def rules(ontology: Path | None = None) -> Graph:
    """Take the inference rules out of the ontology: chains and sub-properties, and nothing else."""
    source = Graph().parse(ontology or content("ontology") / "trialkg.ttl")
    graph = Graph()
    for predicate in (OWL.propertyChainAxiom, RDFS.subPropertyOf):
        for subject, value in source.subject_objects(predicate):
            graph.add((subject, predicate, value))
            for triple in _list_triples(source, value):
                graph.add(triple)
    return graph


def _list_triples(source: Graph, head: Node) -> Iterator[tuple[Node, Node, Node]]:
    while isinstance(head, BNode):
        yield from source.triples((head, None, None))
        head = source.value(head, RDF.rest) or RDF.nil


def hierarchy(vocabulary: Vocabulary) -> Graph:
    """Give the broader and component relations of what trials study, each concept naming itself."""
    graph = Graph()
    for concept in (one for one in vocabulary.concepts.values() if one.kind in STUDIED):
        subject = _node(vocabulary, concept.id)
        graph.add((subject, _TKG[_naming(concept.kind)], subject))
        for curie in concept.broader:
            graph.add((subject, SKOS.broader, _node(vocabulary, curie)))
        for curie in concept.components:
            graph.add((subject, _TKG.hasComponent, _node(vocabulary, curie)))
    return graph


def _naming(kind: str) -> str:
    if kind in TREATMENTS:
        return "namesTreatment"
    return "namesCondition" if kind in CONDITIONS else "namesEndpoint"


def _node(vocabulary: Vocabulary, curie: str) -> URIRef:
    return URIRef(vocabulary.converter.expand(curie, strict=True))


def close(graph: Graph) -> Graph:
    """Add to a graph everything that OWL 2 RL derives from it (owlrl)."""
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False).expand(
        graph
    )
    return graph


class Closure:
    """For each concept everything that it is, is a kind of, or contains."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        graph = close(rules() + hierarchy(vocabulary))
        self._implied: dict[Term, list[Term]] = {}
        self.ancestors: dict[str, frozenset[str]] = {}
        for concept in vocabulary.concepts.values():
            node = _node(vocabulary, concept.id)
            implied = {
                str(value)
                for name in (_TKG.involves, _TKG.studies, _TKG.measures)
                for value in graph.objects(node, name)
            }
            self._implied[f"<{node}>"] = sorted(f"<{iri}>" for iri in implied)
            self.ancestors[concept.id] = frozenset(
                vocabulary.converter.compress(iri, strict=True) for iri in implied
            )

    def of(self, concept: Term) -> list[Term]:
        """List what naming a concept implies, the concept itself included, in order."""
        return self._implied[concept]


@cache
def shipped_closure() -> Closure:
    """Close the shipped vocabulary, once a process."""
    return Closure(load())


def closure_triples(vocabulary: Vocabulary, closure: Closure) -> Iterator[Triple]:
    """Say of each concept what it implies, so that a question is a plain join in any store."""
    for concept in vocabulary.concepts.values():
        subject = vocabulary.iri(concept.id)
        predicate = _NAMES[TKG[_naming(concept.kind)]]
        for implied in closure.of(subject):
            yield subject, predicate, implied


def infer(triples: Iterable[Triple], closure: Closure) -> Iterator[Triple]:
    """Yield what follows for the interventions, arms, conditions, outcomes and the trial of one record."""
    implied: dict[tuple[Term, Term], dict[Term, None]] = defaultdict(dict)
    received: list[tuple[Term, Term]] = []
    parts: list[tuple[Term, Term, Term]] = []
    for subject, predicate, value in triples:
        if predicate in _NAMES:
            implied[subject, _NAMES[predicate]].update(dict.fromkeys(closure.of(value)))
        elif predicate == TKG.receives:
            received.append((subject, value))
        elif predicate in _PARTS:
            parts.append((subject, _PARTS[predicate], value))
    for arm, intervention in received:
        implied[arm, TKG.involves].update(implied.get((intervention, TKG.involves), {}))
    for whole, predicate, part in parts:
        implied[whole, predicate].update(implied.get((part, predicate), {}))
    for (subject, predicate), concepts in implied.items():
        for concept in concepts:
            yield subject, predicate, concept
