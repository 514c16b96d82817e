"""What the snapshot layout must give: the site's own words are no content, and an intervention is one."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.sources import all_sources
from kg.sources._snapshot_entries import locations
from kg.sources._words import Wordings
from kg.sources.snapshot_page import study
from kg.study import Study, encode
from kg.study.beside import OtherFact
from kg.study.protocol import ArmsInterventionsModule, Location

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "NCT06988852.snapshot.txt"
START = "Heat\n\nNCT ID: NCT90000001\n\nLast Updated: 2024-02-29\n\n"


@pytest.fixture
def real_page(shared: Path) -> Study:
    """The real page of this layout."""
    (path,) = (shared / "pages").glob("004_*.txt")
    return study(path.read_bytes())


def page(*paragraphs: str) -> Study:
    return study((START + "\n\n".join(paragraphs)).encode())


def arms(*paragraphs: str) -> ArmsInterventionsModule:
    return page("Study Groups", *paragraphs).protocol_section.arms_interventions_module


def test_the_sites_words_are_no_content() -> None:
    """None of the sentences that lead in a section is anywhere in the Study."""
    found = encode(study(EXAMPLE.read_bytes())).decode()
    lines = EXAMPLE.read_text(encoding="utf-8").split("\n")
    leads = [
        following
        for heading, blank, following in zip(lines, lines[1:], lines[2:], strict=False)
        if heading in {"Basic Information", "Brief Summary", "Conditions", "Study Groups", "Countries"}
    ]
    assert len(leads) == 5
    assert [lead for lead in leads if lead in found] == []


def test_a_page_may_lack_the_sites_words() -> None:
    """Without the sentences the sections are told by their headings alone."""
    found = page("Brief Summary", "Review of heat.", "Conditions", "Fever").protocol_section
    assert found.conditions_module.conditions == ["Fever"]
    assert found.description_module.brief_summary == "Review of heat."


def test_heading_within_a_description_is_text() -> None:
    """A heading's words on a line of a description do not end it, where the page leads in its headings."""
    text = ("Detailed Description", "Read the whole story.", "One.", "Study Design", "Two.")
    found = page(*text, "Conditions", "See what is treated.", "Fever").protocol_section
    assert found.description_module.detailed_description == "One.\n\nStudy Design\n\nTwo."


def test_unknown_section_is_kept_apart() -> None:
    """A section that the layout is not known to have is neither lost nor added to the one before it."""
    found = page(
        "Conditions", "See what is treated.", "Fever", "Nearby Topics", "Explore what is near.", "Cold"
    )
    assert found.protocol_section.conditions_module.conditions == ["Fever"]
    assert found.trialkg.other_facts == [OtherFact(name="Nearby Topics", value="Cold")]


def test_interventions_are_merged() -> None:
    """What the arms and the list of interventions both give is one intervention, with its arms."""
    module = study(EXAMPLE.read_bytes()).protocol_section.arms_interventions_module
    (arm,) = module.arm_groups
    assert len(module.interventions) == len(arm.intervention_names) == 5
    assert arm.intervention_names[2:4] == ["Drug: Bevacizumab", "Drug: Cetuximab (Erbitux)"]
    assert [one.arm_group_labels for one in module.interventions] == [["Treatment group"]] * 5
    assert "\n\nThrough a catheter" in (module.interventions[0].description or "")


def test_next_arm_is_told_by_the_listed_description() -> None:
    """The list of interventions tells a description from the label of the next arm."""
    module = arms(
        "Hot", "Warm room", "Group Type EXPERIMENTAL", "Heat", "Intervention Type OTHER", "40 °C", "daily",
        "Cold", "Cool room", "Group Type OTHER",
        "Interventions", "Heat", "40 °C", "daily", "Intervention Type OTHER",
    )  # fmt: skip
    assert [arm.label for arm in module.arm_groups] == ["Hot", "Cold"]
    assert [(one.name, one.description) for one in module.interventions] == [("Heat", "40 °C\n\ndaily")]


def test_next_arm_without_a_list_of_interventions() -> None:
    """Without the list, a short paragraph without a full stop is the next label."""
    module = arms(
        "Hot", "Group Type EXPERIMENTAL", "Heat", "Intervention Type OTHER", "40 °C every day.",
        "Cold", "A cool room.", "Group Type OTHER",
    )  # fmt: skip
    assert [(arm.label, arm.description) for arm in module.arm_groups] == [
        ("Hot", None),
        ("Cold", "A cool room."),
    ]
    assert [one.description for one in module.interventions] == ["40 °C every day."]


