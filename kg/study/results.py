"""The `resultsSection`: who took part, how they were at the start, what was measured, what went wrong.

Numbers that the registry gives as text (`"<0.001"`, `"NA"`) stay text here. A group is named by its
id within its module: `FG000` in the flow, `BG000` at baseline, `OG000` in an outcome measure, `EG000`
in events.
"""

from __future__ import annotations

from kg.study.part import Part


class ResultGroup(Part, frozen=True):
    """Participants that results are given for; often, but not always, an arm."""

    id: str | None = None
    title: str | None = None
    description: str | None = None


class Achievement(Part, frozen=True):
    """How many of a group reached a milestone."""

    group_id: str | None = None
    comment: str | None = None
    num_subjects: str | None = None
    num_units: str | None = None


class Milestone(Part, frozen=True):
    type: str | None = None
    comment: str | None = None
    achievements: list[Achievement] = []


class DropReason(Part, frozen=True):
    """How many of a group dropped out for one reason."""

    group_id: str | None = None
    comment: str | None = None
    num_subjects: str | None = None


class DropWithdraw(Part, frozen=True):
    type: str | None = None
    comment: str | None = None
    reasons: list[DropReason] = []


class FlowPeriod(Part, frozen=True):
    title: str | None = None
    milestones: list[Milestone] = []
    drop_withdraws: list[DropWithdraw] = []


class ParticipantFlowModule(Part, frozen=True):
    pre_assignment_details: str | None = None
    recruitment_details: str | None = None
    type_units_analyzed: str | None = None
    groups: list[ResultGroup] = []
    periods: list[FlowPeriod] = []


class DenomCount(Part, frozen=True):
    group_id: str | None = None
    value: str | None = None


class Denom(Part, frozen=True):
    """How many of each group a measure rests on, in participants or other units."""

    units: str | None = None
    counts: list[DenomCount] = []


class Measurement(Part, frozen=True):
    group_id: str | None = None
    value: str | None = None
    spread: str | None = None
    lower_limit: str | None = None
    upper_limit: str | None = None
    comment: str | None = None


class MeasureCategory(Part, frozen=True):
    title: str | None = None
    measurements: list[Measurement] = []


class MeasureClass(Part, frozen=True):
    title: str | None = None
    denoms: list[Denom] = []
    categories: list[MeasureCategory] = []


class BaselineMeasure(Part, frozen=True):
    title: str | None = None
    description: str | None = None
    population_description: str | None = None
    param_type: str | None = None
    dispersion_type: str | None = None
    unit_of_measure: str | None = None
    calculate_pct: bool | None = None
    denom_units_selected: str | None = None
    denoms: list[Denom] = []
    classes: list[MeasureClass] = []


class BaselineCharacteristicsModule(Part, frozen=True):
    population_description: str | None = None
    type_units_analyzed: str | None = None
    groups: list[ResultGroup] = []
    denoms: list[Denom] = []
    measures: list[BaselineMeasure] = []


class MeasureAnalysis(Part, frozen=True):
    """One statistical comparison of groups, or an estimate for one."""

    param_type: str | None = None
    param_value: str | None = None
    dispersion_type: str | None = None
    dispersion_value: str | None = None
    statistical_method: str | None = None
    statistical_comment: str | None = None
    p_value: str | None = None
    p_value_comment: str | None = None
    ci_num_sides: str | None = None
    ci_pct_value: str | None = None
    ci_lower_limit: str | None = None
    ci_upper_limit: str | None = None
    ci_lower_limit_comment: str | None = None
    ci_upper_limit_comment: str | None = None
    estimate_comment: str | None = None
    tested_non_inferiority: bool | None = None
    non_inferiority_type: str | None = None
    non_inferiority_comment: str | None = None
    other_analysis_description: str | None = None
    group_description: str | None = None
    group_ids: list[str] = []


class OutcomeMeasure(Part, frozen=True):
    type: str | None = None
    title: str | None = None
    description: str | None = None
    population_description: str | None = None
    reporting_status: str | None = None
    anticipated_posting_date: str | None = None
    param_type: str | None = None
    dispersion_type: str | None = None
    unit_of_measure: str | None = None
    calculate_pct: bool | None = None
    time_frame: str | None = None
    type_units_analyzed: str | None = None
    denom_units_selected: str | None = None
    groups: list[ResultGroup] = []
    denoms: list[Denom] = []
    classes: list[MeasureClass] = []
    analyses: list[MeasureAnalysis] = []


class OutcomeMeasuresModule(Part, frozen=True):
    outcome_measures: list[OutcomeMeasure] = []


class EventGroup(ResultGroup, frozen=True):
    """A group that adverse events are counted in, with its totals: affected, and at risk."""

    deaths_num_affected: int | None = None
    deaths_num_at_risk: int | None = None
    serious_num_affected: int | None = None
    serious_num_at_risk: int | None = None
    other_num_affected: int | None = None
    other_num_at_risk: int | None = None


class EventStats(Part, frozen=True):
    group_id: str | None = None
    num_events: int | None = None
    num_affected: int | None = None
    num_at_risk: int | None = None


class AdverseEvent(Part, frozen=True):
    term: str | None = None
    organ_system: str | None = None
    source_vocabulary: str | None = None
    assessment_type: str | None = None
    notes: str | None = None
    stats: list[EventStats] = []


class AdverseEventsModule(Part, frozen=True):
    frequency_threshold: str | None = None
    time_frame: str | None = None
    description: str | None = None
    all_cause_mortality_comment: str | None = None
    event_groups: list[EventGroup] = []
    serious_events: list[AdverseEvent] = []
    other_events: list[AdverseEvent] = []


class LimitationsAndCaveats(Part, frozen=True):
    description: str | None = None


class CertainAgreement(Part, frozen=True):
    """What binds the principal investigator to the sponsor as to publishing."""

    pi_sponsor_employee: bool | None = None
    restriction_type: str | None = None
    restrictive_agreement: bool | None = None
    other_details: str | None = None


class PointOfContact(Part, frozen=True):
    title: str | None = None
    organization: str | None = None
    email: str | None = None
    phone: str | None = None
    phone_ext: str | None = None


class MoreInfoModule(Part, frozen=True):
    limitations_and_caveats: LimitationsAndCaveats | None = None
    certain_agreement: CertainAgreement | None = None
    point_of_contact: PointOfContact | None = None


class ResultsSection(Part, frozen=True):
    participant_flow_module: ParticipantFlowModule | None = None
    baseline_characteristics_module: BaselineCharacteristicsModule | None = None
    outcome_measures_module: OutcomeMeasuresModule | None = None
    adverse_events_module: AdverseEventsModule | None = None
    more_info_module: MoreInfoModule | None = None
