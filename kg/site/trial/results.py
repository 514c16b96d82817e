"""The results that a record posts: participant flow, baseline, outcome measures with their analyses."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from kg.site.nodes import Node, objects, read, rows
from kg.site.release import Release
from kg.site.things import thing
from kg.site.trial.arms import anchor
from kg.site.trial.figures import Figures, group_of, measured, tabled
from kg.site.trial.records import Record, parts
from kg.terms import DCTERMS, LABEL, TKG, Term


class Analysis(msgspec.Struct, frozen=True):
    """A comparison: its method, the groups, and what was estimated, as pairs of a name and its words."""

    label: str
    groups: list[str]
    facts: list[tuple[str, str]]


class Measure(msgspec.Struct, frozen=True):
    """A baseline or an outcome measure with its figures."""

    anchor: str
    label: str
    facts: list[tuple[str, str]]
    description: str
    figures: Figures
    analyses: list[Analysis]


class Heading(msgspec.Struct, frozen=True):
    """An outcome measure without its figures; `kind` is Primary, Secondary and so on."""

    iri: Term
    anchor: str
    label: str
    kind: str
    time_frame: str
    page: int


class Period(msgspec.Struct, frozen=True):
    """A period of the participant flow."""

    label: str
    figures: Figures


SIZE = 10  # outcome measures to a page
_NAMED = (("Time frame", TKG.timeFrame), ("Unit", TKG.unit), ("Population", TKG.populationDescription))
_CODED = (("Type", TKG.outcomeType), ("Figure", TKG.parameterType), ("Spread", TKG.dispersionType))
_ANALYSIS = (
    ("p value", TKG.pValueWords),
    ("On the p value", TKG.pValueComment),
    ("On the method", TKG.statisticalComment),
    ("Other analysis", TKG.otherAnalysis),
    ("On the hypothesis", TKG.hypothesisComment),
    ("On the estimate", DCTERMS.description),
)


def with_results(release: Release, told_by: list[Record]) -> Record | None:
    """Choose the fullest record that posts results."""
    return next((one for one in told_by if objects(release, one.trial, TKG.hasResultGroup, one.graph)), None)


def headings(release: Release, record: Record) -> list[Heading]:
    """List the outcome measures of a record without their figures."""
    found = rows(
        release,
        f"""SELECT ?measure ?label ?kind ?frame WHERE {{ GRAPH {record.iri} {{
        {record.trial} {TKG.hasOutcomeMeasure} ?measure . ?measure {LABEL} ?label
        OPTIONAL {{ ?measure {TKG.outcomeType} ?kind }} OPTIONAL {{ ?measure {TKG.timeFrame} ?frame }}
        }} }}""",
    )
    in_order = sorted(found, key=lambda row: int(anchor(row[0]).rpartition("/")[2]))
    return [
        Heading(iri, _anchor(record, iri), label, _label(release, kind), frame, number // SIZE + 1)
        for number, (iri, label, kind, frame) in enumerate(in_order)
    ]


def _label(release: Release, code: Term) -> str:
    return thing(release, code).label if code else ""


def _anchor(record: Record, iri: Term) -> str:
    return iri[len(record.trial) + len("results/") : -1]


def measure(release: Release, record: Record, iri: Term) -> Measure:
    """Read a measure."""
    node = read(release, iri, record.graph)
    analyses = [read(release, one, record.graph) for one in node.all(TKG.hasAnalysis)]
    return Measure(
        anchor=_anchor(record, iri),
        label=node.label,
        facts=list(_facts(release, node)),
        description=node.one(DCTERMS.description),
        figures=measured(release, record, iri),
        analyses=[_analysis(release, record, one) for one in analyses],
    )


def baseline(release: Release, record: Record) -> list[Measure]:
    """Read how participants were when they came."""
    found = objects(release, record.trial, TKG.hasBaselineMeasure, record.graph)
    return [measure(release, record, iri) for iri in found]


def flow(release: Release, record: Record) -> list[Period]:
    """Read who took part in each period: milestones first, then why participants left."""
    return [_period(release, record, node) for node in parts(release, record, TKG.hasFlowPeriod)]


def _period(release: Release, record: Record, period: Node) -> Period:
    cells: list[tuple[str, str, Term, str]] = []
    for heading, predicate in (("", TKG.hasMilestone), ("Why participants left", TKG.hasDropReason)):
        for iri in period.all(predicate):
            node = read(release, iri, record.graph)
            counts = [read(release, count, record.graph) for count in node.all(TKG.hasCount)]
            label = _milestone(node.label)
            cells += [(heading, label, count.one(TKG.group), count.label) for count in counts]
    return Period(period.label, tabled(release, record, cells))


def _milestone(label: str) -> str:
    """Spell the registry's own milestones as words: `NOT COMPLETED` is `Not completed`."""
    return label.capitalize() if label.isupper() else label


def _facts(release: Release, node: Node) -> Iterator[tuple[str, str]]:
    for name, predicate in _CODED:
        if said := node.one(predicate):
            yield name, thing(release, said).label
    for name, predicate in _NAMED:
        if said := node.one(predicate):
            yield name, said


def _analysis(release: Release, record: Record, node: Node) -> Analysis:
    compared = [group_of(release, record, group).label for group in node.all(TKG.compares)]
    facts = [(name, said) for name, predicate in _ANALYSIS if (said := node.one(predicate))]
    return Analysis(node.label, compared, [*_estimate(release, node), *facts])


def _estimate(release: Release, node: Node) -> Iterator[tuple[str, str]]:
    """Say the estimate with its limits, and what was tested."""
    if words := node.one(TKG.effectWords):
        level = node.one(TKG.confidenceLevel)
        yield node.one(TKG.effectParameter) or "Estimate", words + (f", {level} % limits" if level else "")
    if kind := node.one(TKG.hypothesisType):
        yield "Hypothesis", thing(release, kind).label
