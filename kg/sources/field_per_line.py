"""Field-per-line record: each field's name on a line that ends in a colon, its value on the lines below.

Names stand in the order of the registry's XML, and a group (`Intervention:`, `Facility:`) begins at its
own name. Long text was wrapped at a fixed width; it is joined again where the next word would not have
fitted. Inside prose a line such as `Intervention:` is text: only a field that may follow ends the prose.
"""

from __future__ import annotations

import re

from kg.sources._field_lines import FieldPage, Group, fields_of, joined
from kg.sources._pages import head_text, one_page, page_lines, read_to_the_cut
from kg.sources._words import (
    AGENCY_CLASS,
    ALLOCATION,
    INTERVENTION_MODEL,
    INTERVENTION_TYPE,
    OBSERVATIONAL_MODEL,
    PRIMARY_PURPOSE,
    ROLE,
    SAMPLING_METHOD,
    SEX,
    STATUS,
    STUDY_TYPE,
    TIME_PERSPECTIVE,
    Wordings,
    age,
    count,
    iso_date,
)
from kg.study import Study
from kg.study.beside import Beside
from kg.study.derived import BrowseModule, DerivedSection, Mesh
from kg.study.protocol import (
    ArmGroup,
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
    Official,
    OrganizationInfo,
    Outcome,
    OutcomesModule,
    ProtocolSection,
    Sponsor,
    SponsorCollaboratorsModule,
    StatusModule,
)

TITLE = "field-per-line record"

records = one_page


def recognises(head: bytes) -> bool:
    """Tell by field names on lines of their own, with the value on the next line."""
    text = "\n" + head_text(head)
    return "\nNCT ID:\n" in text and any(
        f"\n{one}:\n" in text for one in ("Trial Title", "Overall status", "Study type")
    )


def study(record: bytes) -> Study:
    """Read one record."""
    return read_to_the_cut(_study, page_lines(record))


def _study(lines: list[str]) -> Study:
    page = FieldPage(fields_of(lines))
    words = Wordings()
    for name, lines in page.unknown():
        words.keep(name, joined(lines))
    protocol = ProtocolSection(
        identification_module=_identification(page),
        status_module=_status(page, words),
        sponsor_collaborators_module=_sponsors(page, words),
        description_module=DescriptionModule(
            brief_summary=page.text("Summary"), detailed_description=page.text("Detailed description")
        ),
        conditions_module=ConditionsModule(
            conditions=page.values("Condition"), keywords=page.values("Conditions: Keywords")
        ),
        design_module=_design(page, words),
        arms_interventions_module=_arms(page, words),
        outcomes_module=OutcomesModule(
            primary_outcomes=_outcomes(page, "Primary outcome"),
            secondary_outcomes=_outcomes(page, "Secondary outcome"),
            other_outcomes=_outcomes(page, "Other outcome"),
        ),
        eligibility_module=_eligibility(page, words),
        contacts_locations_module=_contacts_locations(page, words),
    )
    return Study(
        protocol_section=protocol,
        derived_section=DerivedSection(
            condition_browse_module=_meshes(page, "Conditions: Official terms"),
            intervention_browse_module=_meshes(page, "Interventions: Official terms"),
        ),
        trialkg=Beside(
            source_url=page.first("Source: ClinicalTrials.gov page"),
            record_date=_processed(page.first("Record processing date")),
            other_facts=words.other_facts,
        ),
    )


def _one(group: Group, name: str) -> str | None:
    return next(iter(group.get(name, [])), None)


def _identification(page: FieldPage) -> IdentificationModule:
    source = page.line("Source")
    org_id = page.first("Org study ID")
    return IdentificationModule(
        nct_id=page.first("NCT ID"),
        brief_title=page.line("Trial Title"),
        official_title=page.line("Official title"),
        acronym=page.line("Acronym"),
        org_study_id_info=IdInfo(id=org_id) if org_id else None,
        secondary_id_infos=[IdInfo(id=value) for value in page.values("Secondary ID")],
        organization=OrganizationInfo(full_name=source) if source else None,
    )


def _status(page: FieldPage, words: Wordings) -> StatusModule:
    return StatusModule(
        overall_status=words.code(STATUS, "Overall status", page.line("Overall status")),
        why_stopped=page.line("Why stopped"),
        status_verified_date=iso_date(page.first("Verification date")),
        start_date_struct=_date(page.first("Start date")),
        primary_completion_date_struct=_date(page.first("Primary completion date")),
        completion_date_struct=_date(page.first("Completion date")),
    )


def _date(words: str | None) -> DateStruct | None:
    date = iso_date(words)
    return DateStruct(date=date) if date else None


def _processed(words: str | None) -> str | None:
    """Read the date at the end of the sentence that says when the record was processed."""
    found = re.search(r"\bon\s+(.+?)\.?\Z", words or "")
    return iso_date(found[1]) if found else None


def _sponsors(page: FieldPage, words: Wordings) -> SponsorCollaboratorsModule:
    def bodies(name: str) -> list[Sponsor]:
        return [
            Sponsor(
                name=_one(group, "Agency"),
                class_=words.code(AGENCY_CLASS, f"{name}: Agency class", _one(group, "Agency class")),
            )
            for group in page.groups(name)
            if _one(group, "Agency")
        ]

    return SponsorCollaboratorsModule(
        lead_sponsor=next(iter(bodies("Lead sponsor")), None), collaborators=bodies("Collaborator")
    )


