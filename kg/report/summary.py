"""Puts the counts of all shards together into the numbers of the report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

import msgspec

from kg import __version__
from kg.check import SEVERITIES
from kg.report.alike import Alike
from kg.report.dates import AHEAD, EARLIEST
from kg.report.fields import FIELDS
from kg.report.layout import (
    LAYOUT,
    SHOWN,
    Completeness,
    Dates,
    DifferenceLink,
    Disagreement,
    Duplicates,
    Finding,
    Flow,
    Group,
    Link,
    Reason,
    Report,
    Unlinked,
    UnlinkedName,
)
from kg.report.tally import EXAMPLES, Differing, Found, Tally
from kg.spool import SetAside


class Shapes(msgspec.Struct, frozen=True):
    """What people call shapes, and which of them are about dates; by IRI term."""

    labels: dict[str, str]
    of_dates: frozenset[str]


class Names(msgspec.Struct, frozen=True):
    """How things are called and where they are: titles of sources, shapes, the section of a trial."""

    sources: dict[str, str]
    shapes: Shapes
    page: Callable[[str], str]


def summarise(
    tally: Tally, older: list[str], rejected: list[SetAside], groups: list[Alike], base: str, names: Names
) -> Report:
    """Put all counts together; `older` are the sources of the records that newer ones replaced."""
    flows = _flows(tally, Counter(older), Counter(one.source for one in rejected), names)
    of_shapes = [_finding(found, names) for found in tally.found.values() if found.shape.startswith("<")]
    of_dates = [_finding(found, names) for found in tally.found.values() if not found.shape.startswith("<")]
    of_dates += [finding for finding in of_shapes if finding.shape in names.shapes.of_dates]
    counted: Counter[str] = Counter()
    for finding in of_shapes:
        counted[finding.severity] += finding.number
    return Report(
        layout=LAYOUT,
        trialkg=__version__,
        base=base,
        records=sum(flow.read for flow in flows),
        published=sum(flow.published for flow in flows),
        older=len(older),
        rejected=len(rejected),
        trials=len(tally.known),
        trials_differing=tally.trials_differing,
        severities={severity: counted[severity] for severity in SEVERITIES},
        flows=flows,
        reasons=_reasons(rejected),
        findings=_by_weight(of_shapes),
        published_by_source=dict(sorted(tally.published.items())),
        completeness=_completeness(tally),
        disagreements=_disagreements(tally, names),
        unlinked=_unlinked(tally, names),
        dates=_dates(tally, _by_weight(of_dates)),
        duplicates=_duplicates(groups, names),
    )


def _flows(tally: Tally, older: Counter[str], rejected: Counter[str], names: Names) -> list[Flow]:
    sources = sorted({*tally.published, *older, *rejected})
    return [
        Flow(
            source=source,
            title=names.sources.get(source, "files that no source recognises"),
            read=tally.published.get(source, 0) + older[source] + rejected[source],
            published=tally.published.get(source, 0),
            older=older[source],
            rejected=rejected[source],
        )
        for source in sources
    ]


def _reasons(rejected: list[SetAside]) -> list[Reason]:
    places: dict[tuple[str, str], list[str]] = {}
    for one in sorted(rejected, key=lambda one: (one.document, one.position)):
        place = ", ".join(filter(None, (one.document, one.position, one.trial)))
        places.setdefault((one.source, one.why), []).append(place)
    ordered = sorted(places.items(), key=lambda item: (-len(item[1]), item[0]))
    return [Reason(source, why, len(where), where[:EXAMPLES]) for (source, why), where in ordered[:SHOWN]]


def _finding(found: Found, names: Names) -> Finding:
    return Finding(
        severity=found.severity,
        shape=found.shape,
        label=names.shapes.labels.get(found.shape, found.shape),
        message=found.message,
        number=sum(found.sources.values()),
        sources=dict(sorted(found.sources.items())),
        examples=[Link(one.trial, one.words, names.page(one.trial)) for one in found.examples],
    )


def _by_weight(findings: Iterable[Finding]) -> list[Finding]:
    def weight(finding: Finding) -> tuple[int, int, str, str]:
        return SEVERITIES.index(finding.severity), -finding.number, finding.message, finding.shape

    return sorted(findings, key=weight)


def _completeness(tally: Tally) -> list[Completeness]:
    sources = sorted(tally.published)
    return [
        Completeness(
            field=field.name,
            group=field.group,
            asked={source: tally.asked[source].get(field.name, 0) for source in sources},
            stated={source: tally.stated[source].get(field.name, 0) for source in sources},
        )
        for field in FIELDS
    ]


def _dates(tally: Tally, doubts: list[Finding]) -> Dates:
    return Dates(
        starts=dict(sorted(tally.starts.items())),
        strange_starts=dict(sorted(tally.strange_starts.items())),
        earliest=EARLIEST,
        years_ahead=AHEAD,
        doubts=doubts,
    )


def _disagreements(tally: Tally, names: Names) -> list[Disagreement]:
    def weight(one: Differing) -> tuple[int, str, str, str, str]:
        return -one.number, one.fact, one.kind, one.source, one.other

    ordered = sorted(tally.differing.values(), key=weight)
    return [
        Disagreement(
            fact=one.fact,
            kind=one.kind,
            source=one.source,
            other=one.other,
            number=one.number,
            examples=[
                DifferenceLink(trial, names.page(trial), difference) for trial, difference in one.examples
            ],
        )
        for one in ordered
    ]


def _unlinked(tally: Tally, names: Names) -> list[Unlinked]:
    found = []
    for kind, by_name in sorted(tally.unlinked.items()):
        ordered = sorted(by_name.items(), key=lambda item: (-item[1].trials, item[0]))[:SHOWN]
        shown = [
            UnlinkedName(name, named.trials, Link(named.example, name, names.page(named.example)))
            for name, named in ordered
        ]
        found.append(Unlinked(kind, len(by_name), sum(one.trials for one in by_name.values()), shown))
    return found


def _duplicates(groups: list[Alike], names: Names) -> Duplicates:
    shown = [
        Group(one.why, [Link(trial, "", names.page(trial)) for trial in one.trials]) for one in groups[:SHOWN]
    ]
    return Duplicates(len(groups), shown)
