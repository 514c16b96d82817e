"""Participant flow: the periods, who reached which milestone, and who dropped out why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.lift._mint import Mint
from kg.lift._say import say_text
from kg.lift.results._figures import whole
from kg.lift.results._nodes import count_triples, group_iri, group_triples, paths, root
from kg.study.results import Achievement, DropReason, FlowPeriod, ParticipantFlowModule
from kg.terms import DCTERMS, LABEL, TKG, A, Term, Triple, integer, text


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
    """Say what is reached in a period and why participants left it, each with its counts."""
    for position, milestone in enumerate(period.milestones, start=1):
        subject = f"{path}/milestone/{position}>"
        yield f"{path}>", TKG.hasMilestone, subject
        yield subject, A, TKG.Milestone
        yield subject, LABEL, text(milestone.type or "Milestone")
        yield from say_text(subject, DCTERMS.description, milestone.comment)
        yield from _counts(flow, subject, milestone.achievements)
    for position, drop in enumerate(period.drop_withdraws, start=1):
        subject = f"{path}/drop/{position}>"
        yield f"{path}>", TKG.hasDropReason, subject
        yield subject, A, TKG.DropReason
        yield subject, LABEL, text(drop.type or "Dropped out")
        yield from say_text(subject, DCTERMS.description, drop.comment)
        yield from _counts(flow, subject, drop.reasons)


def _counts(flow: str, subject: Term, counts: Sequence[Achievement | DropReason]) -> Iterator[Triple]:
    for name, count in zip(paths(count.group_id for count in counts), counts, strict=True):
        node = f"{subject[:-1]}/count/{name}>"
        group = group_iri(flow, count.group_id)
        yield from count_triples(subject, node, group, count.num_subjects, count.comment)
        if isinstance(count, Achievement) and (units := whole(count.num_units)) is not None:
            yield node, TKG.units, integer(units)
