"""One record's graph: what it states, what its words name, and what follows; a pure function."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial
from itertools import chain

import msgspec

from kg.infer import infer
from kg.lexicon import Lexicon
from kg.lift import Mint, lift
from kg.lift.beside import restatement_triples
from kg.link import Link
from kg.link.evidence import link_triples
from kg.link.exposures import Concepts, exposure_triples, exposures
from kg.link.groups import group_match_triples, group_matches
from kg.link.restated import restated_phases
from kg.link.schedules import radiation_schedule_triples, radiation_schedules
from kg.nodes import Nodes, add, nodes_of, triples_of
from kg.study import Study
from kg.study.provenance import Provenance
from kg.terms import Term, Triple


class RecordGraph(msgspec.Struct, frozen=True):
    """The triples of one record, in its named graph.

    `imported` are the concepts of imported vocabularies that its links name, with the kind of link.
    """

    trial_id: str
    trial: Term
    name: Term
    nodes: Nodes
    imported: frozenset[tuple[str, str]] = frozenset()

    @property
    def size(self) -> int:
        """Count the triples."""
        return sum(len(values) for properties in self.nodes.values() for values in properties.values())

    @property
    def triples(self) -> list[Triple]:
        """List the triples, node by node."""
        return list(triples_of(self.nodes))


class Composer:
    """Composes graphs under one base, with one lexicon."""

    def __init__(self, lexicon: Lexicon, base: str, contacts: bool = False) -> None:
        self._lexicon = lexicon
        self._linker = lexicon.linker()
        self._concepts = Concepts(ancestors=lexicon.above, components=lexicon.components)
        self._concept = cache(lexicon.iri)
        self._classes = lexicon.vocabulary.treatment_classes()
        self._base = base
        self._contacts = contacts

    def graph(self, study: Study, provenance: Provenance) -> RecordGraph:
        """Compose the graph of one record; a `RecordError` where a value has no RDF form."""
        trial_id = study.trial_id or ""
        mint = Mint(base=self._base, trial_id=trial_id, record_id=study.record_id)
        restated = chain(study.trialkg.restated, restated_phases(study))
        links = self._linker.links(study)
        nodes = nodes_of(
            chain(
                lift(study, provenance, mint, self._contacts),
                restatement_triples(restated, mint),
                self._link_triples(links, mint),
                self._exposure_triples(study, links, mint),
                group_match_triples(group_matches(study), mint.part),
                radiation_schedule_triples(radiation_schedules(study), mint.part, mint.trial),
            )
        )
        add(nodes, infer(nodes, self._lexicon))
        return RecordGraph(
            trial_id=trial_id,
            trial=mint.trial,
            name=mint.record(provenance.source),
            nodes=nodes,
            imported=self._imported(links),
        )

    def _link_triples(self, links: list[Link], mint: Mint) -> Iterator[Triple]:
        node = partial(_node, mint)
        return link_triples(links, mint.trial, node, self._concept, self._vocabulary, self._classes)

    def _exposure_triples(self, study: Study, links: list[Link], mint: Mint) -> Iterator[Triple]:
        found = exposures(study, links, self._concepts)
        return exposure_triples(found, mint.trial, mint.part, self._concept, self._lexicon.label)

    def _vocabulary(self, name: str) -> Term:
        """Name a vocabulary that names were looked up in."""
        return f"<{self._base}vocabulary/{name}>"

    def _imported(self, links: list[Link]) -> frozenset[tuple[str, str]]:
        """Give the imported concepts that links name or could mean."""
        shipped = self._lexicon.vocabulary.concepts
        return frozenset(
            (link.kind, concept)
            for link in links
            for concept in (link.concept, *link.others)
            if concept not in shipped
        )


def _node(mint: Mint, about: str) -> Term:
    """Name what a link is about: the trial, a body behind it, or a part of it."""
    if not about:
        return mint.trial
    kind, colon, name = about.partition(":")
    return mint.shared(kind, name) if colon else mint.part(about)
