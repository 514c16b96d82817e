"""Field-per-line record: each field's name on a line that ends in a colon, its value on the lines below.

Names stand in the order of the registry's XML, and a group (`Intervention:`, `Facility:`) begins at its
own name. Long text was wrapped at a fixed width; it is joined again where the next word would not have
fitted. Inside prose a line such as `Intervention:` is text: only a field that may follow ends the prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

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
    is_blank,
    iso_date,
)
from kg.study import (
    ArmGroup,
    ArmsInterventionsModule,
    Beside,
    BrowseModule,
    ConditionsModule,
    Contact,
    ContactsLocationsModule,
    DateStruct,
    DerivedSection,
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
    Mesh,
    Official,
    OrganizationInfo,
    Outcome,
    OutcomesModule,
    ProtocolSection,
    Sponsor,
    SponsorCollaboratorsModule,
    StatusModule,
    Study,
)

TITLE = "field-per-line record"

records = one_page

WIDTH = 89
MOST_INDENTED = 16
_INTERVENTION = ("Intervention type", "Intervention name", "Description", "Arm group label", "Other name")
_ARM = ("Arm group label", "Arm group type", "Description")
_OUTCOME = ("Measure", "Time frame", "Measure description", "Description")
_PERSON = ("Last name", "Phone", "Phone ext", "Email", "Role", "Affiliation")
_SITE = ("Name", "Address", "City", "State", "Zip", "Country", "Status", "Contact", "Investigator", *_PERSON)
_BODY = ("Agency", "Agency class")
_GROUPS = {
    "Intervention": _INTERVENTION,
    "Arm group": _ARM,
    "Primary outcome": _OUTCOME,
    "Secondary outcome": _OUTCOME,
    "Other outcome": _OUTCOME,
    "Facility": _SITE,
    "Overall official": _PERSON,
    "Overall contact": _PERSON,
    "Overall contact backup": _PERSON,
    "Contact": _PERSON,
    "Investigator": _PERSON,
    "Lead sponsor": _BODY,
    "Collaborator": _BODY,
}
_BEFORE_PROSE = (
    "Trial Title", "Official title", "Acronym", "NCT ID", "Secondary ID", "Condition",
    "Conditions: Official terms", "Conditions: Keywords", "Interventions: Official terms", "Study type",
    "Study phase", "Overall status", "Why stopped", "Study design", "Allocation", "Intervention model",
    "Intervention model description", "Observational model", "Time perspective", "Primary purpose",
    "Masking", "Masking description", "Enrollment", "Org study ID",
)  # fmt: skip
_FROM_PROSE_ON = (
    "Summary", "Detailed description", "Criteria for eligibility", "Study pop", "Sampling method",
    "Criteria", "Gender", "Gender based", "Gender description", "Minimum age", "Maximum age",
    "Healthy volunteers", "Locations", "Start date", "Primary completion date", "Completion date",
    "Source", "Verification date", "Record processing date", "Source: ClinicalTrials.gov page",
)  # fmt: skip
_NAMES = {*_BEFORE_PROSE, *_FROM_PROSE_ON, *_GROUPS, *(name for group in _GROUPS.values() for name in group)}
_PROSE = {"Summary", "Detailed description", "Criteria"}
_AFTER_PROSE = {*_FROM_PROSE_ON, *_GROUPS} - {"Intervention", "Arm group", "Contact", "Investigator"}
_FREE_TEXT = {name for name in _NAMES if "escription" in name} | {"", "Study pop"}
_UNKNOWN_NAME = re.compile(r"[A-Z][A-Za-z ()/-]{2,40}\Z")
_ITEM = re.compile(r"\s*(?:\d+[.)]|[-*•·])\s|(?:inclusion|exclusion) criteria\b", re.IGNORECASE)

Fields = list[tuple[str, list[str]]]
Group = dict[str, list[str]]


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
    page = _Page(_fields(lines))
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


def _fields(lines: Iterable[str]) -> Fields:
    """Part lines into fields; what stands before the first field is nothing's value."""
    fields: Fields = []
    for line in map(str.strip, lines):
        before = fields[-1][0] if fields else ""
        if line.endswith(":") and _begins_a_field(line[:-1], before):
            fields.append((line[:-1], []))
        elif fields and line:
            fields[-1][1].append(line)
    return fields


