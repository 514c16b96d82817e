"""The layout of `report.json`: all the data of the report; docs/report.md explains the keys."""

from __future__ import annotations

import msgspec

from kg.report.notes import Difference

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
