"""Study-details page: the registry's fields under their own headings, as text that lost its tables.

Under "Arms and Interventions" bullets have slipped by one line, so a heading (`Drug: X`, `Experimental: Y`)
may stand behind a bullet that belongs to the list before it. An arm heading is an arm type, a colon and a
label; an intervention heading an intervention type, a colon and a name. A row of the table of sites has no
separators: see `_site_rows`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kg.sources._arm_table import arms_and_interventions
from kg.sources._pages import head_text, one_page, page_lines, prose, read_to_the_cut, sections
from kg.sources._site_rows import site_rows
from kg.sources._words import (
    AGENCY_CLASS,
    ALLOCATION,
    DATE_TYPE,
    INTERVENTION_MODEL,
    OBSERVATIONAL_MODEL,
    PRIMARY_PURPOSE,
    ROLE,
    SAMPLING_METHOD,
    SEX,
    STATUS,
    STUDY_TYPE,
    TIME_PERSPECTIVE,
    Wordings,
    age_range,
    count,
    fold,
    is_blank,
    iso_date,
    phase_codes,
)
from kg.study import Study
from kg.study.beside import Beside
from kg.study.derived import BrowseModule, DerivedSection, Mesh
from kg.study.protocol import (
    ConditionsModule,
    ContactsLocationsModule,
    DateStruct,
    DescriptionModule,
    DesignInfo,
    DesignModule,
    EligibilityModule,
    EnrollmentInfo,
    IdentificationModule,
    IdInfo,
    MaskingInfo,
    Official,
    Outcome,
    OutcomesModule,
    OversightModule,
    ProtocolSection,
    ResponsibleParty,
    Sponsor,
    SponsorCollaboratorsModule,
    StatusModule,
)

TITLE = "study-details page"

records = one_page

_HEADINGS = (
    "Study Details", "Study Description", "Brief Summary",
    "Condition or Disease Intervention/Treatment Phase",
    "Detailed Description", "Study Design", "Arms and Interventions", "Outcome Measures",
    "Primary Outcome Measures", "Secondary Outcome Measures", "Other Outcome Measures",
    "Eligibility Criteria", "Contacts and Locations", "Locations", "Sponsors and Collaborators",
    "Investigators", "Study Documents (Full-Text)", "More Information", "Publications",
    "Additional relevant MeSH terms:", "Keywords provided by", "Study Results",
)  # fmt: skip
_FIGURES = ("Enrollment", "Locations", "Arms", "Duration (Months)", "Patients Per Site Per Month")
_FIELD = re.compile(r"([A-Z][A-Za-z.\-/() ]{1,60}?)\s*:\s*(.*)\Z")
_OUTCOME = re.compile(r"\s*(\d+)\.\s+(.*?)(?:\s*\[(.*)\])?\s*\Z")
_CLASS = re.compile(r"(.+?)\s*\(([A-Za-z. ]+)\)\Z")
_BEFORE_CRITERIA = (
    "Ages Eligible",
    "Sexes Eligible",
    "Accepts Healthy",
    "Study Population",
    "Sampling Method",
)
_TOP = ("Sponsor", "Overall Status", "CT.gov ID", "Collaborator")


def recognises(head: bytes) -> bool:
    """Tell by the site's word for the registry's id and another of its headings."""
    text = re.sub(r"\n[ \t]+", "\n", "\n" + head_text(head))
    return "\nCT.gov ID\n" in text and any(
        f"\n{heading}\n" in text for heading in ("Study Details", "Overall Status")
    )


def study(record: bytes) -> Study:
    """Read one page."""
    return read_to_the_cut(_study, page_lines(record))


def _study(lines: list[str]) -> Study:
    found = sections(lines, _HEADINGS)
    top = _blocks_under(found[""], _TOP)
    fields = _fields(
        [*found.get("Study Design", []), *found.get("Publications", []), *found.get("More Information", [])]
    )
    criteria = _fields(found.get("Eligibility Criteria", []))
    words = Wordings()
    _keep_figures(top.get("Collaborator", []), words)
    sites = list(site_rows(found.get("Locations", [])))
    protocol = ProtocolSection(
        identification_module=_identification(found[""], top, fields),
        status_module=_status(top, fields, words),
        sponsor_collaborators_module=_sponsors(top, fields),
        oversight_module=_oversight(fields, words),
        description_module=DescriptionModule(
            brief_summary=prose(found.get("Brief Summary", [])),
            detailed_description=prose(found.get("Detailed Description", [])),
        ),
        conditions_module=ConditionsModule(conditions=_conditions(found.get(_HEADINGS[3], []))),
        design_module=_design(found.get(_HEADINGS[3], []), fields, words),
        arms_interventions_module=arms_and_interventions(found.get("Arms and Interventions", [])),
        outcomes_module=OutcomesModule(
            primary_outcomes=list(_outcomes(found.get("Primary Outcome Measures", []))),
            secondary_outcomes=list(_outcomes(found.get("Secondary Outcome Measures", []))),
            other_outcomes=list(_outcomes(found.get("Other Outcome Measures", []))),
        ),
        eligibility_module=_eligibility(found.get("Eligibility Criteria", []), criteria, words),
        contacts_locations_module=ContactsLocationsModule(
            overall_officials=list(_officials(found.get("Investigators", []), words)), locations=sites
        ),
    )
    meshes = [Mesh(term=term) for term in _bullets(found.get("Additional relevant MeSH terms:", []))]
    return Study(
        protocol_section=protocol,
        derived_section=DerivedSection(condition_browse_module=BrowseModule(meshes=meshes)),
        has_results=_has_results(found.get("Study Results", [])),
        trialkg=Beside(other_facts=words.other_facts),
    )


def _blocks_under(lines: Iterable[str], names: tuple[str, ...]) -> dict[str, list[str]]:
    """Read values that stand on the lines under their name."""
    found: dict[str, list[str]] = {}
    name = ""
    for line in filter(None, map(str.strip, lines)):
        if line in names:
            name = line
        elif name:
            found.setdefault(name, []).append(line)
    return found


def _fields(lines: Iterable[str]) -> dict[str, list[str]]:
    """Read `Name:` with its values on the lines below, or behind the colon."""
    found: dict[str, list[str]] = {}
    name = ""
    for line in filter(None, map(str.strip, lines)):
        if (field := _FIELD.match(line)) and (not field[2] or field[1] in found or name == ""):
            name = field[1]
            found.setdefault(name, []).extend(filter(None, [field[2]]))
        elif name:
            found[name].append(line.removeprefix("• "))
    return found


def _first(fields: dict[str, list[str]], name: str) -> str | None:
    return next((value for value in fields.get(name, []) if not is_blank(value)), None)


def _keep_figures(lines: list[str], words: Wordings) -> None:
    """Keep the bare numbers under the collaborators, by the site's names where all five are there."""
    figures = [line for line in lines if re.fullmatch(r"[\d.,]+", line)]
    if len(figures) == len(_FIGURES):
        for name, figure in zip(_FIGURES, figures, strict=True):
            words.keep(name, figure)
    else:
        words.keep("Figures", " ".join(figures))


