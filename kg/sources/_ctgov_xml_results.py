"""The results part of legacy XML (`<clinical_results>`), in the API's fields and codes.

The older schema has a list of measures an outcome, the first of which counts the participants; the newer has
one measure, with denominators and classes. Groups are `P1`, `B1`, `O1`, `E1` there and `FG000`, … in the API.
"""

from __future__ import annotations

import re

from kg.sources._ctgov_xml_events import events_module, groups_of, spelt
from kg.sources._words import Wordings, fold
from kg.sources._xml import Part
from kg.study.results import (
    Achievement,
    BaselineCharacteristicsModule,
    BaselineMeasure,
    CertainAgreement,
    Denom,
    DenomCount,
    DropReason,
    DropWithdraw,
    FlowPeriod,
    LimitationsAndCaveats,
    MeasureAnalysis,
    MeasureCategory,
    MeasureClass,
    Measurement,
    Milestone,
    MoreInfoModule,
    OutcomeMeasure,
    OutcomeMeasuresModule,
    ParticipantFlowModule,
    PointOfContact,
    ResultsSection,
)

_MONTH = re.compile(r"(\d{2})/(\d{4})\Z")
_OUTCOME_TYPE = {
    "primary": "PRIMARY",
    "secondary": "SECONDARY",
    "other pre specified": "OTHER_PRE_SPECIFIED",
    "post hoc": "POST_HOC",
}
_PARAMETER = {
    name.replace("_", " ").lower(): name
    for name in (
        "MEAN",
        "MEDIAN",
        "GEOMETRIC_MEAN",
        "LEAST_SQUARES_MEAN",
        "GEOMETRIC_LEAST_SQUARES_MEAN",
        "LOG_MEAN",
        "NUMBER",
        "COUNT_OF_PARTICIPANTS",
        "COUNT_OF_UNITS",
    )
}
_SPREAD = {
    "standard deviation": "STANDARD_DEVIATION",
    "standard error of the mean": "STANDARD_ERROR_OF_MEAN",
}
_SIDES = {"2 sided": "TWO_SIDED", "1 sided": "ONE_SIDED"}
_HYPOTHESIS = {
    "superiority": "SUPERIORITY",
    "non inferiority": "NON_INFERIORITY",
    "equivalence": "EQUIVALENCE",
    "other": "OTHER",
    "non inferiority or equivalence": "NON_INFERIORITY_OR_EQUIVALENCE",
    "superiority or other": "SUPERIORITY_OR_OTHER",
    "non inferiority or equivalence legacy": "NON_INFERIORITY_OR_EQUIVALENCE_LEGACY",
    "superiority or other legacy": "SUPERIORITY_OR_OTHER_LEGACY",
}
# what the API gives as categories of one class, and not as classes, at baseline
_BY_CATEGORY = re.compile(r"sex|gender|age", re.IGNORECASE)
# the first measure of a list in the older schema
_PARTICIPANTS = re.compile(r"number of participants(?: analyzed)?\Z", re.IGNORECASE)


def results_section(part: Part, words: Wordings) -> ResultsSection:
    """Read all results."""
    flow, baseline, events = (
        part.part(tag) if tag in part else None for tag in ("participant_flow", "baseline", "reported_events")
    )
    outcomes = [measure for one in part.items("outcome_list", "outcome") for measure in _outcome(one, words)]
    return ResultsSection(
        participant_flow_module=_flow(flow) if flow else None,
        baseline_characteristics_module=_baseline(baseline, words) if baseline else None,
        outcome_measures_module=OutcomeMeasuresModule(outcome_measures=outcomes),
        adverse_events_module=events_module(events, words) if events else None,
        more_info_module=_more(part),
    )


def _flow(part: Part) -> ParticipantFlowModule:
    return ParticipantFlowModule(
        pre_assignment_details=part.block("pre_assignment_details"),
        recruitment_details=part.block("recruitment_details"),
        groups=groups_of(part),
        periods=[
            FlowPeriod(
                title=period.text("title"),
                milestones=[_milestone(one) for one in period.items("milestone_list", "milestone")],
                drop_withdraws=[
                    _drop(one) for one in period.items("drop_withdraw_reason_list", "drop_withdraw_reason")
                ],
            )
            for period in part.items("period_list", "period")
        ],
    )


