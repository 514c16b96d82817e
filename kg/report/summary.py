"""All the data of the report, as `report.json` holds it; docs/report.md explains the keys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

import msgspec

from kg import __version__
from kg.check import SEVERITIES
from kg.report.alike import Alike
from kg.report.dates import AHEAD, EARLIEST
from kg.report.fields import FIELDS
from kg.report.notes import Difference
from kg.report.tally import EXAMPLES, Found, Tally
from kg.spool import SetAside

LAYOUT = 1  # of report.json; a report of another one is not compared with
SHOWN = 100  # of what may be very many: names, duplicates, reasons


class Flow(msgspec.Struct, frozen=True):
    """Records of one source: `read` = published + older + rejected. No source has recognised ''."""

    source: str
    title: str
    read: int
    published: int
    older: int
    rejected: int


class Reason(msgspec.Struct, frozen=True):
    """Why records were set aside, how many, and where the first of them stand."""

    source: str
    why: str
    number: int
    examples: list[str]


class Link(msgspec.Struct, frozen=True):
    """A trial to look at, what in it, and its section in the report; no page where it was set aside."""

    trial: str
    words: str
    page: str


class Finding(msgspec.Struct, frozen=True):
    """One message of one shape: how often it was given, by source."""

    severity: str
    shape: str
    label: str
    message: str
    number: int
    sources: dict[str, int]
    examples: list[Link]


class Completeness(msgspec.Struct, frozen=True):
    """A field: of how many records it is asked, and how many state it, by source."""

    field: str
    group: str
    asked: dict[str, int]
    stated: dict[str, int]


class DifferenceLink(msgspec.Struct, frozen=True):
    """A difference, the trial it is of, and its section in the report."""

    trial: str
    page: str
    difference: Difference


class Disagreement(msgspec.Struct, frozen=True):
    """How often a fact is stated differently by one source and another."""

    fact: str
    kind: str
    source: str
    other: str
    number: int
    examples: list[DifferenceLink]


class UnlinkedName(msgspec.Struct, frozen=True):
    """A name without a concept, in how many trials it stands, and the first of them."""

    name: str
    trials: int
    example: Link


class Unlinked(msgspec.Struct, frozen=True):
    """Names of one kind without a concept: how many there are, and the most frequent of them."""

    kind: str
    names: int
    mentions: int
    shown: list[UnlinkedName]


class Dates(msgspec.Struct, frozen=True):
    """Starts by year, in records, the strange ones apart; what is strange; what is doubtful about dates."""

    starts: dict[str, int]
    strange_starts: dict[str, int]
    earliest: int
    years_ahead: int
    doubts: list[Finding]


class Group(msgspec.Struct, frozen=True):
    """Trials that may be one, and why."""

    why: str
    links: list[Link]


class Duplicates(msgspec.Struct, frozen=True):
    """Groups of trials that may be one: how many there are, and the first of them."""

    number: int
    shown: list[Group]


class Report(msgspec.Struct, frozen=True):
    """The report of one build."""

    layout: int
    trialkg: str
    base: str
    records: int
    published: int
    older: int
    rejected: int
    trials: int
    trials_differing: int
    severities: dict[str, int]
    flows: list[Flow]
    reasons: list[Reason]
    findings: list[Finding]
    published_by_source: dict[str, int]
    completeness: list[Completeness]
    disagreements: list[Disagreement]
    unlinked: list[Unlinked]
    dates: Dates
    duplicates: Duplicates


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
    ordered = sorted(tally.differing.values(), key=lambda one: (-one.number, one.fact, one.kind, one.source))
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
