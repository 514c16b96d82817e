"""What the tabular layout must give: rows without separators taken apart, and nothing guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import RecordError
from kg.sources._criteria import restore_criteria
from kg.sources._outcome_rows import split_outcome
from kg.sources._tabular_rows import location_row, related_row, sponsor_names
from kg.sources._words import Wordings
from kg.sources.tabular_details import recognises, study
from kg.study import Study
from kg.study.beside import OtherFact, RelatedTrial, Restated
from kg.study.protocol import Location

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "NCT04562727.tabular-details.txt"
PAGE = (
    "Administrative data\n\nNCT number NCT90000001\nStatus Recruiting\nStart date {start}\n"
    "Est. completion date May 2026\n\nStudy information\n\nSource Northtown Clinic\n\n"
    "Recruitment information / eligibility\n\nStatus {again}\nEst. completion date June 2026\n"
)


@pytest.fixture
def real_page(shared: Path) -> Study:
    """The real page of this layout."""
    (path,) = (shared / "pages").glob("002_*.txt")
    return study(path.read_bytes())


def page(start: str = "2021", again: str = "Recruiting", more: str = "") -> Study:
    return study((PAGE.format(start=start, again=again) + more).encode())


def test_no_title_is_invented() -> None:
    """The layout has no title of the trial, so the Study has none."""
    assert study(EXAMPLE.read_bytes()).protocol_section.identification_module.brief_title is None


def test_no_types_are_invented() -> None:
    """A start date and an enrollment have no type unless the page says one."""
    protocol = study(EXAMPLE.read_bytes()).protocol_section
    start, enrolled = protocol.status_module.start_date_struct, protocol.design_module.enrollment_info
    assert start is not None
    assert enrolled is not None
    assert (start.type, enrolled.type) == (None, None)


def test_restated_values_are_kept() -> None:
    """A status and a date that the second table gives otherwise are restated, with their words."""
    expected = [
        Restated(field="statusModule.overallStatus", value="COMPLETED", words="Completed"),
        Restated(field="statusModule.completionDateStruct.date", value="2026-06", words="June 2026"),
    ]
    assert expected == page(again="Completed").trialkg.restated


def test_agreeing_values_are_not_restated() -> None:
    """A second statement of the same value says nothing new."""
    assert study(EXAMPLE.read_bytes()).trialkg.restated == []


@pytest.mark.parametrize(
    ("row", "title", "phases"),
    [
        ("Completed NCT90000002 - Heat in Phase II Phase 2", "Heat in Phase II", ["PHASE2"]),
        ("Completed NCT90000002 - Heat Phase 1/Phase 2", "Heat", ["PHASE1", "PHASE2"]),
        ("Completed NCT90000002 - Heat Early Phase 1", "Heat", ["EARLY_PHASE1"]),
        ("Completed NCT90000002 - Heat N/A", "Heat", ["NA"]),
        ("Completed NCT90000002 - A Heat - Cold Registry", "A Heat - Cold Registry", []),
    ],
)
def test_only_the_last_phase_is_the_columns(row: str, title: str, phases: list[str]) -> None:
    """A related trial's title keeps a phase of its own, and loses that of the column."""
    expected = RelatedTrial(nct_id="NCT90000002", title=title, status="COMPLETED", phases=phases)
    assert expected == related_row(row, Wordings())


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (
            "China Northtown Hospital Beijing Beijing",
            Location(country="China", facility="Northtown Hospital", city="Beijing", state="Beijing"),
        ),
        (
            "United States Lake Clinic Rochester Minnesota",
            Location(country="United States", facility="Lake Clinic Rochester", state="Minnesota"),
        ),
        (
            "Korea, Republic of Heat Center Seoul",
            Location(country="Korea, Republic of", facility="Heat Center Seoul"),
        ),
        ("Atlantis Heat Center", Location(facility="Atlantis Heat Center")),
    ],
)
def test_site_is_parted_only_where_certain(row: str, expected: Location) -> None:
    """What follows the facility is split off where a list or a repetition tells it, and stays otherwise."""
    assert expected == location_row(row)


@pytest.mark.parametrize(
    ("row", "number", "expected"),
    [
        ("Northtown Clinic", 1, (["Northtown Clinic"], "")),
        ("Northtown Clinic Heat, Inc., Zinc Fund", 3, (["Northtown Clinic", "Heat, Inc.", "Zinc Fund"], "")),
        ("Northtown Clinic A, B, C", 3, (["Northtown Clinic"], "A, B, C")),
        ("Jane Doe Zinc Fund", 2, ([], "Jane Doe Zinc Fund")),
    ],
)
def test_sponsors_are_not_guessed(row: str, number: int, expected: tuple[list[str], str]) -> None:
    """Sponsors that neither the Source nor their number tells apart are left as they stand."""
    assert expected == sponsor_names([row], number, "Northtown Clinic")


