"""The results of an EUCTR record: who went through the trial, what was measured, what went wrong.

Baseline tables and statistical analyses are not read. Numbers stay the text they are. Groups are numbered
the way the API does (`FG000` in the flow, `OG000` in an outcome measure, `EG000` in events).
"""

from __future__ import annotations

from kg.sources._euctr_events import adverse_events
from kg.sources._euctr_measures import outcome_measures
from kg.sources._fields import Fields, reference
from kg.study.results import (
    Achievement,
    DropReason,
    DropWithdraw,
    FlowPeriod,
    Milestone,
    ParticipantFlowModule,
    ResultGroup,
    ResultsSection,
)

DISPOSITION = "subjectDisposition"
REASONS = {
    "NOT_COMPLETED_REASON.adverseNotSerious": "Adverse event, not serious",
    "NOT_COMPLETED_REASON.adverseSeriousFatal": "Adverse event, serious fatal",
    "NOT_COMPLETED_REASON.adverseSeriousNonFatal": "Adverse event, serious non-fatal",
    "NOT_COMPLETED_REASON.consentWithdrawn": "Consent withdrawn by subject",
    "NOT_COMPLETED_REASON.lackOfEfficacy": "Lack of efficacy",
    "NOT_COMPLETED_REASON.lostFollowup": "Lost to follow-up",
    "NOT_COMPLETED_REASON.physicianDecision": "Physician decision",
    "NOT_COMPLETED_REASON.pregnancy": "Pregnancy",
    "NOT_COMPLETED_REASON.protocolDeviation": "Protocol deviation",
}


def results(form: Fields) -> ResultsSection | None:
    """Read the results, where the record has any."""
    section = ResultsSection(
        participant_flow_module=_flow(form),
        outcome_measures_module=outcome_measures(form),
        adverse_events_module=adverse_events(form),
    )
    return section if section != ResultsSection() else None


def _flow(form: Fields) -> ParticipantFlowModule | None:
    periods = form.each(f"{DISPOSITION}.postAssignmentPeriods.postAssignmentPeriod")
    reasons = {
        reference(one, "id"): _reason(one)
        for one in form.each(f"{DISPOSITION}.reasonsNotCompleted.reasonNotCompleted")
    }
    groups: dict[str, ResultGroup] = {}
    found = [_period(period, groups, reasons) for period in periods]
    module = ParticipantFlowModule(
        pre_assignment_details=form.text(f"{DISPOSITION}.screeningInformation"),
        recruitment_details=form.text(f"{DISPOSITION}.recruitmentDetails"),
        groups=list(groups.values()),
        periods=found,
    )
    return module if module != ParticipantFlowModule() else None


def _reason(one: Fields) -> str:
    kind, other = one.text("type.value") or "", one.text("otherReason")
    return other or REASONS.get(kind, kind.rpartition(".")[2])


def _period(period: Fields, groups: dict[str, ResultGroup], reasons: dict[str, str]) -> FlowPeriod:
    started: list[Achievement] = []
    completed: list[Achievement] = []
    dropped: dict[str, list[DropReason]] = {}
    for arm in period.each("arms.arm"):
        title = arm.text("title") or reference(arm, "id")
        group = groups.setdefault(
            title, ResultGroup(id=f"FG{len(groups):03}", title=title, description=arm.text("description"))
        )
        for name, achieved in (("started", started), ("completed", completed)):
            if number := arm.text(f"{name}MilestoneAchievement.subjects"):
                achieved.append(Achievement(group_id=group.id, num_subjects=number))
        for detail in arm.each("notCompletedReasonDetails.reasonDetail"):
            reason = reasons.get(reference(detail, "reasonNotCompletedId"), "")
            dropped.setdefault(reason, []).append(
                DropReason(group_id=group.id, num_subjects=detail.text("subjects"))
            )
    milestones = [
        Milestone(type="STARTED", achievements=started),
        Milestone(type="COMPLETED", achievements=completed),
    ]
    return FlowPeriod(
        title=period.text("title"),
        milestones=[one for one in milestones if one.achievements],
        drop_withdraws=[
            DropWithdraw(type=reason or None, reasons=counts) for reason, counts in dropped.items()
        ],
    )
