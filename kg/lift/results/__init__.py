"""What came of a trial: who took part, how they were, what was measured, what went wrong.

Every node stands under `…/results/`: `flow/period/1`, `baseline/measure/2`, `outcome/3/value/7`,
`event/serious/4/count/EG000`. A group is named by the id that the record gives it in its module.
The label of a number is the number as written; the value beside it is a decimal where it is one.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.lift._mint import Mint
from kg.lift.results.baseline import baseline_triples
from kg.lift.results.events import event_triples
from kg.lift.results.flow import flow_triples
from kg.lift.results.more import agreement_triples
from kg.lift.results.outcomes import outcome_measure_triples
from kg.study.protocol import OutcomesModule
from kg.study.results import ResultsSection
from kg.terms import Triple


def result_triples(results: ResultsSection, protocol: OutcomesModule, mint: Mint) -> Iterator[Triple]:
    """Say everything that results say, apart from whom to ask about them."""
    if results.participant_flow_module:
        yield from flow_triples(results.participant_flow_module, mint)
    if results.baseline_characteristics_module:
        yield from baseline_triples(results.baseline_characteristics_module, mint)
    if results.outcome_measures_module:
        yield from outcome_measure_triples(results.outcome_measures_module, protocol, mint)
    if results.adverse_events_module:
        yield from event_triples(results.adverse_events_module, mint)
    if results.more_info_module:
        yield from agreement_triples(results.more_info_module, mint)
