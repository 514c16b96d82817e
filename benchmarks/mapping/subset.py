"""What every way must say of a record, as rows, also for ways that read tables.

A part is a condition, an arm, an intervention or an outcome: its node, how the trial has it, its class,
label, position, type, description and time frame. What is blank is left out, and a label that is missing is
made, as `kg.lift` does.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from benchmarks.mapping.record import Outcomes, Record
from kg.terms import CODES, ONTOLOGY, XSD, inside

NS = ONTOLOGY


class TrialRow(msgspec.Struct, frozen=True, gc=False):
    """What is said of a trial itself; status is an IRI."""

    trial: str
    id: str
    label: str
    brief: str | None
    official: str | None
    status: str | None


class DateRow(msgspec.Struct, frozen=True, gc=False):
    """A date of a trial, with the IRIs of its property and its datatype."""

    trial: str
    property: str
    value: str
    datatype: str


class PartRow(msgspec.Struct, frozen=True, gc=False):
    """A part of a trial; node, kind, type_property and type are IRIs."""

    trial: str
    has: str
    node: str
    kind: str
    label: str
    position: int
    type_property: str | None = None
    type: str | None = None
    description: str | None = None
    time_frame: str | None = None


def trial_row(record: Record) -> TrialRow:
    """Give what is said of the trial itself."""
    names, status = record.protocol_section.identification_module, record.protocol_section.status_module
    return TrialRow(
        trial=record.trial,
        id=names.nct_id,
        label=names.brief_title or names.official_title or names.nct_id,
        brief=_stated(names.brief_title),
        official=_stated(names.official_title),
        status=_code("overall-status", status.overall_status),
    )


def date_rows(record: Record) -> Iterator[DateRow]:
    """Give start and completion, where they are stated."""
    status = record.protocol_section.status_module
    for name, struct in (
        ("startDate", status.start_date_struct),
        ("completionDate", status.completion_date_struct),
    ):
        if struct.date:
            kind = {10: XSD.date, 7: XSD.gYearMonth}.get(len(struct.date), XSD.gYear)
            yield DateRow(record.trial, NS + name, struct.date, inside(kind))


def part_rows(record: Record) -> Iterator[PartRow]:
    """Give every part, in the order of the record."""
    protocol, trial = record.protocol_section, record.trial
    for at, condition in enumerate(protocol.conditions_module.conditions, start=1):
        yield _part(trial, "condition", at, condition)
    module = protocol.arms_interventions_module
    for at, arm in enumerate(module.arm_groups, start=1):
        yield _part(trial, "arm", at, arm.label, arm.type, arm.description)
    for at, one in enumerate(module.interventions, start=1):
        yield _part(trial, "intervention", at, one.name, one.type, one.description)
    yield from _outcome_rows(protocol.outcomes_module, trial)


def _outcome_rows(module: Outcomes, trial: str) -> Iterator[PartRow]:
    for kind, outcomes in (
        ("primary", module.primary_outcomes),
        ("secondary", module.secondary_outcomes),
        ("other", module.other_outcomes),
    ):
        for at, outcome in enumerate(outcomes, start=1):
            yield PartRow(
                trial=trial,
                has=f"{NS}hasOutcome",
                node=f"{trial}/outcome/{kind}/{at}",
                kind=f"{NS}{kind.capitalize()}Outcome",
                label=outcome.measure or f"{kind.capitalize()} outcome {at}",
                position=at,
                description=_stated(outcome.description),
                time_frame=_stated(outcome.time_frame),
            )


def _part(
    trial: str, kind: str, at: int, label: str, code: str | None = None, description: str | None = None
) -> PartRow:
    return PartRow(
        trial=trial,
        has=f"{NS}has{kind.capitalize()}",
        node=f"{trial}/{kind}/{at}",
        kind=f"{NS}{kind.capitalize()}",
        label=label or f"{kind.capitalize()} {at}",
        position=at,
        type_property=f"{NS}{kind}Type" if code else None,
        type=_code(f"{kind}-type", code),
        description=_stated(description),
    )


def _code(scheme: str, value: str | None) -> str | None:
    return f"{CODES}{scheme}/{value}" if value else None


def _stated(value: str | None) -> str | None:
    return value if value and value.strip() else None
