"""Trial pages laid out as tables: "Administrative data", "Recruitment information / eligibility", "See also".

A line of the first tables is a label and its value with nothing between; the rows of the later ones are
taken apart by `_tabular_rows` and `_outcome_rows`. The layout has no title and no arms. Its "Related
Conditions & MeSH terms" are one list, in which the page does not tell the two apart: all are conditions,
unless a line parts them. "Last updated" and "First received" are the old registry's names for when a
record was submitted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from kg.sources._criteria import restore_criteria
from kg.sources._outcome_rows import is_outcome_row, outcome_row
from kg.sources._pages import head_text, one_page, page_lines, prose, read_to_the_cut
from kg.sources._tabular_page import (
    ADMINISTRATIVE,
    CONDITIONS,
    COUNTRIES,
    DESCRIPTION,
    DESIGN,
    INFORMATION,
    INTERVENTION,
    LOCATIONS,
    OUTCOME,
    RECRUITMENT,
    REFERENCES,
    SEE_ALSO,
    SPONSORS,
    STATUS_HEADING,
    SUMMARY,
    TabularPage,
)
from kg.sources._tabular_rows import location_row, related_row, sponsor_names
from kg.sources._words import (
    ALLOCATION,
    INTERVENTION_MODEL,
    INTERVENTION_TYPE,
    OBSERVATIONAL_MODEL,
    PRIMARY_PURPOSE,
    SAMPLING_METHOD,
    SEX,
    STATUS,
    STUDY_TYPE,
    TIME_PERSPECTIVE,
    age_range,
    count,
    date_struct,
    date_type,
    fold,
    iso_date,
)
from kg.study import Study
from kg.study.beside import Beside
from kg.study.derived import BrowseModule, DerivedSection, Mesh
from kg.study.protocol import (
    ArmsInterventionsModule,
    ConditionsModule,
    Contact,
    ContactsLocationsModule,
    DateStruct,
    DescriptionModule,
    DesignInfo,
    DesignModule,
    EligibilityModule,
    EnrollmentInfo,
    IdentificationModule,
    IdInfo,
    Intervention,
    Location,
    MaskingInfo,
    OrganizationInfo,
    Outcome,
    OutcomesModule,
    ProtocolSection,
    Reference,
    ReferencesModule,
    Sponsor,
    SponsorCollaboratorsModule,
    StatusModule,
)

TITLE = "tabular details page"

records = one_page

_DESIGN_LABEL = re.compile(
    r"\b(Allocation|Endpoint Classification|Intervention Model|Observational Model|Time Perspective|Masking"
    r"|Primary Purpose):\s*",
    re.IGNORECASE,
)


def recognises(head: bytes) -> bool:
    """Tell by the first table and its line of the NCT number, beside another heading of the layout."""
    lines = {" ".join(line.split()) for line in head_text(head).split("\n")}
    return (
        ADMINISTRATIVE in lines
        and any(line.startswith("NCT number ") for line in lines)
        and any(line in {INFORMATION, RECRUITMENT} or STATUS_HEADING.fullmatch(line) for line in lines)
    )


def study(record: bytes) -> Study:
    """Read a page."""
    return read_to_the_cut(_study, page_lines(record))


def _study(lines: list[str]) -> Study:
    page = TabularPage(lines)
    conditions, mesh_terms = _conditions(page)
    return Study(
        protocol_section=ProtocolSection(
            identification_module=_identification(page),
            status_module=_status(page),
            sponsor_collaborators_module=_sponsors(page),
            description_module=DescriptionModule(
                brief_summary=prose(page.sections[SUMMARY]),
                detailed_description=prose(page.sections[DESCRIPTION]),
            ),
            conditions_module=ConditionsModule(conditions=conditions),
            design_module=_design(page),
            arms_interventions_module=ArmsInterventionsModule(interventions=_interventions(page)),
            outcomes_module=_outcomes(page),
            eligibility_module=_eligibility(page),
            contacts_locations_module=_contacts_and_locations(page),
            references_module=ReferencesModule(
                references=[Reference(citation=line) for line in page.rows(REFERENCES)]
            ),
        ),
        derived_section=DerivedSection(
            condition_browse_module=BrowseModule(meshes=[Mesh(term=term) for term in mesh_terms])
        ),
        trialkg=_beside(page),
    )


def _identification(page: TabularPage) -> IdentificationModule:
    own, source = page.stated("Other study ID #"), page.stated("Source")
    secondary = re.split(r",\s*", page.stated("Secondary ID") or "")
    return IdentificationModule(
        nct_id=page.stated("NCT number"),
        org_study_id_info=IdInfo(id=own) if own else None,
        secondary_id_infos=[IdInfo(id=one) for one in secondary if one],
        organization=OrganizationInfo(full_name=source) if source else None,
    )


def _status(page: TabularPage) -> StatusModule:
    facts, again = page.administrative, page.recruitment
    wordings = (facts.get("Status", ""), again.get("Status", ""), page.status_heading)
    statuses = [(page.wordings.code(STATUS, "Status", words), words) for words in wordings]
    return StatusModule(
        status_verified_date=iso_date(facts.get("Verified date")),
        overall_status=page.agreed("statusModule.overallStatus", statuses),
        start_date_struct=date_struct(facts.get("Start date")),
        primary_completion_date_struct=_end_date(again, "primary completion date"),
        completion_date_struct=_completion_date(page),
        study_first_submit_date=iso_date(facts.get("First received")),
        last_update_submit_date=iso_date(facts.get("Last updated")),
    )


def _completion_date(page: TabularPage) -> DateStruct | None:
    """Give the date, and note where the second table states another."""
    stated = [_end_date(facts, "completion date") for facts in (page.administrative, page.recruitment)]
    words = [_end_words(facts, "completion date") for facts in (page.administrative, page.recruitment)]
    page.agreed(
        "statusModule.completionDateStruct.date",
        [(end.date if end else None, said) for end, said in zip(stated, words, strict=True)],
    )
    return stated[0] or stated[1]


def _end_date(facts: dict[str, str], name: str) -> DateStruct | None:
    if estimated := iso_date(facts.get(f"Est. {name}")):
        return DateStruct(date=estimated, type="ESTIMATED")
    return date_struct(facts.get(name.capitalize()))


def _end_words(facts: dict[str, str], name: str) -> str:
    return facts.get(f"Est. {name}") or facts.get(name.capitalize(), "")


def _sponsors(page: TabularPage) -> SponsorCollaboratorsModule:
    number = page.numbers.get(SPONSORS)
    names, others = sponsor_names(page.rows(SPONSORS), number, page.stated("Source"))
    page.wordings.keep("Collaborator" if names else "Lead Sponsor Collaborator", others)
    return SponsorCollaboratorsModule(
        lead_sponsor=Sponsor(name=names[0]) if names else None,
        collaborators=[Sponsor(name=name) for name in names[1:]],
    )


def _conditions(page: TabularPage) -> tuple[list[str], list[str]]:
    """Part the conditions from the MeSH terms, where a line does."""
    terms = [line.lstrip("-*•· ") for line in page.rows(CONDITIONS)]
    parting = next((at for at, term in enumerate(terms) if fold(term) == "mesh terms"), len(terms))
    return [term for term in terms[:parting] if fold(term) != "conditions"], terms[parting + 1 :]


def _design(page: TabularPage) -> DesignModule:
    words = page.administrative.get("Study type", "")
    enrolled = count(page.recruitment.get("Enrollment"))
    return DesignModule(
        study_type=page.wordings.code(STUDY_TYPE, "Study type", words),
        patient_registry=True if "patient registry" in fold(words) else None,
        phases=page.wordings.phases("Phase", page.administrative.get("Phase")),
        design_info=_design_info(page),
        enrollment_info=None
        if enrolled is None
        else EnrollmentInfo(count=enrolled, type=date_type(page.recruitment.get("Enrollment"))),
    )


def _design_info(page: TabularPage) -> DesignInfo | None:
    """Read labelled values, one a line or parted by commas."""
    pieces = _DESIGN_LABEL.split(" ".join(page.rows(DESIGN)))
    page.wordings.keep(DESIGN, pieces[0])
    values = {
        name.capitalize(): value.strip(" ,;") for name, value in zip(pieces[1::2], pieces[2::2], strict=True)
    }
    page.wordings.keep("Endpoint Classification", values.get("Endpoint classification"))
    masking, masked = page.wordings.masking("Masking", values.get("Masking"))

    def code(codes: Mapping[str, str], name: str) -> str | None:
        return page.wordings.code(codes, name, values.get(name))

    info = DesignInfo(
        allocation=code(ALLOCATION, "Allocation"),
        intervention_model=code(INTERVENTION_MODEL, "Intervention model"),
        primary_purpose=code(PRIMARY_PURPOSE, "Primary purpose"),
        observational_model=code(OBSERVATIONAL_MODEL, "Observational model"),
        time_perspective=code(TIME_PERSPECTIVE, "Time perspective"),
        masking_info=MaskingInfo(masking=masking, who_masked=masked) if masking or masked else None,
    )
    return info if info != DesignInfo() else None


def _interventions(page: TabularPage) -> list[Intervention]:
    """Read groups of a type with a colon, a name, and a description of any length."""
    groups: list[tuple[str, list[str]]] = []
    for line in page.rows(INTERVENTION):
        if line.endswith(":") and fold(line) in INTERVENTION_TYPE:
            groups.append((INTERVENTION_TYPE[fold(line)], []))
        elif groups:
            groups[-1][1].append(line)
        else:
            page.wordings.keep(INTERVENTION, line)
    return [
        Intervention(type=kind, name=lines[0], description="\n".join(lines[1:]) or None)
        for kind, lines in groups
        if lines
    ]


def _outcomes(page: TabularPage) -> OutcomesModule:
    found: dict[str, list[Outcome]] = {"Primary": [], "Secondary": [], "Other": []}
    for row in _whole_rows(page.rows(OUTCOME)):
        if read := outcome_row(row):
            kind, outcome, safety = read
            found[kind].append(outcome)
            page.wordings.keep("Safety issue", f"{safety}: {outcome.measure}" if safety else None)
        else:
            page.wordings.keep(OUTCOME, row)
    return OutcomesModule(
        primary_outcomes=found["Primary"],
        secondary_outcomes=found["Secondary"],
        other_outcomes=found["Other"],
    )


def _whole_rows(lines: list[str]) -> list[str]:
    """Join lines to the row they go on from."""
    rows: list[list[str]] = []
    for line in lines:
        if rows and not is_outcome_row(line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [" ".join(row) for row in rows]


def _eligibility(page: TabularPage) -> EligibilityModule:
    facts, wordings = page.recruitment, page.wordings
    youngest, oldest = age_range(facts.get("Age group"))
    return EligibilityModule(
        eligibility_criteria=restore_criteria(facts.get("Eligibility", "")) or None,
        healthy_volunteers=wordings.yes_no(
            "Accepts healthy volunteers", facts.get("Accepts healthy volunteers")
        ),
        sex=wordings.code(SEX, "Gender", facts.get("Gender")),
        minimum_age=youngest,
        maximum_age=oldest,
        study_population=facts.get("Study population") or None,
        sampling_method=wordings.code(SAMPLING_METHOD, "Sampling method", facts.get("Sampling method")),
    )


def _contacts_and_locations(page: TabularPage) -> ContactsLocationsModule:
    """Read the contact and the sites; countries that are listed apart count only where no site is."""
    contact = Contact(name=page.stated("Contact"), phone=page.stated("Phone"), email=page.stated("Email"))
    countries = (one.strip() for row in page.rows(COUNTRIES) for one in row.split(", "))
    return ContactsLocationsModule(
        central_contacts=[contact] if contact != Contact() else [],
        locations=[location_row(row) for row in page.rows(LOCATIONS)]
        or [Location(country=country) for country in countries if country],
    )


def _beside(page: TabularPage) -> Beside:
    for label in ("Is FDA regulated", "Health authority"):
        page.wordings.keep(label, page.administrative.get(label))
    related = [related_row(row, page.wordings) for row in page.rows(SEE_ALSO)]
    return Beside(
        related_trials=[trial for trial in related if trial],
        other_facts=list(dict.fromkeys(page.wordings.other_facts)),
        restated=page.restated,
    )
