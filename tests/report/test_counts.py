"""The quality report counts right, and says what differs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kg.build import Summary
from kg.report.facts import differ
from kg.report.lookup import notes_of, read_report
from kg.store import open_build

FIRST, SECOND, THIRD, FOURTH, FIFTH, BAD = (f"NCT0000000{n}" for n in range(1, 7))
PAGE = "NCT06120127"


def test_records_add_up_by_source(made: tuple[Path, Summary]) -> None:
    """Records in are published, older or set aside, in every source and together."""
    output, summary = made
    report = read_report(output)
    by_source = {flow.source: (flow.read, flow.published, flow.older, flow.rejected) for flow in report.flows}
    assert by_source == {"": (1, 0, 0, 1), "ctgov_json": (9, 6, 1, 2), "study_details_page": (1, 1, 0, 0)}
    sums = [sum(column) for column in zip(*by_source.values(), strict=True)]
    assert sums == [summary.records, summary.published, summary.older, summary.rejected]
    assert (report.records, report.trials) == (summary.records, summary.trials)


def test_findings_add_up(made: tuple[Path, Summary]) -> None:
    """The report counts the findings of what is published, and the Violations of what was set aside."""
    output, summary = made
    severities = read_report(output).severities
    assert {**summary.findings, "Violation": 2} == severities


def test_set_aside_names_part_value_and_remedy(output: Path) -> None:
    """The reason for which a record is set aside is a sentence with the trial, the value and the remedy."""
    assert (
        f"{BAD}: The enrolment is not one whole number from 0. Read the count of participants again."
        " (found: -5)"
    ) in [reason.why for reason in read_report(output).reasons]


# fields of the report, and patterns that find them in the graph of a record
COUNTED = {
    "overall status": "?trial tkg:overallStatus ?x",
    "start date": "?trial tkg:startDate ?x",
    "sponsor": "?trial tkg:leadSponsor ?x",
    "primary outcome": "?x a tkg:PrimaryOutcome",
    "phase": "?trial tkg:phase ?x",
    "treatment of an arm": "?arm tkg:receives ?x",
    "kind of arm": "?arm tkg:armType ?x",
    "linked treatment": "?trial tkg:involves ?x",
}
INTERVENTIONAL = {"phase", "treatment of an arm", "kind of arm", "linked treatment"}


def counted(store: Any, pattern: str) -> int:
    """Count by SPARQL the records of trials in which a pattern occurs."""
    text = (
        "PREFIX tkg: <https://w3id.org/trialkg/ontology#> SELECT (COUNT(DISTINCT ?g) AS ?n)"
        f" WHERE {{ GRAPH ?g {{ ?trial a tkg:Trial . {pattern} }} }}"
    )
    return next(int(row["n"].value) for row in store.query(text))


@pytest.mark.parametrize("field", COUNTED)
def test_completeness_is_what_a_query_counts(example_build: Path, field: str) -> None:
    """The share of a field is what SPARQL counts in the store, of the records that it is asked of."""
    store = open_build(example_build)
    asked = (
        "FILTER NOT EXISTS { ?trial tkg:studyType ?type . FILTER(!STRENDS(STR(?type), '/INTERVENTIONAL')) }"
    )
    condition = asked if field in INTERVENTIONAL else ""
    (one,) = [one for one in read_report(example_build).completeness if one.field == field]
    assert sum(one.stated.values()) == counted(store, COUNTED[field] + " . " + condition)
    assert sum(one.asked.values()) == counted(store, condition)


def test_observational_study_is_not_asked_for_a_phase(output: Path) -> None:
    """A record that says it is observational lacks no phase and no arm; another one does."""
    lacking = [set(notes_of(output, trial).records[0].missing) for trial in (THIRD, FIFTH)]
    assert ["phase" in one and "arm" in one for one in lacking] == [False, True]


def test_sources_that_differ_are_told_with_both_values_and_documents(output: Path) -> None:
    """A status and a sponsor that two sources state differently are shown with both values and documents."""
    found = {one.fact: one for one in notes_of(output, PAGE).differences}
    assert found.keys() == {"status", "sponsor"}
    assert {one.kind for one in found.values()} == {"records"}
    stated = {(one.value, one.document) for one in (found["status"].one, found["status"].other)}
    assert ("Withdrawn", "doubtful.jsonl") in stated
    assert {document for _, document in stated} == {"doubtful.jsonl", f"{PAGE}.study-details.txt"}


@pytest.mark.parametrize(
    ("fact", "one", "other", "differs"),
    [
        ("start date", "2023", "2023-12-05", False),
        ("start date", "2023-12-05", "2023-12", False),
        ("start date", "2023-12-04", "2023-12-05", True),
        ("start date", "2023-11", "2023-12-05", True),
        ("sponsor", "ACME, Inc.", "Acme Inc", False),
        ("sponsor", "Acme", "Emca", True),
        ("enrollment", "10", "100", True),
    ],
)
def test_values_differ_both_ways(fact: str, one: str, other: str, differs: bool) -> None:
    """Dates differ as far as the coarser goes, names by what is left of spelling, whichever comes first."""
    assert differ(fact, one, other) == differ(fact, other, one) == differs


def test_list_of_related_trials_is_compared(output: Path) -> None:
    """What a record says of another trial is compared with the trial's own record, and told there."""
    (difference,) = notes_of(output, SECOND).differences
    values = difference.one.value, difference.other.value
    assert (difference.kind, *values) == ("listing", "Completed", "Recruiting")
    assert notes_of(output, FIRST).differences == []
    assert read_report(output).trials_differing == 2


def test_restatement_is_a_difference(example_build: Path) -> None:
    """A phase that one record states in two ways is told with the words of the second."""
    (difference,) = notes_of(example_build, "NCT06794086").differences
    values = difference.one.value, difference.other.value
    assert (difference.kind, *values) == ("restatement", "Phase 3", "Phase 2")
    assert "Phase II" in difference.other.place


def test_trials_that_may_be_one_are_told(output: Path) -> None:
    """The same title and sponsor, in whatever spelling, or the other's id as its own, are suspected."""
    shown = read_report(output).duplicates.shown
    found = [[link.trial for link in group.links] for group in shown]
    assert found == [[FIRST, SECOND], [SECOND, FOURTH]]
    assert [other for other, _ in notes_of(output, SECOND).alike] == [FIRST, FOURTH]


def test_dates_are_judged_by_the_record(output: Path) -> None:
    """An actual date after the record's own last update is doubtful, and so is a start in 2919."""
    dates = read_report(output).dates
    found = {one.shape: [example.trial for example in one.examples] for one in dates.doubts}
    assert (found["actual date"], found["start year"]) == ([FIRST], [THIRD])
    assert (dates.strange_starts, "2919" in dates.starts) == ({"2919": 1}, False)


def test_names_without_a_concept_are_counted(output: Path) -> None:
    """A name that no concept is found for is counted once a trial, without case, the most frequent first."""
    (treatments,) = [one for one in read_report(output).unlinked if one.kind == "treatment"]
    first = treatments.shown[0]
    assert (first.name, first.trials, first.example.trial) == ("zzyzx 9", 2, FOURTH)
    assert treatments.mentions == sum(one.trials for one in treatments.shown)