def _identification(
    lines: list[str], top: dict[str, list[str]], fields: dict[str, list[str]]
) -> IdentificationModule:
    title = next((line.strip() for line in lines if line.strip()), None)
    others = [one for one in fields.get("Other Study ID Numbers", []) if not is_blank(one)]
    return IdentificationModule(
        nct_id=_first(top, "CT.gov ID") or _first(fields, "ClinicalTrials.gov Identifier"),
        brief_title=None if title in _TOP else title,
        official_title=_first(fields, "Official Title"),
        org_study_id_info=IdInfo(id=others[0]) if others else None,
        secondary_id_infos=[IdInfo(id=one) for one in others[1:]],
    )


def _status(top: dict[str, list[str]], fields: dict[str, list[str]], words: Wordings) -> StatusModule:
    posted = {name: iso_date(_first(fields, name)) for name in ("First Posted", "Last Update Posted")}
    return StatusModule(
        overall_status=words.code(STATUS, "Overall Status", _first(top, "Overall Status")),
        start_date_struct=_date(fields, "Study Start Date"),
        primary_completion_date_struct=_date(fields, "Primary Completion Date"),
        completion_date_struct=_date(fields, "Study Completion Date"),
        study_first_post_date_struct=_untyped(posted["First Posted"]),
        last_update_post_date_struct=_untyped(posted["Last Update Posted"]),
        status_verified_date=iso_date(_first(fields, "Last Verified")),
    )


