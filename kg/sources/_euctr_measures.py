"""End points in the results of an EUCTR record: groups, and the values measured in them."""

from __future__ import annotations

from kg.sources._fields import Fields, code_name, reference
from kg.study.results import (
    Denom,
    DenomCount,
    MeasureCategory,
    MeasureClass,
    Measurement,
    OutcomeMeasure,
    OutcomeMeasuresModule,
    ResultGroup,
)

TYPE = {
    "ENDPOINT_TYPE.primary": "PRIMARY",
    "ENDPOINT_TYPE.secondary": "SECONDARY",
    "ENDPOINT_TYPE.otherPreSpecified": "OTHER_PRE_SPECIFIED",
    "ENDPOINT_TYPE.postHoc": "POST_HOC",
}
PARAMETER = {
    "MEASURE_TYPE.arithmetic": "MEAN",
    "MEASURE_TYPE.geometric": "GEOMETRIC_MEAN",
    "MEASURE_TYPE.leastSquares": "LEAST_SQUARES_MEAN",
    "MEASURE_TYPE.log": "LOG_MEAN",
    "MEASURE_TYPE.median": "MEDIAN",
    "MEASURE_TYPE.number": "NUMBER",
}
DISPERSION = {
    "ENDPOINT_DISPERSION.confidenceInterval": "Confidence Interval",
    "ENDPOINT_DISPERSION.fullRange": "Full Range",
    "ENDPOINT_DISPERSION.geometricCoefficientVariation": "Geometric Coefficient of Variation",
    "ENDPOINT_DISPERSION.interQuartileRange": "Inter-Quartile Range",
    "ENDPOINT_DISPERSION.standardDeviation": "Standard Deviation",
    "ENDPOINT_DISPERSION.standardError": "Standard Error",
}
NO_DISPERSION = "ENDPOINT_DISPERSION.na"
GROUPS = {
    "armReportingGroups.armReportingGroup": "armId",
    "subjectAnalysisSetReportingGroups.subjectAnalysisSetReportingGroup": "subjectAnalysisSetId",
}


def outcome_measures(form: Fields) -> OutcomeMeasuresModule | None:
    """Read every end point with what was measured."""
    titles = _titles(form)
    measures = [_measure(one, titles) for one in form.each("endPoints.endPoint")]
    return OutcomeMeasuresModule(outcome_measures=measures) if measures else None


def _titles(form: Fields) -> dict[str, ResultGroup]:
    """Find what groups of an end point are: arms, and sets of subjects that were analysed together."""
    arms = form.each("subjectDisposition.postAssignmentPeriods.postAssignmentPeriod.arms.arm")
    sets = form.each("subjectAnalysisSets.subjectAnalysisSet")
    return {
        reference(one, "id"): ResultGroup(title=one.text("title"), description=one.text("description"))
        for one in [*arms, *sets]
    }


def _measure(one: Fields, titles: dict[str, ResultGroup]) -> OutcomeMeasure:
    found = [(group, name) for path, name in GROUPS.items() for group in one.each(path)]
    groups, counts = [], []
    values: dict[str, list[Measurement]] = {}
    for number, (group, name) in enumerate(found):
        known = titles.get(reference(group, name), ResultGroup())
        groups.append(ResultGroup(id=f"OG{number:03}", title=known.title, description=known.description))
        if subjects := group.text("subjects"):
            counts.append(DenomCount(group_id=f"OG{number:03}", value=subjects))
        for category, measurement in _measurements(group, f"OG{number:03}"):
            values.setdefault(category, []).append(measurement)
    kind = one.text("type.value") or ""
    return OutcomeMeasure(
        type=TYPE.get(kind) or code_name(kind),
        title=one.text("title"),
        description=one.text("description"),
        reporting_status="POSTED",
        param_type=_parameter(one),
        dispersion_type=_dispersion(one),
        unit_of_measure=one.text("unit"),
        time_frame=one.text("timeFrame"),
        groups=groups,
        denoms=[Denom(units="Participants", counts=counts)] if counts else [],
        classes=_classes(one, values),
    )


def _classes(one: Fields, values: dict[str, list[Measurement]]) -> list[MeasureClass]:
    titles = {reference(kind, "id"): kind.text("name") for kind in one.each("categories.category")}
    categories = [
        MeasureCategory(title=titles.get(category), measurements=measured)
        for category, measured in values.items()
    ]
    return [MeasureClass(categories=categories)] if categories else []


def _measurements(group: Fields, name: str) -> list[tuple[str, Measurement]]:
    """Pair each value with its dispersion; a value that belongs to no category has the category ""."""
    spreads = {
        reference(one, "categoryId"): (one.text("value"), one.text("highRangeValue"))
        for one in group.each("dispersionValues.dispersionValue")
    }
    comment = group.text("comment")
    found = []
    for path in ("tendencyValues.tendencyValue", "countableValues.countableValue"):
        for one in group.each(path):
            category = reference(one, "categoryId")
            low, high = spreads.get(category, (None, None))
            measurement = Measurement(
                group_id=name,
                value=one.text("value"),
                spread=low if high is None else None,
                lower_limit=low if high is not None else None,
                upper_limit=high,
                comment=comment,
            )
            found.append((category, measurement))
    return found


def _parameter(one: Fields) -> str | None:
    """Name what was measured; an end point that can be counted counts participants in categories."""
    words = one.text("centralTendencyType.value") or ""
    is_countable = one.text("countable") == "true"
    return PARAMETER.get(words) or code_name(words) or ("NUMBER" if is_countable else None)


def _dispersion(one: Fields) -> str | None:
    words, percentage = one.text("dispersionType.value") or "", one.text("percentage")
    kind = DISPERSION.get(words) or (code_name(words) if words != NO_DISPERSION else None)
    return f"{percentage}% {kind}" if kind == "Confidence Interval" and percentage else kind