def test_unparted_sponsors_are_kept() -> None:
    """A row of sponsors that cannot be parted is kept under the head of its table."""
    found = page(more="\nSponsors (2)\n\nLead Sponsor Collaborator\nJane Doe Zinc Fund\n")
    assert found.protocol_section.sponsor_collaborators_module.lead_sponsor is None
    assert (
        OtherFact(name="Lead Sponsor Collaborator", value="Jane Doe Zinc Fund") in found.trialkg.other_facts
    )


@pytest.mark.parametrize(
    ("text", "measure", "description", "frame"),
    [
        ("OS Time from entry to death 60 months", "OS", "Time from entry to death", "60 months"),
        (
            "Pain now Pain now from 0-10 Day 1, Day 8",
            "Pain now",
            "Pain now from 0-10",
            "Day 1, Day 8",
        ),
        ("Fever The days with fever. Up to 5 years", "Fever", "The days with fever.", "Up to 5 years"),
        ("Change From Baseline in Weight 12 weeks", "Change From Baseline in Weight", None, "12 weeks"),
        ("Number of patients cured", "Number of patients cured", None, None),
    ],
)
def test_outcome_is_parted(text: str, measure: str, description: str | None, frame: str | None) -> None:
    """Measure, description and time frame are told apart; what cannot be told stays with the measure."""
    found = split_outcome(text)
    assert (measure, description, frame) == (found.measure, found.description, found.time_frame)


def test_outcome_loses_no_word() -> None:
    """However an outcome is parted, its words are all there, in their order."""
    text = "ORR at week 12 Share of patients, by RECIST 1.1 (CR or PR). From entry until death, up to 3 years"
    found = split_outcome(text)
    assert text == " ".join(filter(None, [found.measure, found.description, found.time_frame]))


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            "Inclusion Criteria: - aged 18 - 80 - level 2 - 3) consent Exclusion Criteria: - none",
            [
                "Inclusion Criteria:",
                "* aged 18 - 80",
                "* level 2",
                "* 3) consent",
                "Exclusion Criteria:",
                "* none",
            ],
        ),
        ("Adults - also with asthma.", ["Adults - also with asthma."]),
        ("Inclusion Criteria: All of: - a - b", ["Inclusion Criteria:", "All of:", "* a", "* b"]),
    ],
)
def test_criteria_get_their_lines_back(text: str, lines: list[str]) -> None:
    """Criteria are split at item marks, and neither at ranges nor at dashes of running text."""
    assert lines == [line for line in restore_criteria(text).splitlines() if line]


def test_date_that_is_none_rejects_the_page() -> None:
    """A date that no calendar has is an error, unless the page breaks off in it."""
    with pytest.raises(RecordError, match="February 30"):
        page(start="February 30, 2021")


def test_page_may_break_off_in_a_date() -> None:
    """A date cut off at the end of a page is left out, and the rest is read."""
    cut = PAGE.format(start="March 5, 20", again="").partition("\nEst.")[0]
    assert study(cut.encode()).nct_id == "NCT90000001"


def test_every_prefix_is_read() -> None:
    """A page cut off at any byte is read as far as it goes, once the NCT id is there."""
    content = EXAMPLE.read_bytes()
    start = content.index(b"NCT04562727") + len(b"NCT04562727")
    for end in range(start, len(content), 7):
        assert recognises(content[:end])
        assert study(content[:end]).nct_id == "NCT04562727"


def test_real_page_gives_its_facts(real_page: Study) -> None:
    """The real page's facts are where the API has them."""
    protocol = real_page.protocol_section
    assert real_page.nct_id == "NCT04562727"
    assert protocol.status_module.overall_status == "NOT_YET_RECRUITING"
    assert protocol.design_module.phases == ["NA"]
    assert [one.name for one in protocol.arms_interventions_module.interventions] == ["Chemotherapy"]
    assert protocol.contacts_locations_module.locations == []
    criteria = protocol.eligibility_module.eligibility_criteria or ""
    assert tuple(part.count("\n* ") for part in criteria.split("Exclusion Criteria:")) == (6, 8)


def test_real_page_gives_its_outcomes(real_page: Study) -> None:
    """Each of the six outcomes has its own measure, a description, and a time frame."""
    module = real_page.protocol_section.outcomes_module
    outcomes = [*module.primary_outcomes, *module.secondary_outcomes]
    expected = ["DFS", "OS", "ORR", "LTP", "CSS", "Tumor reactivity assessment"]
    assert expected == [one.measure for one in outcomes]
    assert [(one.time_frame, bool(one.description)) for one in outcomes] == [("60 months", True)] * 6


def test_real_page_names_twenty_trials(real_page: Study) -> None:
    """All twenty related trials are read; three have no phase, and for six none applies."""
    related = real_page.trialkg.related_trials
    assert len(related) == len({trial.nct_id for trial in related}) == 20
    assert all(trial.title and trial.status for trial in related)
    assert [sum(trial.phases == phases for trial in related) for phases in ([], ["NA"])] == [3, 6]
    (electro,) = [trial for trial in related if trial.nct_id == "NCT02352259"]
    assert ((electro.title or "")[-8:], electro.phases) == ("Phase II", ["PHASE2"])
