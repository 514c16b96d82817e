"""Radiation schedules: read in every wording, completed only where exact, and told from other doses."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.link._doses import Range
from kg.link._fractions import fractionation
from kg.link.schedules import (
    Schedule,
    radiation_schedule_triples,
    radiation_schedules,
    schedules,
)
from kg.study import Study
from kg.terms import TKG

HYPER, CONVENTIONAL, MODERATE, ULTRA = (
    "HYPERFRACTIONATED",
    "CONVENTIONAL",
    "MODERATELY_HYPOFRACTIONATED",
    "ULTRAHYPOFRACTIONATED",
)
Parts = tuple[str, str, str]


def spelt(value: Range | None) -> str:
    ends = [] if value is None else [value.low] if value.is_one else [value.low, value.high]
    return "-".join(f"{end.normalize():f}" for end in ends)


def parts(one: Schedule) -> Parts:
    """Spell total, fractions and dose per fraction; what is not known is empty."""
    return spelt(one.total), spelt(one.fractions), spelt(one.per_fraction)


WORDINGS: dict[str, tuple[Parts, str | None]] = {
    "50.4 Gy in 28 fractions": (("50.4", "28", "1.8"), CONVENTIONAL),
    "60Gy/30f": (("60", "30", "2"), CONVENTIONAL),
    "60 Gy / 30 F": (("60", "30", "2"), CONVENTIONAL),
    "50-60 Gy/25-30 fx": (("50-60", "25-30", "2"), CONVENTIONAL),
    "8 Gy x 3": (("24", "3", "8"), ULTRA),
    "3 x 8 Gy": (("24", "3", "8"), ULTRA),
    "5 × 5Gy": (("25", "5", "5"), ULTRA),
    "5*5 Gy": (("25", "5", "5"), ULTRA),
    "2Gyx25": (("50", "25", "2"), CONVENTIONAL),
    "60 Gy x 30 fractions": (("60", "30", "2"), CONVENTIONAL),
    "45Gy/1.8Gy/25f": (("45", "25", "1.8"), CONVENTIONAL),
    "45 Gy/1.8 Gy": (("45", "25", "1.8"), CONVENTIONAL),
    "2 Gy, 30 fractions, 60 Gy": (("60", "30", "2"), CONVENTIONAL),
    "2 Gy per fraction to a total of 60 Gy": (("60", "30", "2"), CONVENTIONAL),
    "2-Gray (Gy) fractions (total dose, 30 Gy)": (("30", "15", "2"), CONVENTIONAL),
    "1.8-2.0 Gy/fraction": (("", "", "1.8-2"), CONVENTIONAL),
    "1.8–2.0 Gy per day": (("", "", "1.8-2"), CONVENTIONAL),
    "30-54 Gy in 3-6 fractions": (("30-54", "3-6", ""), ULTRA),
    "8-12 Gy in 5 fractions": (("8-12", "5", "1.6-2.4"), None),
    "60 Gy to 66 Gy in 30 to 33 fractions": (("60-66", "30-33", "2"), CONVENTIONAL),
    "between 60 and 66 Gy": (("60-66", "", ""), None),
    "between 60 Gy and 66 Gy": (("60-66", "", ""), None),
    "30 Gy in 5 or 10 fractions": (("30", "5-10", "3-6"), None),
    "4000 cGy in 15 fractions": (("40", "15", ""), MODERATE),
    "4,005 cGy in 15 fractions": (("40.05", "15", "2.67"), MODERATE),
    "50,4 Gy in 28 fractions": (("50.4", "28", "1.8"), CONVENTIONAL),
    "DT 50Gy/25f": (("50", "25", "2"), CONVENTIONAL),
    "DT50Gy/25次": (("50", "25", "2"), CONVENTIONAL),
    "40 Gray in 15 daily fractions over 3 weeks": (("40", "15", ""), MODERATE),
    "60 Gy delivered over 6 weeks in 30 once-daily, equal fractions": (("60", "30", "2"), CONVENTIONAL),
    "25 Gy in five fractions": (("25", "5", "5"), ULTRA),
    "twenty-five fractions of 2 Gy": (("50", "25", "2"), CONVENTIONAL),
    "63 Gray (Gy) in 35 treatments": (("63", "35", "1.8"), CONVENTIONAL),
    "number of fractions: 20, dose per fraction: 3 Gy": (("60", "20", "3"), MODERATE),
    "70 Gy(RBE) in 35 fractions": (("70", "35", "2"), CONVENTIONAL),
    "60 GyE / 20 fx": (("60", "20", "3"), MODERATE),
    "66 CGE in 33 fractions": (("66", "33", "2"), CONVENTIONAL),
    "single dose of 8 Gy": (("8", "1", "8"), ULTRA),
    "8 Gy in a single fraction": (("8", "1", "8"), ULTRA),
    "single-fraction radiotherapy (8 Gy)": (("8", "1", "8"), ULTRA),
    "single dose 2 Gy, total dose 50 Gy": (("50", "25", "2"), CONVENTIONAL),
    "1.2 Gy twice daily to 69.6 Gy": (("69.6", "58", "1.2"), HYPER),
    "45 Gy in 30 fractions, twice daily": (("45", "30", "1.5"), HYPER),
    "1.5 Gy BID for 10 days": (("30", "20", "1.5"), HYPER),
    "2 x 1.5 Gy/day": (("", "", "1.5"), HYPER),
    "3 Gy daily for 4 days": (("12", "4", "3"), MODERATE),
    "1.8 Gy daily, five days a week, for a total dose of 45 Gy": (("45", "25", "1.8"), CONVENTIONAL),
    "180 cGy per day. Total dose = 4500 cGy": (("45", "25", "1.8"), CONVENTIONAL),
    "once-daily 2 Gy": (("", "", "2"), CONVENTIONAL),
    "2 Gy twice on day 1 and once on day 2 (total dose 6 Gy)": (("6", "3", "2"), CONVENTIONAL),
    "1.8 Gy in 25 fractions": (("45", "25", "1.8"), CONVENTIONAL),
    "5 fractions per week, 60 Gy in 30 fractions": (("60", "30", "2"), CONVENTIONAL),
    "seed implant delivering 145 Gy": (("145", "", ""), None),
    "to a maximum dose of 70 Gy at 2 Gy every day": (("70", "35", "2"), CONVENTIONAL),
}


@pytest.mark.parametrize(("words", "expected"), WORDINGS.items(), ids=list(WORDINGS))
def test_wording_is_read(words: str, expected: tuple[Parts, str | None]) -> None:
    """Each wording gives its one schedule, with what follows from it, and its class."""
    (one,) = schedules(f"Radiotherapy: {words}.")
    assert (parts(one), one.fractionation) == expected


@pytest.mark.parametrize(
    "words",
    [
        "V20 < 30 %, Dmax < 45 Gy, mean lung dose < 20 Gy",
        "V20Gy below 30 %; V 5 Gy",
        "D2cc of 70 Gy, D0.5cc 18 Gy",
        "spared volume of 700 cc 19.2 Gy",
        "the cord is limited to 45 Gy",
        "the highest dose to the liver and the kidneys is 15 Gy and 10 Gy",
        "spinal cord tolerance of 50 Gy",
        "BED of 100 Gy",
        "a BED10 of at least 100 Gy",
        "EQD2 85 Gy",
        "85 Gy EQD2",
        "equivalent dose of 60 Gy",
        "alpha/beta ratio of 3 Gy",
        "48 Gy10",
        "3 GBq of a radionuclide that gives the tumour 120 Gy",
        "100 mCi, for 75 cGy to the body",
        "absorbed dose of 120 Gy",
        "dose rate of 2 Gy/min",
        "10 Gy/week",
        "20 mGy of imaging dose, 25 kGy of sterilising",
        "prior radiotherapy of 50 Gy in 25 fractions",
        "has previously had 30 Gy in 10 fractions",
        "escalation by 2 Gy",
        "irradiated donor cells, 25 Gy",
        "± 1 Gy",
        "after 46 Gy the field is reduced",
        "PTV_45Gy and MARGIN40Gy are volumes",
        "five fractions of radiotherapy",
        "a gray area of 12 patients",
        "",
    ],
)
def test_other_doses_are_no_schedules(words: str) -> None:
    """Limits, biological doses, rates, radionuclides, the past, and names give no schedule."""
    assert schedules(words) == ()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (
            "50 Gy in 25 fractions followed by a boost of 10 Gy in 5 fractions",
            [("50", "25", "2"), ("10", "5", "2")],
        ),
        ("50 Gy in 25 fractions with an integrated boost to 60 Gy", [("50", "25", "2"), ("60", "", "")]),
        ("50 Gy in 25 fractions with a 10-16 Gy boost", [("50", "25", "2"), ("10-16", "", "")]),
        ("40 Gy/5 fx vs. 78 Gy/39 fx", [("40", "5", "8"), ("78", "39", "2")]),
        ("PTV: 50Gy/25f\nGTV: 60Gy/25f", [("50", "25", "2"), ("60", "25", "2.4")]),
        ("prior 30 Gy in 10 fractions. Now 20 Gy in 5 fractions", [("20", "5", "4")]),
        ("50 Gy in 5 fractions (BED10 = 100 Gy, cord < 30 Gy)", [("50", "5", "10")]),
        ("2 Gy daily x 30 to 33 fractions, 60 to 66 Gy; with 66 Gy, a drug", [("60-66", "30-33", "2")]),
        ("60 Gy, and 45 Gy in 25 fractions", [("60", "", ""), ("45", "25", "1.8")]),
    ],
)
def test_several_schedules_of_a_text(words: str, expected: list[Parts]) -> None:
    """Courses that follow one another, or are compared, are schedules of their own; repetitions are not."""
    assert [parts(one) for one in schedules(words)] == expected


@pytest.mark.parametrize(
    ("words", "derived"),
    [
        ("60 Gy in 30 fractions", ("DOSE_PER_FRACTION",)),
        ("30 fractions of 2 Gy", ("TOTAL_DOSE",)),
        ("60 Gy, 2 Gy per fraction", ("FRACTIONS",)),
        ("60 Gy in 30 fractions of 2 Gy", ()),
        ("40 Gy in 15 fractions", ()),
        ("50 Gy at 1.8 Gy per fraction", ()),
    ],
)
def test_only_what_is_exact_is_derived(words: str, derived: tuple[str, ...]) -> None:
    """The part that follows is named; a quotient that does not come out even is not stated."""
    (one,) = schedules(words)
    assert one.derived == derived


def test_contradiction_keeps_what_is_stated() -> None:
    """Of a total that its fractions do not add up to, nothing is computed."""
    (one,) = schedules("50 Gy in 25 fractions of 1.8 Gy")
    assert (parts(one), one.derived, one.fractionation) == (("50", "25", "1.8"), (), None)


@pytest.mark.parametrize(
    ("low", "high", "often", "expected"),
    [
        ("1.8", "2.2", False, CONVENTIONAL),
        ("1.8", "2.3", False, None),
        ("2.21", "4.99", False, MODERATE),
        ("4", "5", False, None),
        ("5", "18", False, ULTRA),
        ("1.6", "1.6", False, None),
        ("1.6", "1.6", True, HYPER),
        ("1.2", "1.2", False, HYPER),
        ("1.7", "1.8", True, None),
    ],
)
def test_thresholds(low: str, high: str, often: bool, expected: str | None) -> None:
    """A dose per fraction is in the class of its thresholds; a range in two classes is in none."""
    assert fractionation(Range(Decimal(low), Decimal(high)), often) == expected


@given(st.text(alphabet="0123456789.,-/x× ()GgyYcfraction\n", max_size=80))
def test_any_text_is_read_without_an_error(words: str) -> None:
    """Whatever stands in a text, its schedules lie inside it, and low is not above high."""
    for one in schedules(f"{words} Gy"):
        assert 0 <= one.start < one.end <= len(words) + 3
        for value in (one.total, one.fractions, one.per_fraction):
            assert value is None or 0 < value.low <= value.high


def study(arms: list[dict[str, Any]], interventions: list[dict[str, Any]]) -> Study:
    module = {"armGroups": arms, "interventions": interventions}
    return msgspec.convert({"protocolSection": {"armsInterventionsModule": module}}, Study)


def test_schedule_of_an_intervention_reaches_its_arms_once() -> None:
    """What an intervention states reaches its arms; an arm that says the same has it once."""
    one = study(
        [{"label": "A", "description": "60 Gy in 30 fractions"}, {"label": "B"}, {"label": "40 Gy/16f"}],
        [
            {
                "type": "RADIATION",
                "name": "60Gy/30f",
                "description": "2 Gy, 30 fractions, 60 Gy",
                "armGroupLabels": ["A", "B"],
            }
        ],
    )
    found = radiation_schedules(one)
    assert [(f.about, f.words, f.arms) for f in found] == [
        ("intervention/1", "60Gy/30f", (1, 2)),
        ("arm/3", "40 Gy/16f", (3,)),
    ]


def test_what_is_not_radiotherapy_is_not_read() -> None:
    """A drug whose text does not speak of radiotherapy has no schedule; one that does has."""
    drug = {"type": "DRUG", "name": "Agent G", "description": "12 GY units"}
    assert radiation_schedules(study([], [drug])) == []
    both = {"type": "DRUG", "name": "Agent G", "description": "with radiotherapy, 50 Gy in 25 fractions"}
    (one,) = radiation_schedules(study([], [both]))
    assert (one.about, one.arms) == ("intervention/1", ())


def test_words_are_the_span_of_the_field() -> None:
    """The words of a schedule are its span in the field."""
    words = "Beam, then dose per fraction of 3 Gy in 20 fractions."
    (one,) = radiation_schedules(study([{"label": "A", "description": words}], []))
    assert (
        one.words
        == words[one.schedule.start : one.schedule.end]
        == "dose per fraction of 3 Gy in 20 fractions"
    )


def test_weighted_dose_has_its_own_unit() -> None:
    """Doses weighted by biological effectiveness are not given in plain Gy."""
    found = radiation_schedules(study([{"label": "60 GyE/20f"}, {"label": "60 Gy/20f"}], []))
    triples = radiation_schedule_triples(found, lambda path: f"<{path}>", "<trial>")
    assert [value for _, prop, value in triples if prop == TKG.doseUnit] == ['"Gy{RBE}"', '"Gy"']
