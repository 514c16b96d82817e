"""What the build infers is what OWL 2 RL derives from ontology, hierarchy and record."""

from __future__ import annotations

from pathlib import Path

import owlrl
import pytest
import rdflib
from rdflib import OWL, RDF, RDFS, SKOS, Graph, Namespace, URIRef
from rdflib.term import Node

from kg.compose import Composer
from kg.infer import IMPLIES, closure_triples, inferred_of, shipped_closure
from kg.lexicon import lexicon
from kg.sources import Read, read
from kg.terms import DEFAULT_BASE, ONTOLOGY
from kg.vocabulary import Vocabulary, load

SOME = 150
ROOT = Path(__file__).parent.parent
T = Namespace(ONTOLOGY)
INFERRED = [URIRef(term[1:-1]) for term in IMPLIES.values()]
NAMING = {inferred: naming for naming, inferred in IMPLIES.items()}


def rules() -> Graph:
    """The chains and sub-properties of the ontology, and nothing else."""
    source = Graph().parse(ROOT / "ontology" / "trialkg.ttl")
    graph = Graph()
    for predicate in (OWL.propertyChainAxiom, RDFS.subPropertyOf):
        for subject, value in source.subject_objects(predicate):
            graph.add((subject, predicate, value))
            rest: Node | None = value
            while isinstance(rest, rdflib.BNode):
                for triple in source.triples((rest, None, None)):
                    graph.add(triple)
                rest = source.value(rest, RDF.rest)
    return graph


def hierarchy(vocabulary: Vocabulary, concepts: set[URIRef]) -> Graph:
    """The broader and component relations of some concepts, each concept naming itself."""
    graph = Graph()
    for concept in vocabulary.concepts.values():
        subject = URIRef(vocabulary.iri(concept.id)[1:-1])
        if subject not in concepts:
            continue
        graph.add((subject, URIRef(NAMING[inferred_of(concept.kind)][1:-1]), subject))
        for predicate, curies in ((SKOS.broader, concept.broader), (T.hasComponent, concept.components)):
            for curie in curies:
                graph.add((subject, predicate, URIRef(vocabulary.iri(curie)[1:-1])))
    return graph


@pytest.fixture(scope="module")
def composed() -> Graph:
    """The graph of the examples, as the build makes it."""
    composer = Composer(lexicon(), DEFAULT_BASE)
    graph = Graph()
    for found in read([ROOT / "examples", ROOT / "tests" / "cases" / "shapes" / "exposures.jsonl"]):
        assert isinstance(found, Read)
        triples = composer.graph(found.study, found.provenance).triples
        graph.parse(data="".join(f"{s} {p} {o} .\n" for s, p, o in triples), format="nt")
    return graph


@pytest.fixture(scope="module")
def concepts(composed: Graph) -> set[URIRef]:
    """Concepts of the vocabulary that owlrl can close in seconds; over all of them it takes minutes."""
    vocabulary = load()
    named = {str(value) for value in composed.objects(None, T.concept)}
    curies = {curie for curie in vocabulary.concepts if vocabulary.iri(curie)[1:-1] in named}
    ids = list(vocabulary.concepts)
    chosen = {*curies, *ids[:: len(ids) // SOME]}
    above = {one for curie in chosen for one in shipped_closure().ancestors[curie]}
    return {URIRef(vocabulary.iri(curie)[1:-1]) for curie in above}


@pytest.fixture(scope="module")
def derived(composed: Graph, concepts: set[URIRef]) -> Graph:
    """What owlrl derives from ontology, hierarchy and the stated and linked part of the examples."""
    graph = rules() + hierarchy(load(), concepts)
    for triple in composed:
        if triple[1] not in INFERRED:
            graph.add(triple)
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False).expand(
        graph
    )
    return graph


@pytest.mark.parametrize("inferred", INFERRED)
def test_inference_equals_owlrl_over_everything(
    composed: Graph, derived: Graph, concepts: set[URIRef], inferred: URIRef
) -> None:
    """For the examples, owlrl over ontology, hierarchy and record derives exactly what the build wrote."""
    expected = {(s, o) for s, o in derived.subject_objects(inferred) if s not in concepts}
    assert set(composed.subject_objects(inferred)) == expected
    assert expected


def test_closure_equals_owlrl_over_the_hierarchy(derived: Graph, concepts: set[URIRef]) -> None:
    """Of concepts, the table says what owlrl derives, and nothing else."""
    written = Graph()
    lines = (f"{s} {p} {o} .\n" for s, p, o in closure_triples(load(), shipped_closure()))
    written.parse(data="".join(lines), format="nt")
    expected = {(s, p, o) for p in INFERRED for s, o in derived.subject_objects(p) if s in concepts}
    assert {triple for triple in written if triple[0] in concepts} == expected
