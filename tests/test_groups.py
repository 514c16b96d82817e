"""Result groups and arms: joined where words allow it, by the method that says so, and else not."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from kg.link.groups import group_matches
from kg.study import Study


def study(
    arms: list[dict[str, Any]], groups: list[dict[str, Any]], drugs: dict[str, list[str]] | None = None
) -> Study:
    """A trial with arms, drugs for arms, and one section of groups (that of adverse events)."""
    interventions = [{"name": name, "armGroupLabels": labels} for name, labels in (drugs or {}).items()]
    named = [{"id": f"EG{n:03}", **group} for n, group in enumerate(groups)]
    return msgspec.convert(
        {
            "protocolSection": {
                "armsInterventionsModule": {"armGroups": arms, "interventions": interventions}
            },
            "resultsSection": {"adverseEventsModule": {"eventGroups": named}},
        },
        Study,
    )


def joined(one: Study) -> dict[str, tuple[int, str]]:
    return {match.group.rpartition("/")[2]: (match.arm, match.method) for match in group_matches(one)}


TWO = [{"label": "Drug A 50 mg"}, {"label": "Placebo"}]
LONG = "Two tablets of the drug each morning for twelve weeks"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Drug A 50 mg", (1, "EXACT")),
        ("DRUG-A (50mg)", (1, "NORMALIZED")),
        ("Arm 1: Drug A 50 mg", (1, "NORMALIZED")),
        ("Placebo Group", (2, "NORMALIZED")),
        ("Drug A 50 mg once daily", (1, "INTERVENTIONS")),
        ("Drug A 100 mg", None),
        ("Drug A, then placebo", None),
        ("Total", None),
        ("All Participants", None),
        ("Drug A 50 mg and Placebo pooled", None),
        ("Drug A open-label extension", None),
    ],
)
def test_title_joins_by_its_method(title: str, expected: tuple[int, str] | None) -> None:
    """A title joins to the one arm that it means; several arms, other doses or sequences join to none."""
    one = study(TWO, [{"title": title}], {"Drug A": ["Drug A 50 mg"], "Placebo": ["Placebo"]})
    assert joined(one).get("EG000") == expected


def test_description_of_the_arm_joins() -> None:
    """A group whose description begins with all of an arm's is of that arm."""
    arms = [{"label": "1", "description": LONG}, {"label": "2", "description": "tablets"}]
    groups = [
        {"title": "Verum", "description": f"{LONG}\n\nDrug A: tablets"},
        {"title": "W", "description": "tablets"},
    ]
    assert joined(study(arms, groups)) == {"EG000": (1, "DESCRIPTION")}


def test_two_groups_of_one_arm_are_left() -> None:
    """Where two groups of a section mean one arm, neither is joined, unless one of them says it better."""
    arms = [{"label": "Drug A"}, {"label": "Placebo"}]
    drugs = {"Drug A": ["Drug A"], "Placebo": ["Placebo"]}
    split = [{"title": "Drug A, women"}, {"title": "Drug A, men"}]
    assert joined(study(arms, split, drugs)) == {}
    assert joined(study(arms, [*split, {"title": "Drug A"}], drugs)) == {"EG002": (1, "EXACT")}


def test_arms_of_one_label_are_left() -> None:
    """A label that two arms share means neither."""
    assert joined(study([{"label": "Placebo"}, {"label": "Placebo"}], [{"title": "Placebo"}])) == {}


def test_one_arm_and_one_group_are_joined() -> None:
    """The only group beside the total is of the only arm; several groups are not."""
    assert joined(study([{"label": "1"}], [{"title": "Verum"}, {"title": "Total"}])) == {
        "EG000": (1, "SINGLE")
    }
    assert joined(study([{"label": "1"}], [{"title": "Men"}, {"title": "Women"}])) == {}


def test_title_that_was_joined_elsewhere_joins() -> None:
    """A group follows the group of the same title in another section."""
    one = study(
        [{"label": "1", "description": LONG}, {"label": "2"}], [{"title": "Verum", "description": LONG}]
    )
    outcome = {"groups": [{"id": "OG000", "title": "Verum"}, {"id": "OG001", "title": "Other"}]}
    results = msgspec.to_builtins(one.results_section) | {
        "outcomeMeasuresModule": {"outcomeMeasures": [outcome]}
    }
    both = msgspec.convert(msgspec.to_builtins(one) | {"resultsSection": results}, Study)
    assert joined(both) == {"EG000": (1, "DESCRIPTION"), "OG000": (1, "SAME_TITLE")}


def test_groups_whose_ids_repeat_are_left() -> None:
    """Where two groups of a section have one id, nothing is joined, since counts would go astray."""
    groups = [{"id": "EG000", "title": "Drug A 50 mg"}, {"id": "EG000", "title": "Placebo"}]
    assert joined(study(TWO, groups)) == {}
