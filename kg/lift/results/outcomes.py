"""Outcome measures: what was found for each outcome, and how groups were compared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from kg.lift._mint import Mint
from kg.lift._say import say_boolean, say_code, say_date, say_text
from kg.lift.outcomes import time_frame_triples
from kg.lift.results._figures import p_value
from kg.lift.results._nodes import figure, group_iri, group_triples, root, say_number
from kg.lift.results.measures import denominator_triples, figure_triples, summary_triples
from kg.study.protocol import OutcomesModule
from kg.study.results import MeasureAnalysis, OutcomeMeasure, OutcomeMeasuresModule
from kg.terms import DCTERMS, LABEL, TKG, A, Term, Triple, code, decimal, integer, text

_KINDS = {"PRIMARY": "primary", "SECONDARY": "secondary", "OTHER_PRE_SPECIFIED": "other"}


def outcome_measure_triples(
    module: OutcomeMeasuresModule, protocol: OutcomesModule, mint: Mint
) -> Iterator[Triple]:
    """Say every outcome measure, and which outcome of the protocol it reports on."""
    planned = _planned(protocol)
    for position, measure in enumerate(module.outcome_measures, start=1):
        owner = root(mint, f"outcome/{position}")
        subject = f"{owner}>"
        yield mint.trial, TKG.hasOutcomeMeasure, subject
        yield subject, A, TKG.OutcomeMeasure
        yield subject, LABEL, text(measure.title or f"Outcome measure {position}")
        yield subject, TKG.position, integer(position)
        if path := planned.get(_key(_KINDS.get(measure.type or ""), measure.title)):
            yield subject, TKG.reportsOn, mint.part(path)
        yield from _outcome_measure(subject, owner, measure, mint)


def _planned(protocol: OutcomesModule) -> dict[tuple[str | None, str], str]:
    """Find the protocol's outcomes by kind and name; a name that two of a kind share finds neither."""
    found: dict[tuple[str | None, str], list[str]] = defaultdict(list)
    for kind, outcomes in (
        ("primary", protocol.primary_outcomes),
        ("secondary", protocol.secondary_outcomes),
        ("other", protocol.other_outcomes),
    ):
        for position, outcome in enumerate(outcomes, start=1):
            found[_key(kind, outcome.measure)].append(f"outcome/{kind}/{position}")
    return {key: paths[0] for key, paths in found.items() if len(paths) == 1 and key[1]}


def _key(kind: str | None, name: str | None) -> tuple[str | None, str]:
    return kind, "".join(letter for letter in (name or "").casefold() if letter.isalnum())


def _outcome_measure(subject: Term, owner: str, measure: OutcomeMeasure, mint: Mint) -> Iterator[Triple]:
    yield from say_code(subject, TKG.outcomeType, "outcome-type", measure.type)
    yield from say_code(subject, TKG.reportingStatus, "reporting-status", measure.reporting_status)
    yield from say_date(subject, "anticipatedPostingDate", measure.anticipated_posting_date)
    yield from time_frame_triples(subject, measure.time_frame)
    yield from say_text(subject, TKG.unitsAnalyzed, measure.type_units_analyzed)
    yield from summary_triples(subject, measure)
    yield from group_triples(owner, "OUTCOME", measure.groups, mint)
    yield from denominator_triples(subject, owner, measure.denoms)
    yield from figure_triples(subject, owner, measure.classes)
    for position, analysis in enumerate(measure.analyses, start=1):
        yield from _analysis(subject, f"{owner}/analysis/{position}>", owner, analysis)


def _analysis(measure: Term, subject: Term, owner: str, analysis: MeasureAnalysis) -> Iterator[Triple]:
    yield measure, TKG.hasAnalysis, subject
    yield subject, A, TKG.Analysis
    yield subject, LABEL, text(analysis.statistical_method or analysis.param_type or "Analysis")
    for group_id in dict.fromkeys(analysis.group_ids):
        yield subject, TKG.compares, group_iri(owner, group_id)
    yield from say_text(subject, TKG.groupsCompared, analysis.group_description)
    yield from say_text(subject, TKG.statisticalMethod, analysis.statistical_method)
    yield from say_text(subject, TKG.statisticalComment, analysis.statistical_comment)
    yield from say_text(subject, TKG.otherAnalysis, analysis.other_analysis_description)
    yield from say_boolean(subject, TKG.testsNonInferiority, analysis.tested_non_inferiority)
    yield from say_code(subject, TKG.hypothesisType, "hypothesis-type", analysis.non_inferiority_type)
    yield from say_text(subject, TKG.hypothesisComment, analysis.non_inferiority_comment)
    yield from _p_value(subject, analysis)
    yield from _estimate(subject, analysis)


def _p_value(subject: Term, analysis: MeasureAnalysis) -> Iterator[Triple]:
    yield from say_text(subject, TKG.pValueWords, analysis.p_value)
    if found := p_value(analysis.p_value or ""):
        yield subject, TKG.pValue, decimal(found.value)
        yield subject, TKG.pValueComparator, code("comparator", found.comparator)
    yield from say_text(subject, TKG.pValueComment, analysis.p_value_comment)


def _estimate(subject: Term, analysis: MeasureAnalysis) -> Iterator[Triple]:
    """Say the estimated effect, with its words in full beside the numbers."""
    lower, upper = analysis.ci_lower_limit, analysis.ci_upper_limit
    yield from say_text(subject, TKG.effectParameter, analysis.param_type)
    if analysis.param_value or lower or upper or analysis.dispersion_value:
        words = figure(analysis.param_value, analysis.dispersion_value, lower, upper)
        yield subject, TKG.effectWords, text(words)
    yield from say_number(subject, TKG.numericValue, analysis.param_value)
    yield from say_number(subject, TKG.spread, analysis.dispersion_value)
    yield from say_code(subject, TKG.spreadType, "spread-type", analysis.dispersion_type)
    yield from say_text(subject, TKG.confidenceLevel, analysis.ci_pct_value)
    yield from say_number(subject, TKG.confidencePercent, analysis.ci_pct_value)
    yield from say_code(subject, TKG.confidenceSides, "confidence-sides", analysis.ci_num_sides)
    yield from say_number(subject, TKG.lowerLimit, lower)
    yield from say_number(subject, TKG.upperLimit, upper)
    yield from say_text(subject, TKG.lowerLimitComment, analysis.ci_lower_limit_comment)
    yield from say_text(subject, TKG.upperLimitComment, analysis.ci_upper_limit_comment)
    yield from say_text(subject, DCTERMS.description, analysis.estimate_comment)