def _design(page: FieldPage, words: Wordings) -> DesignModule:
    masking, masked = words.masking("Masking", page.line("Masking"))
    masking_info = MaskingInfo(
        masking=masking, masking_description=page.line("Masking description"), who_masked=masked
    )
    info = DesignInfo(
        allocation=words.code(ALLOCATION, "Allocation", page.line("Allocation")),
        intervention_model=words.code(
            INTERVENTION_MODEL, "Intervention model", page.line("Intervention model")
        ),
        intervention_model_description=page.text("Intervention model description"),
        primary_purpose=words.code(PRIMARY_PURPOSE, "Primary purpose", page.line("Primary purpose")),
        observational_model=words.code(
            OBSERVATIONAL_MODEL, "Observational model", page.line("Observational model")
        ),
        time_perspective=words.code(TIME_PERSPECTIVE, "Time perspective", page.line("Time perspective")),
        masking_info=masking_info if masking_info != MaskingInfo() else None,
    )
    enrolled = count(page.first("Enrollment"))
    return DesignModule(
        study_type=words.code(STUDY_TYPE, "Study type", page.line("Study type")),
        phases=words.phases("Study phase", page.line("Study phase")),
        design_info=info if info != DesignInfo() else None,
        enrollment_info=EnrollmentInfo(count=enrolled) if enrolled is not None else None,
    )


def _arms(page: FieldPage, words: Wordings) -> ArmsInterventionsModule:
    """Read interventions, and the arms from their labels; a second entry of a name adds arms to the first."""
    interventions: dict[tuple[str | None, str], Intervention] = {}
    arms: dict[str, list[str]] = {}
    for group in page.groups("Intervention"):
        kind = _one(group, "Intervention type")
        name = _one(group, "Intervention name")
        if not name:
            continue
        labels = group.get("Arm group label", [])
        found = interventions.get((kind, name))
        interventions[kind, name] = Intervention(
            type=words.code(INTERVENTION_TYPE, "Intervention type", kind),
            name=name,
            description=_one(group, "Description"),
            arm_group_labels=list(dict.fromkeys([*(found.arm_group_labels if found else []), *labels])),
            other_names=list(
                dict.fromkeys([*(found.other_names if found else []), *group.get("Other name", [])])
            ),
        )
        for label in labels:
            arms.setdefault(label, []).append(f"{kind}: {name}" if kind else name)
    return ArmsInterventionsModule(
        arm_groups=[
            ArmGroup(label=label, intervention_names=list(dict.fromkeys(names)))
            for label, names in arms.items()
        ],
        interventions=list(interventions.values()),
    )


def _outcomes(page: FieldPage, name: str) -> list[Outcome]:
    return [
        Outcome(
            measure=_one(group, "Measure"),
            time_frame=_one(group, "Time frame"),
            description=_one(group, "Measure description") or _one(group, "Description"),
        )
        for group in page.groups(name)
        if group
    ]


def _eligibility(page: FieldPage, words: Wordings) -> EligibilityModule:
    healthy = page.line("Healthy volunteers")
    return EligibilityModule(
        eligibility_criteria=page.text("Criteria"),
        sex=words.code(SEX, "Gender", page.line("Gender")),
        minimum_age=age(page.first("Minimum age")),
        maximum_age=age(page.first("Maximum age")),
        healthy_volunteers=words.yes_no("Healthy volunteers", healthy) if healthy else None,
        gender_description=page.text("Gender description"),
        study_population=page.text("Study pop"),
        sampling_method=words.code(SAMPLING_METHOD, "Sampling method", page.line("Sampling method")),
    )


def _contacts_locations(page: FieldPage, words: Wordings) -> ContactsLocationsModule:
    return ContactsLocationsModule(
        central_contacts=[
            _contact(group)
            for name in ("Overall contact", "Overall contact backup")
            for group in page.groups(name)
            if group
        ],
        overall_officials=[
            Official(
                name=_one(group, "Last name"),
                affiliation=_one(group, "Affiliation"),
                role=words.code(ROLE, "Overall official: Role", _one(group, "Role")),
            )
            for group in page.groups("Overall official")
            if group
        ],
        locations=[_location(group, words) for group in page.groups("Facility") if group],
    )


def _contact(group: Group) -> Contact:
    return Contact(
        name=_one(group, "Last name"),
        phone=_one(group, "Phone"),
        phone_ext=_one(group, "Phone ext"),
        email=_one(group, "Email"),
    )


def _location(group: Group, words: Wordings) -> Location:
    contact = _contact(group)
    return Location(
        facility=_one(group, "Name"),
        city=_one(group, "City"),
        state=_one(group, "State"),
        zip=_one(group, "Zip"),
        country=_one(group, "Country"),
        status=words.code(STATUS, "Facility: Status", _one(group, "Status")),
        contacts=[contact] if contact != Contact() else [],
    )


def _meshes(page: FieldPage, name: str) -> BrowseModule:
    return BrowseModule(meshes=[Mesh(term=term) for term in page.values(name)])
