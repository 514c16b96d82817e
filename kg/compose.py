"""One record's graph: what it states, what its words name, and what follows; a pure function."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import chain

import msgspec

from kg.infer import Closure, infer
from kg.lift import Mint, lift
from kg.lift.beside import restatement_triples
from kg.link import Linker
from kg.link.evidence import link_triples
from kg.link.exposures import Concepts, exposure_triples, exposures
from kg.link.groups import group_match_triples, group_matches
from kg.link.restated import restated_phases
from kg.link.schedules import radiation_schedule_triples, radiation_schedules
from kg.study import Study
from kg.study.provenance import Provenance
from kg.terms import Term, Triple
from kg.vocabulary import Vocabulary


class RecordGraph(msgspec.Struct, frozen=True):
    """The triples of one record, in its named graph."""

    trial_id: str
    trial: Term
    name: Term
    triples: list[Triple]


class Composer:
    """Composes graphs under one base, with one vocabulary."""

    def __init__(self, vocabulary: Vocabulary, closure: Closure, base: str, contacts: bool = False) -> None:
        self._closure = closure
        self._linker = Linker(vocabulary, closure.ancestors)
        self._concepts = Concepts(
            ancestors=closure.ancestors,
            components={concept.id: concept.components for concept in vocabulary.concepts.values()},
        )
        self._concept_iris = {curie: vocabulary.iri(curie) for curie in vocabulary.concepts}
        self._labels = {concept.id: concept.label for concept in vocabulary.concepts.values()}
        self._classes = vocabulary.treatment_classes()
        self._base = base
        self._contacts = contacts

    def graph(self, study: Study, provenance: Provenance) -> RecordGraph:
        """Compose the graph of one record; a `RecordError` where a value has no RDF form."""
        trial_id = study.trial_id or ""
        mint = Mint(base=self._base, trial_id=trial_id, record_id=study.record_id)
        restated = chain(study.trialkg.restated, restated_phases(study))
        said = dict.fromkeys(
            chain(
                lift(study, provenance, mint, self._contacts),
                restatement_triples(restated, mint),
                self._linked(study, mint),
                group_match_triples(group_matches(study), mint.part),
                radiation_schedule_triples(radiation_schedules(study), mint.part, mint.trial),
            )
        )
        said.update(dict.fromkeys(infer(said, self._closure)))
        return RecordGraph(
            trial_id=trial_id, trial=mint.trial, name=mint.record(provenance.source), triples=list(said)
        )

    def _linked(self, study: Study, mint: Mint) -> Iterator[Triple]:
        """Say what the record's words name, and what that makes each arm be given."""
        links = self._linker.links(study)
        concept = self._concept_iris.__getitem__
        yield from link_triples(
            links, mint.trial, partial(_node, mint), concept, self._vocabulary, self._classes
        )
        found = exposures(study, links, self._concepts)
        yield from exposure_triples(found, mint.trial, mint.part, concept, self._labels.__getitem__)

    def _vocabulary(self, _concept: str) -> Term:
        """Name the vocabulary that a concept was found in."""
        return f"<{self._base}vocabulary/trialkg>"


def _node(mint: Mint, about: str) -> Term:
    """Name what a link is about: the trial, a body behind it, or a part of it."""
    if not about:
        return mint.trial
    kind, colon, name = about.partition(":")
    return mint.shared(kind, name) if colon else mint.part(about)
