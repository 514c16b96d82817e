"""A Study's statements as triples: everything that it says, and nothing else.

One module a kind of thing; each yields `(subject, predicate, object)` as N-Triples text.
What the words mean (concepts, classes) is for `kg.link` and `kg.infer`.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.lift._mint import Mint
from kg.lift.arms import arm_triples
from kg.lift.beside import beside_triples
from kg.lift.eligibility import eligibility_triples
from kg.lift.outcomes import outcome_triples
from kg.lift.people import contact_triples, people_triples
from kg.lift.places import location_triples
from kg.lift.references import reference_triples
from kg.lift.registry import registry_triples
from kg.lift.results import result_triples
from kg.lift.results.more import result_contact_triples
from kg.lift.source import source_triples
from kg.lift.trial import trial_triples
from kg.study import Study
from kg.study.provenance import Provenance
from kg.terms import Triple

__all__ = ["Mint", "lift"]


def lift(study: Study, provenance: Provenance, mint: Mint, contacts: bool = False) -> Iterator[Triple]:
    """Yield every triple that a Study states; contact persons only where `contacts` asks for them.

    Raises RecordError where a value has no RDF form, such as a date that no calendar has.
    """
    yield from source_triples(study.trialkg, provenance, mint)
    yield from trial_triples(study, mint)
    yield from arm_triples(study.protocol_section.arms_interventions_module, mint)
    yield from outcome_triples(study.protocol_section.outcomes_module, mint)
    yield from eligibility_triples(study.protocol_section.eligibility_module, mint)
    yield from people_triples(study.protocol_section, mint)
    yield from location_triples(study.protocol_section.contacts_locations_module, mint)
    yield from reference_triples(study.protocol_section.references_module, mint)
    results = study.results_section
    if results:
        yield from result_triples(results, study.protocol_section.outcomes_module, mint)
    yield from registry_triples(study, mint)
    yield from beside_triples(study.trialkg, mint)
    if contacts:
        yield from contact_triples(study.protocol_section.contacts_locations_module, mint)
        if results and results.more_info_module and results.more_info_module.point_of_contact:
            yield from result_contact_triples(results.more_info_module.point_of_contact, mint)