def _milestone(part: Part) -> Milestone:
    return Milestone(
        type=part.text("title"),
        achievements=[
            Achievement(
                group_id=spelt(one.attribute("group_id")),
                num_subjects=one.attribute("count"),
                comment=one.own_text,
            )
            for one in part.items("participants_list", "participants")
        ],
    )


def _drop(part: Part) -> DropWithdraw:
    return DropWithdraw(
        type=part.text("title"),
        reasons=[
            DropReason(
                group_id=spelt(one.attribute("group_id")),
                num_subjects=one.attribute("count"),
                comment=one.own_text,
            )
            for one in part.items("participants_list", "participants")
        ],
    )


def _baseline(part: Part, words: Wordings) -> BaselineCharacteristicsModule:
    measures = part.items("measure_list", "measure")
    groups, denoms = groups_of(part), _denoms(part)
    if not denoms and measures:
        denoms, measures = _counted(measures)
    return BaselineCharacteristicsModule(
        population_description=part.block("population"),
        groups=groups,
        denoms=denoms,
        measures=[_baseline_measure(one, words) for one in measures],
    )


def _baseline_measure(part: Part, words: Wordings) -> BaselineMeasure:
    dispersion, title = part.text("dispersion"), part.text("title")
    return BaselineMeasure(
        title=title,
        description=part.block("description"),
        population_description=part.block("population"),
        param_type=words.code(_PARAMETER, "baseline param", part.text("param")),
        dispersion_type=fold(dispersion).replace(" ", "_").upper() if dispersion else None,
        unit_of_measure=part.text("units"),
        denoms=_denoms(part),
        classes=_classes(part, bool(_BY_CATEGORY.match(title or ""))),
    )


def _denoms(part: Part) -> list[Denom]:
    return [_denom(one) for one in part.items("analyzed_list", "analyzed")]


def _denom(part: Part) -> Denom:
    part.ignore("scope")  # the place of the list says it
    return Denom(
        units=part.text("units"),
        counts=[
            DenomCount(group_id=spelt(one.attribute("group_id")), value=one.attribute("value"))
            for one in part.items("count_list", "count")
        ],
    )


def _counted(measures: list[Part]) -> tuple[list[Denom], list[Part]]:
    """Take the participants that figures rest on from the first measure of a list, where it counts them."""
    first = measures[0]
    if not _PARTICIPANTS.match(first.peek("title") or ""):
        return [], measures
    units = first.text("units")
    first.ignore("title", "param")
    measured = [
        measurement
        for one in _classes(first, titles_are_categories=True)
        for category in one.categories
        for measurement in category.measurements
    ]
    counts = [DenomCount(group_id=one.group_id, value=one.value) for one in measured]
    return [Denom(units=(units or "Participants").capitalize(), counts=counts)], measures[1:]


def _classes(part: Part, titles_are_categories: bool) -> list[MeasureClass]:
    """Read the figures. A category of the older schema is a class of the API, or a category of one class."""
    if "class_list" in part:
        return [
            MeasureClass(
                title=one.text("title"),
                denoms=_denoms(one),
                categories=[_category(each) for each in one.items("category_list", "category")],
            )
            for one in part.items("class_list", "class")
        ]
    categories = [_category(one) for one in part.items("category_list", "category")]
    if titles_are_categories:
        return [MeasureClass(categories=categories)] if categories else []
    return [
        MeasureClass(title=one.title, categories=[MeasureCategory(measurements=one.measurements)])
        for one in categories
    ]


def _category(part: Part) -> MeasureCategory:
    return MeasureCategory(
        title=part.text("title") or part.text("sub_title"),
        measurements=[
            Measurement(
                group_id=spelt(one.attribute("group_id")),
                value=one.attribute("value"),
                spread=one.attribute("spread"),
                lower_limit=one.attribute("lower_limit"),
                upper_limit=one.attribute("upper_limit"),
                comment=one.own_text,
            )
            for one in part.items("measurement_list", "measurement")
        ],
    )


