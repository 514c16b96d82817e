"""What the build infers is what OWL 2 RL derives from ontology, hierarchy and record."""

from __future__ import annotations

from pathlib import Path

import rdflib

from kg.compose import Composer
from kg.infer import Closure, close, hierarchy, rules
from kg.sources import Read, read
from kg.terms import DEFAULT_BASE, ONTOLOGY
from kg.vocabulary import load

EXAMPLES = Path(__file__).parent.parent / "examples"
INFERRED = [rdflib.URIRef(ONTOLOGY + name) for name in ("involves", "studies", "measures")]


def test_inference_equals_owlrl_over_everything() -> None:
    """For every example, owlrl over ontology, hierarchy and record derives exactly what the build wrote."""
    vocabulary = load()
    composer = Composer(vocabulary, Closure(vocabulary), DEFAULT_BASE)
    written = rdflib.Graph()
    for found in read([EXAMPLES]):
        assert isinstance(found, Read)
        lines = "".join(
            f"{s} {p} {o} .\n" for s, p, o in composer.graph(found.study, found.provenance).triples
        )
        written.parse(data=lines, format="nt")
    stated = rdflib.Graph()
    for triple in written:
        if triple[1] not in INFERRED:
            stated.add(triple)
    everything = close(rules() + hierarchy(vocabulary) + stated)
    trials = f"{DEFAULT_BASE}trial/"
    for predicate in INFERRED:
        derived = {(s, o) for s, o in everything.subject_objects(predicate) if str(s).startswith(trials)}
        assert set(written.subject_objects(predicate)) == derived
        assert derived