def _begins_a_field(name: str, before: str) -> bool:
    """Tell a field's name from a line of text that ends in a colon, by the field it stands in."""
    if before in _PROSE:
        return name in _AFTER_PROSE
    return name in _NAMES or (before not in _FREE_TEXT and bool(_UNKNOWN_NAME.match(name)))


class _Page:
    """The fields of one record, in order."""

    def __init__(self, fields: Fields) -> None:
        self._fields = fields
        self._own = list(_outside_groups(fields))

    def unknown(self) -> Fields:
        """Give the fields that no layout seen so far has."""
        return [(name, lines) for name, lines in self._own if name not in _NAMES]

    def values(self, name: str) -> list[str]:
        """Give every value line of a field that belongs to no group."""
        return [line for found, lines in self._own if found == name for line in lines if not is_blank(line)]

    def first(self, name: str) -> str | None:
        return next(iter(self.values(name)), None)

    def line(self, name: str) -> str | None:
        """Give a value that may have been wrapped as one line, `N/A` included."""
        return next((" ".join(lines) for found, lines in self._own if found == name and lines), None)

    def text(self, name: str) -> str | None:
        """Give a passage with its lines joined again."""
        return next((joined(lines) for found, lines in self._own if found == name and lines), None)

    def groups(self, name: str) -> list[Group]:
        """Give the fields of each group that begins at a name; a field may have several values."""
        found: list[Group] = []
        members: Sequence[str] = ()
        for field, lines in self._fields:
            if field == name and field not in members:
                found.append({})
                members = _GROUPS[name]
            elif field in members:
                value = joined(lines)
                found[-1].setdefault(field, []).extend([value] if value else [])
            else:
                members = ()
        return found


def _outside_groups(fields: Fields) -> Iterable[tuple[str, list[str]]]:
    members: Sequence[str] = ()
    for field, lines in fields:
        if field in members:
            continue
        members = _GROUPS.get(field, ())
        if not members:
            yield field, lines


def joined(lines: Sequence[str]) -> str | None:
    """Join wrapped lines: a line goes on where the next word would not have fitted, and no item begins.

    The lines of an item were indented, so that less fitted on them.
    """
    text, before, in_item = "", "", False
    for line in lines:
        begins = bool(_ITEM.match(line))
        fitting = WIDTH - MOST_INDENTED if in_item else WIDTH
        goes_on = bool(before) and not begins and len(before) + 1 + len(line.split(" ", 1)[0]) > fitting
        text += (" " if goes_on else "\n") + line
        in_item = begins or (in_item and goes_on)
        before = line
    return text.strip() or None


def _one(group: Group, name: str) -> str | None:
    return next(iter(group.get(name, [])), None)


def _identification(page: _Page) -> IdentificationModule:
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


def _status(page: _Page, words: Wordings) -> StatusModule:
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


def _sponsors(page: _Page, words: Wordings) -> SponsorCollaboratorsModule:
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


def _design(page: _Page, words: Wordings) -> DesignModule:
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


def _arms(page: _Page, words: Wordings) -> ArmsInterventionsModule:
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


def _outcomes(page: _Page, name: str) -> list[Outcome]:
    return [
        Outcome(
            measure=_one(group, "Measure"),
            time_frame=_one(group, "Time frame"),
            description=_one(group, "Measure description") or _one(group, "Description"),
        )
        for group in page.groups(name)
        if group
    ]


def _eligibility(page: _Page, words: Wordings) -> EligibilityModule:
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


def _contacts_locations(page: _Page, words: Wordings) -> ContactsLocationsModule:
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


def _meshes(page: _Page, name: str) -> BrowseModule:
    return BrowseModule(meshes=[Mesh(term=term) for term in page.values(name)])
