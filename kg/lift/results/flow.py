"""Participant flow: the periods, who reached which milestone, and who dropped out why."""

from __future__ import annotations

from collections.abc import Iterator

from kg.lift._mint import Mint
from kg.lift._say import say_text
from kg.lift.results._figures import whole
from kg.lift.results._nodes import count_triples, group_iri, group_triples, paths, root
from kg.study.results import DropWithdraw, FlowPeriod, Milestone, ParticipantFlowModule
from kg.terms import DCTERMS, LABEL, TKG, A, Triple, integer, text


def flow_triples(module: ParticipantFlowModule, mint: Mint) -> Iterator[Triple]:
    """Say who took part, from the start to the end."""
    flow = root(mint, "flow")
    yield from say_text(mint.trial, TKG.recruitmentDetails, module.recruitment_details)
    yield from say_text(mint.trial, TKG.preAssignmentDetails, module.pre_assignment_details)
    yield from say_text(mint.trial, TKG.flowUnits, module.type_units_analyzed)
    yield from group_triples(flow, "FLOW", module.groups, mint)
    for position, period in enumerate(module.periods, start=1):
        subject = f"{flow}/period/{position}>"
        yield mint.trial, TKG.hasFlowPeriod, subject
        yield subject, A, TKG.FlowPeriod
        yield subject, LABEL, text(period.title or f"Period {position}")
        yield subject, TKG.position, integer(position)
        yield from _period(flow, subject[:-1], period)


def _period(flow: str, path: str, period: FlowPeriod) -> Iterator[Triple]:
    for position, milestone in enumerate(period.milestones, start=1):
        yield from _milestone(flow, f"{path}>", f"{path}/milestone/{position}", milestone)
    for position, drop in enumerate(period.drop_withdraws, start=1):
        yield from _drop(flow, f"{path}>", f"{path}/drop/{position}", drop)


def _milestone(flow: str, period: str, path: str, milestone: Milestone) -> Iterator[Triple]:
    subject = f"{path}>"
    yield period, TKG.hasMilestone, subject
    yield subject, A, TKG.Milestone
    yield subject, LABEL, text(milestone.type or "Milestone")
    yield from say_text(subject, DCTERMS.description, milestone.comment)
    counts = paths(reached.group_id for reached in milestone.achievements)
    for name, reached in zip(counts, milestone.achievements, strict=True):
        count = f"{path}/count/{name}>"
        group = group_iri(flow, reached.group_id)
        yield from count_triples(subject, count, group, reached.num_subjects, reached.comment)
        if (units := whole(reached.num_units)) is not None:
            yield count, TKG.units, integer(units)


def _drop(flow: str, period: str, path: str, drop: DropWithdraw) -> Iterator[Triple]:
    subject = f"{path}>"
    yield period, TKG.hasDropReason, subject
    yield subject, A, TKG.DropReason
    yield subject, LABEL, text(drop.type or "Dropped out")
    yield from say_text(subject, DCTERMS.description, drop.comment)
    counts = paths(reason.group_id for reason in drop.reasons)
    for name, reason in zip(counts, drop.reasons, strict=True):
        count = f"{path}/count/{name}>"
        group = group_iri(flow, reason.group_id)
        yield from count_triples(subject, count, group, reason.num_subjects, reason.comment)
