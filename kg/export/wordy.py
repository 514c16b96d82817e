"""Which properties hold long text, as the ontology marks them (`tkg:longText`), and a trial without them."""

from __future__ import annotations

from functools import cache

from rdflib import Graph, URIRef

from kg.content import content
from kg.export.release import Named, Trial
from kg.terms import ONTOLOGY, Term


@cache
def wordy() -> frozenset[Term]:
    """Read the marks of the ontology."""
    ontology = Graph().parse(content("ontology") / "trialkg.ttl")
    return frozenset(f"<{marked}>" for marked in ontology.subjects(URIRef(f"{ONTOLOGY}longText")))


def terse(trial: Trial) -> Trial:
    """Leave out the long text of a trial."""
    return Trial(node=trial.node, id=trial.id, graphs=tuple(map(_terse, trial.graphs)))


def _terse(graph: Named) -> Named:
    without = wordy()
    return Named(name=graph.name, triples=[triple for triple in graph.triples if triple[1] not in without])
