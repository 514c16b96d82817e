"""What the real pages of three layouts state is in the Study: fact by fact, in short values."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.sources import Read, read
from kg.study import Study
from kg.study.protocol import DateStruct, Intervention


def page(shared: Path, number: str) -> Study:
    (path,) = (shared / "pages").glob(f"{number}_*.txt")
    (found,) = read([path])
    assert isinstance(found, Read)
    return found.study


def test_study_details_page(shared: Path) -> None:
    """Arms and interventions are told apart although bullets ran into their headings."""
    protocol = page(shared, "000").protocol_section
    module = protocol.arms_interventions_module
    assert [(arm.type, arm.intervention_names) for arm in module.arm_groups] == [
        ("EXPERIMENTAL", ["Radiation: SBRT", "Drug: Chemotherapy", "Drug: PD-1 antibody"]),
        ("ACTIVE_COMPARATOR", ["Drug: Chemotherapy"]),
    ]
    assert [(one.name, one.other_names) for one in module.interventions] == [
        ("SBRT", ["radiotherapy"]),
        ("Chemotherapy", []),
        ("PD-1 antibody", ["Sintilimab"]),
    ]
    assert protocol.status_module.start_date_struct == DateStruct(date="2023-09-25", type="ACTUAL")
    assert [one.measure for one in protocol.outcomes_module.secondary_outcomes] == [
        "Local control rate",
        "Overall survival",
        "Grade 3-4 adverse effect rate",
    ]
    site = protocol.contacts_locations_module.locations[0]
    assert (site.facility, site.city, site.zip) == (
        "Fudan University Shanghai Cancer Center",
        "Shanghai",
        "200032",
    )
    design = protocol.design_module
    assert design.enrollment_info is not None
    assert (design.phases, design.enrollment_info.count) == (["PHASE2"], 80)


def test_doubled_text_is_stated_once(shared: Path) -> None:
    """The description of the model, which the page prints twice in a row, is stated once."""
    info = page(shared, "000").protocol_section.design_module.design_info
    assert info is not None
    assert (info.intervention_model_description or "").count("SBRT") == 1


def test_volunteer_listing(shared: Path) -> None:
    """Treatments are interventions without type and arm; the sign-up text is no content."""
    study = page(shared, "001")
    protocol = study.protocol_section
    assert protocol.arms_interventions_module.arm_groups == []
    assert protocol.arms_interventions_module.interventions == [
        Intervention(name="Chemotherapy"),
        Intervention(name="PD-1 Monoclonal Antibody"),
        Intervention(name="Stereotactic body radiation therapy"),
    ]
    assert protocol.conditions_module.conditions == ["Colorectal Cancer", "Rectal Cancer", "Liver Cancer"]
    eligibility = protocol.eligibility_module
    assert (eligibility.minimum_age, eligibility.maximum_age, eligibility.sex) == (
        "18 Years",
        "75 Years",
        "ALL",
    )
    assert [(fact.name, fact.value) for fact in study.trialkg.other_facts] == [
        ("Treatment Group(s)", "3"),
        ("Primary Treatment", "Chemotherapy"),
    ]


def test_field_per_line_record(shared: Path) -> None:
    """Wrapped text is whole again, and the record says where it comes from."""
    study = page(shared, "003")
    protocol = study.protocol_section
    assert study.trialkg.record_date == "2024-11-12"
    assert study.trialkg.source_url == "https://clinicaltrials.gov/ct2/show/NCT06071052"
    assert [mesh.term for mesh in study.derived_section.condition_browse_module.meshes] == [
        "Neoplasm Metastasis",
        "Colonic Neoplasms",
        "Liver Neoplasms",
    ]
    assert len((protocol.description_module.detailed_description or "").splitlines()) == 8
    criteria = (protocol.eligibility_module.eligibility_criteria or "").splitlines()
    assert len(criteria) == 2 + 9 + 11
    assert all(line[0].isdigit() or line.endswith("Criteria:") for line in criteria)


@pytest.mark.parametrize("number", ["000", "001", "002", "003", "004"])
def test_no_boilerplate(shared: Path, number: str) -> None:
    """Nothing that a site says for itself is in any Study."""
    text = repr(page(shared, number)).lower()
    for words in ("sign up", "best match", "none provided", "dive into", "reach out", "email notifications"):
        assert words not in text