def _date(fields: dict[str, list[str]], name: str) -> DateStruct | None:
    """Read a date whose name begins with its type: `Anticipated Study Completion Date`."""
    for label in fields:
        if label.endswith(name) and (date := iso_date(_first(fields, label))):
            return DateStruct(date=date, type=DATE_TYPE.get(fold(label.removesuffix(name))))
    return None


def _untyped(date: str | None) -> DateStruct | None:
    return DateStruct(date=date) if date else None


def _sponsors(top: dict[str, list[str]], fields: dict[str, list[str]]) -> SponsorCollaboratorsModule:
    sponsors = [_sponsor(line) for line in top.get("Sponsor", [])]
    collaborators = [
        name
        for line in top.get("Collaborator", [])
        if not re.fullmatch(r"[\d.,]+", line)
        for name in re.split(r"(?<=\)),\s*", line)
    ]
    return SponsorCollaboratorsModule(
        lead_sponsor=next(iter(sponsors), None),
        collaborators=[_sponsor(line) for line in collaborators if not is_blank(line)],
        responsible_party=_responsible(_first(fields, "Responsible Party"), sponsors),
    )


def _sponsor(line: str) -> Sponsor:
    """Read `Fudan University (Other)`; brackets that hold no class belong to the name."""
    found = _CLASS.match(line)
    kind = AGENCY_CLASS.get(fold(found[2])) if found else None
    return Sponsor(name=found[1] if found and kind else line, class_=kind)


def _responsible(words: str | None, sponsors: list[Sponsor]) -> ResponsibleParty | None:
    """Read `Name, degrees, Title, Affiliation`; the sponsor's own name alone is the sponsor.

    The name is the first part and its degrees, the affiliation the last part, the title what is between.
    """
    if not words:
        return None
    if any(words == sponsor.name for sponsor in sponsors):
        return ResponsibleParty(type="SPONSOR")
    name, *rest = [part.strip() for part in words.split(",")]
    while rest and re.fullmatch(r"(?:[A-Z][a-z]?\.?){2,5}", rest[0]):
        name += f", {rest.pop(0)}"
    if not rest:
        return ResponsibleParty(old_name_title=words)
    *title, affiliation = rest
    return ResponsibleParty(
        type="PRINCIPAL_INVESTIGATOR" if title else None,
        investigator_full_name=name,
        investigator_title=", ".join(title) or None,
        investigator_affiliation=affiliation,
    )


def _oversight(fields: dict[str, list[str]], words: Wordings) -> OversightModule:
    def flag(name: str) -> bool | None:
        value = _first(fields, name)
        return words.yes_no(name, value) if value else None

    return OversightModule(
        is_fda_regulated_drug=flag("Studies a U.S. FDA-regulated Drug Product"),
        is_fda_regulated_device=flag("Studies a U.S. FDA-regulated Device Product"),
        is_us_export=flag("Product Manufactured in and Exported from the U.S."),
        oversight_has_dmc=flag("Has Data Monitoring Committee"),
    )


def _table(lines: Iterable[str]) -> list[str]:
    """Give the cells of the table of conditions, interventions and phases, bullets taken off."""
    return [line.strip().lstrip("•").strip() for line in lines if line.strip()]


def _conditions(lines: list[str]) -> list[str]:
    """Give the cells that are neither an intervention (`Drug: X`) nor phases."""
    return [
        cell
        for cell in _table(lines)
        if not re.match(r"[A-Z][a-z]+(?: [A-Z][a-z]+)?: ", cell)
        and not phase_codes(cell)
        and not is_blank(cell)
    ]


def _bullets(lines: Iterable[str]) -> list[str]:
    return [line for line in _table(lines) if not is_blank(line)]


