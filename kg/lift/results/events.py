"""Adverse events: how many of each group had which, of how many at risk."""

from __future__ import annotations

from collections.abc import Iterator

from kg.lift._mint import Mint
from kg.lift._say import say_code, say_text
from kg.lift.results._nodes import group_iri, group_triples, paths, root, say_number
from kg.study.results import AdverseEvent, AdverseEventsModule, EventGroup, EventStats
from kg.terms import DCTERMS, LABEL, TKG, A, Term, Triple, integer, text


def event_triples(module: AdverseEventsModule, mint: Mint) -> Iterator[Triple]:
    """Say how events were collected, the totals of each group, and every event."""
    events = root(mint, "event")
    yield from say_text(mint.trial, TKG.adverseEventTimeFrame, module.time_frame)
    yield from say_text(mint.trial, TKG.adverseEventDescription, module.description)
    yield from say_number(mint.trial, TKG.adverseEventThreshold, module.frequency_threshold)
    yield from say_text(mint.trial, TKG.allCauseMortalityComment, module.all_cause_mortality_comment)
    yield from group_triples(events, "EVENT", module.event_groups, mint)
    for path, group in zip(
        paths(group.id for group in module.event_groups), module.event_groups, strict=True
    ):
        yield from _totals(f"{events}/group/{path}>", group)
    for kind, listed in (("serious", module.serious_events), ("other", module.other_events)):
        for position, event in enumerate(listed, start=1):
            yield from _event(events, f"{events}/{kind}/{position}", kind, event, mint)


def _totals(subject: Term, group: EventGroup) -> Iterator[Triple]:
    for prop, number in (
        (TKG.deathsAffected, group.deaths_num_affected),
        (TKG.deathsAtRisk, group.deaths_num_at_risk),
        (TKG.seriousAffected, group.serious_num_affected),
        (TKG.seriousAtRisk, group.serious_num_at_risk),
        (TKG.otherAffected, group.other_num_affected),
        (TKG.otherAtRisk, group.other_num_at_risk),
    ):
        if number is not None:
            yield subject, prop, integer(number)


def _event(events: str, path: str, kind: str, event: AdverseEvent, mint: Mint) -> Iterator[Triple]:
    subject = f"{path}>"
    yield mint.trial, TKG.hasAdverseEvent, subject
    yield subject, A, TKG.SeriousEvent if kind == "serious" else TKG.OtherEvent
    yield subject, LABEL, text(event.term or "Event")
    yield from say_text(subject, TKG.organSystem, event.organ_system)
    yield from say_text(subject, TKG.sourceVocabulary, event.source_vocabulary)
    yield from say_code(subject, TKG.assessmentType, "assessment-type", event.assessment_type)
    yield from say_text(subject, DCTERMS.description, event.notes)
    for name, stats in zip(paths(stats.group_id for stats in event.stats), event.stats, strict=True):
        count = f"{path}/count/{name}>"
        yield subject, TKG.hasCount, count
        yield from _count(count, group_iri(events, stats.group_id), stats)


def _count(subject: Term, group: Term, stats: EventStats) -> Iterator[Triple]:
    affected, at_risk = stats.num_affected, stats.num_at_risk
    yield subject, A, TKG.EventCount
    yield subject, LABEL, f'"{"not stated" if affected is None else affected} of {at_risk or "…"}"'
    yield subject, TKG.group, group
    if affected is not None:
        yield subject, TKG.affected, integer(affected)
    if at_risk is not None:
        yield subject, TKG.atRisk, integer(at_risk)
    if stats.num_events is not None:
        yield subject, TKG.events, integer(stats.num_events)
