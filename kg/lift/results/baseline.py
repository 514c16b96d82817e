"""Baseline: how the participants were when they came."""

from __future__ import annotations

from collections.abc import Iterator

from kg.lift._mint import Mint
from kg.lift._say import say_text
from kg.lift.results._nodes import group_triples, root
from kg.lift.results.measures import denominator_triples, figure_triples, summary_triples
from kg.study.results import BaselineCharacteristicsModule
from kg.terms import LABEL, TKG, A, Triple, integer, text


def baseline_triples(module: BaselineCharacteristicsModule, mint: Mint) -> Iterator[Triple]:
    """Say who the groups were, and every measure of them."""
    baseline = root(mint, "baseline")
    yield from say_text(mint.trial, TKG.baselinePopulation, module.population_description)
    yield from say_text(mint.trial, TKG.baselineUnits, module.type_units_analyzed)
    yield from group_triples(baseline, "BASELINE", module.groups, mint)
    for subject, predicate, value in denominator_triples(f"{baseline}>", baseline, module.denoms):
        yield (mint.trial if predicate == TKG.hasDenominator else subject), predicate, value
    for position, measure in enumerate(module.measures, start=1):
        subject = f"{baseline}/measure/{position}>"
        yield mint.trial, TKG.hasBaselineMeasure, subject
        yield subject, A, TKG.BaselineMeasure
        yield subject, LABEL, text(measure.title or f"Baseline measure {position}")
        yield subject, TKG.position, integer(position)
        yield from summary_triples(subject, measure)
        yield from denominator_triples(subject, baseline, measure.denoms)
        yield from figure_triples(subject, baseline, measure.classes)