def _design(table: list[str], fields: dict[str, list[str]], words: Wordings) -> DesignModule:
    masking, masked = words.masking("Masking", _first(fields, "Masking"))
    masking_info = MaskingInfo(
        masking=masking, who_masked=masked, masking_description=_once(_first(fields, "Masking Description"))
    )
    info = DesignInfo(
        allocation=words.code(ALLOCATION, "Allocation", next(iter(fields.get("Allocation", [])), None)),
        intervention_model=words.code(
            INTERVENTION_MODEL, "Intervention Model", _first(fields, "Intervention Model")
        ),
        intervention_model_description=_once(_first(fields, "Intervention Model Description")),
        observational_model=words.code(
            OBSERVATIONAL_MODEL, "Observational Model", _first(fields, "Observational Model")
        ),
        time_perspective=words.code(TIME_PERSPECTIVE, "Time Perspective", _first(fields, "Time Perspective")),
        primary_purpose=words.code(PRIMARY_PURPOSE, "Primary Purpose", _first(fields, "Primary Purpose")),
        masking_info=masking_info if masking_info != MaskingInfo() else None,
    )
    return DesignModule(
        study_type=words.code(STUDY_TYPE, "Study Type", _first(fields, "Study Type")),
        phases=next((codes for cell in _table(table) if (codes := phase_codes(cell))), []),
        design_info=info if info != DesignInfo() else None,
        enrollment_info=_enrollment(fields),
    )


def _once(words: str | None) -> str | None:
    """Undo the site's doubling of a text: the same words twice in a row."""
    half = len(words or "") // 2
    return words[:half] if words and words[:half] == words[half:] else words


def _enrollment(fields: dict[str, list[str]]) -> EnrollmentInfo | None:
    for label in fields:
        if label.endswith("Enrollment") and (number := count(_first(fields, label))) is not None:
            return EnrollmentInfo(count=number, type=DATE_TYPE.get(fold(label.removesuffix("Enrollment"))))
    return None


def _outcomes(lines: list[str]) -> Iterator[Outcome]:
    """Read `1. Measure [Time frame]` and the description below it."""
    measure: re.Match[str] | None = None
    description: list[str] = []
    number = 0
    for line in [*lines, f"{-1}. end"]:
        found = _OUTCOME.match(line)
        if (found and int(found[1]) == number + 1) or line == "-1. end":
            if measure:
                yield Outcome(measure=measure[2], time_frame=measure[3], description=prose(description))
            measure, description = found, []
            number += 1
        else:
            description.append(line.strip())


def _eligibility(lines: list[str], fields: dict[str, list[str]], words: Wordings) -> EligibilityModule:
    youngest, oldest = age_range(_first(fields, "Ages Eligible for Study"))
    healthy = _first(fields, "Accepts Healthy Volunteers")
    return EligibilityModule(
        eligibility_criteria=_criteria(lines),
        minimum_age=youngest,
        maximum_age=oldest,
        sex=words.code(SEX, "Sexes Eligible for Study", _first(fields, "Sexes Eligible for Study")),
        healthy_volunteers=words.yes_no("Accepts Healthy Volunteers", healthy) if healthy else None,
        study_population=_first(fields, "Study Population"),
        sampling_method=words.code(SAMPLING_METHOD, "Sampling Method", _first(fields, "Sampling Method")),
    )


def _criteria(lines: list[str]) -> str | None:
    """Give the criteria: everything from the first heading of criteria on, else what follows the fields."""
    stripped = [line.strip() for line in lines]
    start = next(
        (n for n, line in enumerate(stripped) if re.match(r"(?:in|ex)clusion criteria", line, re.I)), None
    )
    if start is None:
        start = max(
            (n + 2 for n, line in enumerate(stripped) if line.startswith(_BEFORE_CRITERIA)), default=0
        )
    return prose(line for line in stripped[start:] if line != "Criteria")


def _officials(lines: list[str], words: Wordings) -> Iterator[Official]:
    """Read `Principal Investigator: Name, degrees, Affiliation`; the last part is the affiliation."""
    for line in _bullets(lines):
        role, colon, person = line.partition(":")
        name, comma, affiliation = person.strip().rpartition(", ")
        if colon and person.strip():
            yield Official(
                name=name if comma else person.strip(),
                affiliation=affiliation if comma else None,
                role=words.code(ROLE, "Investigators", role),
            )


def _has_results(lines: list[str]) -> bool | None:
    text = prose(lines)
    if not text:
        return None
    return not text.startswith("No Results Posted")