def _outcome(part: Part, words: Wordings) -> list[OutcomeMeasure]:
    """Read an outcome: one measure, or several where the older schema lists more than one."""
    old = part.items("measure_list", "measure")
    denoms, measures = _counted(old) if old else ([], part.parts("measure"))
    groups = groups_of(part)
    kind = words.code(_OUTCOME_TYPE, "outcome type", part.text("type"))
    title, frame = part.text("title"), part.text("time_frame")
    described, population = part.block("description"), part.block("population")
    analyses = [_analysis(one, words) for one in part.items("analysis_list", "analysis")]
    posting = _MONTH.match(part.text("posting_date") or "")
    found = [
        OutcomeMeasure(
            type=kind,
            title=title,
            description=one.block("description") or described,
            population_description=one.block("population") or population,
            reporting_status="POSTED",
            param_type=words.code(_PARAMETER, "outcome param", one.text("param")),
            dispersion_type=one.text("dispersion"),
            unit_of_measure=one.text("units"),
            time_frame=frame,
            type_units_analyzed=one.text("units_analyzed"),
            groups=groups,
            denoms=_denoms(one) or denoms,
            classes=_classes(one, titles_are_categories=False),
            analyses=analyses if number == 0 else [],
        )
        for number, one in enumerate(measures)
    ]
    for one in measures:
        one.ignore("title")
    return found or [
        OutcomeMeasure(
            type=kind,
            title=title,
            description=described,
            population_description=population,
            reporting_status="NOT_POSTED" if not denoms else "POSTED",
            anticipated_posting_date=f"{posting[2]}-{posting[1]}" if posting else None,
            time_frame=frame,
            groups=groups,
            denoms=denoms,
        )
    ]


def _analysis(part: Part, words: Wordings) -> MeasureAnalysis:
    tested = part.text("non_inferiority")
    return MeasureAnalysis(
        group_ids=[spelt(one) or "" for one in part.part("group_id_list").texts("group_id")],
        group_description=part.block("groups_desc"),
        tested_non_inferiority=words.yes_no("non_inferiority", tested),
        non_inferiority_type=words.code(
            _HYPOTHESIS, "non_inferiority_type", part.text("non_inferiority_type")
        ),
        non_inferiority_comment=part.block("non_inferiority_desc"),
        p_value=part.text("p_value"),
        p_value_comment=part.block("p_value_desc"),
        statistical_method=part.text("method"),
        statistical_comment=part.block("method_desc"),
        param_type=part.text("param_type"),
        param_value=part.text("param_value"),
        dispersion_type=words.code(_SPREAD, "dispersion_type", part.text("dispersion_type")),
        dispersion_value=part.text("dispersion_value"),
        ci_pct_value=part.text("ci_percent"),
        ci_num_sides=words.code(_SIDES, "ci_n_sides", part.text("ci_n_sides")),
        ci_lower_limit=part.text("ci_lower_limit"),
        ci_upper_limit=part.text("ci_upper_limit"),
        ci_lower_limit_comment=part.block("ci_lower_limit_na_comment"),
        ci_upper_limit_comment=part.block("ci_upper_limit_na_comment"),
        estimate_comment=part.block("estimate_desc"),
        other_analysis_description=part.block("other_analysis_desc"),
    )


def _more(part: Part) -> MoreInfoModule:
    limitations = part.block("limitations_and_caveats")
    agreement = _agreement(part.part("certain_agreements"))
    contact = part.part("point_of_contact")
    asked = PointOfContact(
        title=contact.text("name_or_title"),
        organization=contact.text("organization"),
        email=contact.text("email"),
        phone=contact.text("phone"),
        phone_ext=contact.text("phone_ext"),
    )
    return MoreInfoModule(
        limitations_and_caveats=LimitationsAndCaveats(description=limitations) if limitations else None,
        certain_agreement=agreement,
        point_of_contact=None if asked == PointOfContact() else asked,
    )


def _agreement(part: Part) -> CertainAgreement | None:
    """Read the registry's own sentences, which the API gives as codes; other text is the sponsor's own."""
    employee, restrictive = part.text("pi_employee"), part.block("restrictive_agreement")
    is_employee = None if employee is None else "NOT employed" not in employee
    if restrictive is None:
        return None if is_employee is None else CertainAgreement(pi_sponsor_employee=is_employee)
    if "is NOT an agreement" in restrictive:
        return CertainAgreement(pi_sponsor_employee=is_employee, restrictive_agreement=False)
    days = "LTE60" if "less than or equal to 60 days" in restrictive else ""
    days = days or (
        "GT60" if "more than 60 days but less than or equal to 180 days" in restrictive else "OTHER"
    )
    return CertainAgreement(
        pi_sponsor_employee=is_employee,
        restrictive_agreement=True,
        restriction_type=days,
        other_details=restrictive if days == "OTHER" else None,
    )