def test_groups_without_a_type() -> None:
    """Groups of an observational study have no type, and their interventions still belong to them."""
    module = arms("Night", "Works at night", "Diary", "Intervention Type OTHER", "Day", "Works by day")
    assert module.arm_groups[0].intervention_names == ["Other: Diary"]
    assert module.arm_groups[0].type is None


def test_who_is_masked_is_read() -> None:
    """The lines after the masking name in the plural who is masked."""
    found = page(
        "Study Design", "Blinding Strategy", "TRIPLE", "Participants", "Caregivers", "Outcome Assessors"
    )
    design = found.protocol_section.design_module.design_info
    assert design is not None
    assert design.masking_info is not None
    assert design.masking_info.who_masked == ["PARTICIPANT", "CARE_PROVIDER", "OUTCOMES_ASSESSOR"]


LYON = Location(city="Lyon", country="France")
SEOUL = Location(facility="Clinic", city="Seoul", country="Korea, Republic of")
CAIRO = Location(facility="Clinic A, Cairo, Egypt", city="Cairo", country="Egypt")
RENO = Location(
    facility="Clinic", city="Reno", state="Nevada", zip="89501", country="United States", status="WITHDRAWN"
)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["Clinic", "Seoul, Korea, Republic of"], [SEOUL]),
        (["Clinic A, Cairo, Egypt", "Cairo, Egypt"], [CAIRO]),
        (["Lyon, France", "Lyon, France"], [LYON, LYON]),
        (["Clinic", "Reno, Nevada, 89501, United States", "Site Status WITHDRAWN"], [RENO]),
    ],
)
def test_sites_are_told_apart(lines: list[str], expected: list[Location]) -> None:
    """Sites are read with or without facility, state, zip code and status."""
    assert expected == locations(lines, Wordings())


def test_countries_count_only_without_sites() -> None:
    """The list of countries is a summary of the sites, and content only where there is none."""
    with_site = page("Locations", "Clinic", "Lyon, France", "Countries", "France", "Spain")
    without = page("Countries", "France", "Spain")
    found = [one.protocol_section.contacts_locations_module.locations for one in (with_site, without)]
    assert [[site.country for site in sites] for sites in found] == [["France"], ["France", "Spain"]]


def test_facility_contact_goes_with_the_only_site() -> None:
    """A contact of a facility belongs to the only site; of several sites it would be a guess."""
    sites = ["Clinic", "Lyon, France", "Ward", "Lille, France"]
    contact = ["Facility Contacts", "Trial Office", "Role: primary", "+00 0000"]
    one, two = (
        page("Locations", *sites[:end], *contact).protocol_section.contacts_locations_module.locations
        for end in (2, 4)
    )
    assert [len(site.contacts) for site in (*one, *two)] == [1, 0, 0]


@pytest.mark.parametrize(("words", "expected"), [("Results pending", False), ("Results available", True)])
def test_results(words: str, expected: bool) -> None:
    """The first line of the results says whether there are any."""
    assert expected == page("Study Results", words, "The team has more to say.").has_results


def test_every_prefix_is_read() -> None:
    """A page cut off at any byte is read as far as it goes, once the NCT id is there."""
    content = EXAMPLE.read_bytes()
    start = content.index(b"NCT06988852") + len(b"NCT06988852")
    for end in range(start, len(content), 7):
        assert study(content[:end]).nct_id == "NCT06988852"


def test_prefix_is_recognised_from_the_date() -> None:
    """A page that breaks off after the date of its update is still known to be of this layout alone."""
    head = START.encode()
    assert [name for name, source in all_sources().items() if source.recognises(head)] == ["snapshot_page"]


def test_real_page_gives_its_facts(real_page: Study) -> None:
    """The real page's facts are where the API has them."""
    protocol = real_page.protocol_section
    module = protocol.arms_interventions_module
    assert (real_page.nct_id, real_page.last_update, real_page.has_results) == (
        "NCT06988852",
        "2025-05-25",
        False,
    )
    assert [arm.type for arm in module.arm_groups] == ["EXPERIMENTAL"]
    assert len(module.interventions) == len(module.arm_groups[0].intervention_names) == 5
    assert [site.city for site in protocol.contacts_locations_module.locations] == ["Wuhan"]
    assert (protocol.eligibility_module.eligibility_criteria or "").count("\n* ") == 16
    assert [trial.nct_id for trial in real_page.trialkg.related_trials] == ["NCT03493048"]
    assert real_page.trialkg.other_facts == []
