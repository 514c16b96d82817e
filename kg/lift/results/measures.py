"""What baseline and outcome measures share: how they are summarised, on how many, and the figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from kg.content import content
from kg.lift._say import say_boolean, say_code, say_text
from kg.lift.results._figures import whole
from kg.lift.results._nodes import figure, group_iri, paths, say_number
from kg.study.results import BaselineMeasure, Denom, MeasureClass, Measurement, OutcomeMeasure
from kg.terms import DCTERMS, LABEL, TKG, A, Term, Triple, code, integer, text
from kg.vocabulary import rows

# how outcome measures word what baseline measures code
_DISPERSIONS = {
    "standard deviation": "STANDARD_DEVIATION",
    "standard error": "STANDARD_ERROR",
    "inter-quartile range": "INTER_QUARTILE_RANGE",
    "full range": "FULL_RANGE",
    "geometric coefficient of variation": "GEOMETRIC_COEFFICIENT",
    "80% confidence interval": "CONFIDENCE_80",
    "90% confidence interval": "CONFIDENCE_90",
    "95% confidence interval": "CONFIDENCE_95",
    "97.5% confidence interval": "CONFIDENCE_975",
    "99% confidence interval": "CONFIDENCE_99",
}


def summary_triples(subject: Term, measure: BaselineMeasure | OutcomeMeasure) -> Iterator[Triple]:
    """Say of whom and how a measure is summarised, and in which unit."""
    yield from say_text(subject, DCTERMS.description, measure.description)
    yield from say_text(subject, TKG.populationDescription, measure.population_description)
    yield from say_code(subject, TKG.parameterType, "parameter-type", measure.param_type)
    yield from _dispersion(subject, measure.dispersion_type)
    yield from say_text(subject, TKG.unit, measure.unit_of_measure)
    if ucum := ucum_units().get(_unit_key(measure.unit_of_measure)):
        yield subject, TKG.ucumUnit, text(ucum)
    yield from say_boolean(subject, TKG.calculatePercentage, measure.calculate_pct)
    yield from say_text(subject, TKG.selectedUnits, measure.denom_units_selected)


def _dispersion(subject: Term, words: str | None) -> Iterator[Triple]:
    if words:
        yield subject, TKG.dispersion, text(words)
        known = _DISPERSIONS.get(words.casefold(), words)
        if known in _DISPERSIONS.values() or known in {"NA", "CONFIDENCE_OTHER"}:
            yield subject, TKG.dispersionType, code("dispersion-type", known)


@cache
def ucum_units() -> dict[str, str]:
    """Read `ontology/units.tsv`: units as records word them, and their UCUM codes (https://ucum.org/ucum)."""
    return {_unit_key(row["words"]): row["ucum"] for _, row in rows(content("ontology") / "units.tsv")}


def _unit_key(words: str | None) -> str:
    return " ".join((words or "").casefold().replace("²", "2").replace("μ", "u").replace("µ", "u").split())


def denominator_triples(
    owner: Term, groups: str, denoms: Iterable[Denom], of_class: MeasureClass | None = None
) -> Iterator[Triple]:
    """Say how many participants, or other units, figures rest on."""
    for position, denom in enumerate(denoms, start=1):
        names = paths(count.group_id for count in denom.counts)
        for name, count in zip(names, denom.counts, strict=True):
            subject = f"{owner[:-1]}/denominator/{position}/{name}>"
            yield owner, TKG.hasDenominator, subject
            yield subject, A, TKG.Denominator
            yield subject, LABEL, text(f"{count.value or 'not stated'} {denom.units or ''}".strip())
            yield subject, TKG.group, group_iri(groups, count.group_id)
            yield from say_text(subject, TKG.unit, denom.units)
            if (number := whole(count.value)) is not None:
                yield subject, TKG.participants, integer(number)
            if of_class:
                yield from say_text(subject, TKG.classTitle, of_class.title)


def figure_triples(owner: Term, groups: str, classes: Iterable[MeasureClass]) -> Iterator[Triple]:
    """Say every figure of a measure, by group, class and category."""
    position = 0
    for number, of_class in enumerate(classes, start=1):
        yield from _class_denominators(owner, groups, number, of_class)
        for category in of_class.categories:
            for measurement in category.measurements:
                position += 1
                subject = f"{owner[:-1]}/value/{position}>"
                yield owner, TKG.hasMeasurement, subject
                yield from _measurement(subject, groups, measurement)
                yield from say_text(subject, TKG.classTitle, of_class.title)
                yield from say_text(subject, TKG.categoryTitle, category.title)


def _class_denominators(owner: Term, groups: str, number: int, of_class: MeasureClass) -> Iterator[Triple]:
    """Say on how many the figures of one class rest; the nodes hang on the measure, by class."""
    for subject, predicate, value in denominator_triples(
        f"{owner[:-1]}/class/{number}>", groups, of_class.denoms, of_class
    ):
        yield (owner if predicate == TKG.hasDenominator else subject), predicate, value


def _measurement(subject: Term, groups: str, measurement: Measurement) -> Iterator[Triple]:
    lower, upper = measurement.lower_limit, measurement.upper_limit
    yield subject, A, TKG.Measurement
    yield subject, LABEL, text(figure(measurement.value, measurement.spread, lower, upper))
    yield subject, TKG.group, group_iri(groups, measurement.group_id)
    yield from say_number(subject, TKG.numericValue, measurement.value)
    yield from say_number(subject, TKG.spread, measurement.spread)
    yield from say_number(subject, TKG.lowerLimit, lower)
    yield from say_number(subject, TKG.upperLimit, upper)
    yield from say_text(subject, DCTERMS.description, measurement.comment)
