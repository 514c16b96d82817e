"""Trial pages that open with "Basic Information", each section led in by a sentence of the site's own.

Values are the codes of the API already. The layout states no types of dates, and prints each
intervention twice; see `_snapshot_sections` for what is a heading, `_snapshot_groups` for the arms,
`_snapshot_entries` for the lists. Countries are the site's summary of the sites, and count only where no
site is given. A contact of a facility has no place of its own in the model: it goes with the only site,
and where there are several it is left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec.structs import replace

from kg.sources._pages import head_text, one_page, page_lines, prose, read_to_the_cut
from kg.sources._snapshot_entries import (
    contacts,
    identifiers,
    links,
    locations,
    officials,
    outcomes,
    references,
    related_trials,
    responsible_party,
    sponsors,
)
from kg.sources._snapshot_groups import arms_and_interventions
from kg.sources._snapshot_sections import (
    BASIC_LABELS,
    BASICS,
    CENTRAL,
    CONDITIONS,
    COUNTRIES,
    DESCRIPTION,
    DESIGN,
    DESIGN_LABELS,
    DOCUMENTS,
    ELIGIBILITY,
    ELIGIBILITY_LABELS,
    FACILITY,
    GROUPS,
    IDENTIFIERS,
    INTERVENTIONS,
    INVESTIGATORS,
    KEYWORDS,
    LINKS,
    LOCATIONS,
    OTHER,
    OTHER_NAMES,
    PRIMARY,
    REFERENCES,
    RELATED,
    RESPONSIBLE,
    RESULTS,
    SECONDARY,
    SPONSORS,
    SUMMARY,
    SnapshotPage,
)
from kg.sources._words import (
    ALLOCATION,
    INTERVENTION_MODEL,
    MASKED,
    MASKING,
    OBSERVATIONAL_MODEL,
    PRIMARY_PURPOSE,
    SAMPLING_METHOD,
    SEX,
    STATUS,
    STUDY_TYPE,
    TIME_PERSPECTIVE,
    age,
    count,
    date_struct,
    date_type,
    fold,
)
from kg.study import Study
from kg.study.beside import Beside
from kg.study.protocol import (
    ArmsInterventionsModule,
    ConditionsModule,
    ContactsLocationsModule,
    DescriptionModule,
    DesignInfo,
    DesignModule,
    EligibilityModule,
    EnrollmentInfo,
    IdentificationModule,
    Location,
    MaskingInfo,
    OutcomesModule,
    ProtocolSection,
    ReferencesModule,
    SponsorCollaboratorsModule,
    StatusModule,
)

TITLE = "snapshot page"

records = one_page

_DISTINCTIVE = frozenset({"Basic Information", "Recruitment Status", "Study Classification", "Study Groups"})
_ID_LINE = re.compile(r"NCT ID:\s+(\S+)")
_UPDATED_LINE = re.compile(r"Last Updated:\s+(\S.*)")
_HEADER_LINE = re.compile(r"([A-Z][\w ]{2,40}):\s+(\S.*)")


def recognises(head: bytes) -> bool:
    """Tell by the line of the NCT ID, and the date right after it or two headings of the layout."""
    spoken = [line.strip() for line in head_text(head).split("\n") if line.strip()]
    at = next((at for at, line in enumerate(spoken) if _ID_LINE.fullmatch(line)), None)
    if at is None:
        return False
    is_dated = any(re.fullmatch(r"Last Updated:\s+\d{4}-\d\d-\d\d", line) for line in spoken[at + 1 : at + 2])
    return is_dated or len(_DISTINCTIVE.intersection(spoken)) > 1


def study(record: bytes) -> Study:
    """Read a page."""
    return read_to_the_cut(_study, page_lines(record))


def _study(lines: list[str]) -> Study:
    page = SnapshotPage(lines)
    basics = {
        label: words[0]
        for label, words in page.facts(BASICS, page.lines(BASICS), BASIC_LABELS).items()
        if words
    }
    design = page.facts(DESIGN, page.lines(DESIGN), DESIGN_LABELS)
    return Study(
        protocol_section=ProtocolSection(
            identification_module=_identification(page, basics),
            status_module=_status(page, basics),
            sponsor_collaborators_module=_sponsors(page),
            description_module=DescriptionModule(
                brief_summary=prose(page.sections.get(SUMMARY, [])),
                detailed_description=prose(page.sections.get(DESCRIPTION, [])),
            ),
            conditions_module=ConditionsModule(
                conditions=page.lines(CONDITIONS), keywords=page.lines(KEYWORDS)
            ),
            design_module=_design(page, basics, design),
            arms_interventions_module=_arms_and_interventions(page),
            outcomes_module=OutcomesModule(
                primary_outcomes=outcomes(page.paragraphs(PRIMARY)),
                secondary_outcomes=outcomes(page.paragraphs(SECONDARY)),
                other_outcomes=outcomes(page.paragraphs(OTHER)),
            ),
            eligibility_module=_eligibility(page, design),
            contacts_locations_module=_contacts_and_locations(page),
            references_module=ReferencesModule(
                references=references(page.paragraphs(REFERENCES)), see_also_links=links(page.lines(LINKS))
            ),
        ),
        has_results=_has_results(page),
        trialkg=_beside(page),
    )


def _identification(page: SnapshotPage, basics: dict[str, str]) -> IdentificationModule:
    own, secondary, aliases = identifiers(page.lines(IDENTIFIERS), page.wordings)
    title, nct_id, _ = _header(page)
    return IdentificationModule(
        nct_id=nct_id,
        nct_id_aliases=aliases,
        org_study_id_info=own,
        secondary_id_infos=secondary,
        brief_title=title,
        official_title=basics.get("Official Title"),
        acronym=basics.get("Acronym"),
    )


def _header(page: SnapshotPage) -> tuple[str | None, str | None, list[str]]:
    """Give what stands before the first section: the title, the NCT ID, and the lines after it."""
    lines = page.lines("")
    at = next((at for at, line in enumerate(lines) if _ID_LINE.fullmatch(line)), len(lines))
    found = _ID_LINE.fullmatch(lines[at]) if at < len(lines) else None
    return " ".join(lines[:at]) or None, found and found[1], lines[at + 1 :]


def _status(page: SnapshotPage, basics: dict[str, str]) -> StatusModule:
    updated: str | None = None
    for line in _header(page)[2]:
        if found := _UPDATED_LINE.fullmatch(line):
            updated = found[1]
        elif found := _HEADER_LINE.fullmatch(line):
            page.wordings.keep(found[1], found[2])
    return StatusModule(
        overall_status=page.wordings.code(STATUS, "Recruitment Status", basics.get("Recruitment Status")),
        why_stopped=basics.get("Why Stopped"),
        start_date_struct=date_struct(basics.get("Study Start Date")),
        primary_completion_date_struct=date_struct(basics.get("Primary Completion Date")),
        completion_date_struct=date_struct(basics.get("Study Completion Date")),
        last_update_post_date_struct=date_struct(updated),
    )


def _sponsors(page: SnapshotPage) -> SponsorCollaboratorsModule:
    lead, collaborators = sponsors(page.lines(SPONSORS), page.wordings)
    return SponsorCollaboratorsModule(
        responsible_party=responsible_party(page.lines(RESPONSIBLE), page.wordings),
        lead_sponsor=lead,
        collaborators=collaborators,
    )


def _design(page: SnapshotPage, basics: dict[str, str], design: dict[str, list[str]]) -> DesignModule:
    enrolled = count(basics.get("Total Enrollment"))
    info = DesignInfo(
        allocation=_code(page, ALLOCATION, design, "Allocation Method"),
        intervention_model=_code(page, INTERVENTION_MODEL, design, "Intervention Model"),
        primary_purpose=_code(page, PRIMARY_PURPOSE, design, "Primary Study Purpose"),
        observational_model=_code(
            page, OBSERVATIONAL_MODEL, design, "Observational Model Type", "Observational Model"
        ),
        time_perspective=_code(page, TIME_PERSPECTIVE, design, "Study Time Perspective", "Time Perspective"),
        masking_info=_masking(page, design.get("Blinding Strategy", [])),
    )
    return DesignModule(
        study_type=page.wordings.code(STUDY_TYPE, "Study Classification", basics.get("Study Classification")),
        phases=page.wordings.phases("Clinical Phase", basics.get("Clinical Phase")),
        design_info=info if info != DesignInfo() else None,
        enrollment_info=None
        if enrolled is None
        else EnrollmentInfo(count=enrolled, type=date_type(basics.get("Total Enrollment"))),
    )


def _code(
    page: SnapshotPage, codes: Mapping[str, str], facts: dict[str, list[str]], *labels: str
) -> str | None:
    """Look up the code of what stands under the first label that the page has."""
    label = next((label for label in labels if facts.get(label)), None)
    return page.wordings.code(codes, label, facts[label][0]) if label else None


def _masking(page: SnapshotPage, lines: list[str]) -> MaskingInfo | None:
    """Read the masking, and on the lines after it who is masked, in the plural."""
    if not lines:
        return None
    masked: list[str] = []
    for line in lines[1:]:
        code = MASKED.get(fold(line)) or page.wordings.code(MASKED, "Blinding Strategy", line.rstrip("s"))
        masked += [code] if code else []
    return MaskingInfo(masking=page.wordings.code(MASKING, "Blinding Strategy", lines[0]), who_masked=masked)


def _arms_and_interventions(page: SnapshotPage) -> ArmsInterventionsModule:
    module = arms_and_interventions(page.paragraphs(GROUPS), page.paragraphs(INTERVENTIONS), page.wordings)
    names = page.lines(OTHER_NAMES)
    if len(module.interventions) == 1:
        return replace(module, interventions=[replace(module.interventions[0], other_names=names)])
    for name in names:
        page.wordings.keep(OTHER_NAMES, name)
    return module


def _eligibility(page: SnapshotPage, design: dict[str, list[str]]) -> EligibilityModule:
    """Read the criteria up to the first label; the population studied stands here or with the design."""
    lines = page.sections.get(ELIGIBILITY, [])
    end = next((at for at, line in enumerate(lines) if line.strip() in ELIGIBILITY_LABELS), len(lines))
    rest = [line.strip() for line in lines[end:] if line.strip()]
    facts = design | page.facts(
        ELIGIBILITY, rest, ELIGIBILITY_LABELS | {"Sampling Method", "Study Population"}
    )
    healthy = facts.get("Accepts Healthy Volunteers", [])
    return EligibilityModule(
        eligibility_criteria=prose(lines[:end]),
        healthy_volunteers=page.wordings.yes_no(
            "Accepts Healthy Volunteers", healthy[0] if healthy else None
        ),
        sex=_code(page, SEX, facts, "Eligible Sex"),
        minimum_age=age(" ".join(facts.get("Minimum Eligible Age", []))),
        maximum_age=age(" ".join(facts.get("Maximum Eligible Age", []))),
        study_population="\n".join(facts.get("Study Population", [])) or None,
        sampling_method=_code(page, SAMPLING_METHOD, facts, "Sampling Method"),
    )


def _contacts_and_locations(page: SnapshotPage) -> ContactsLocationsModule:
    sites = locations(page.lines(LOCATIONS), page.wordings)
    if not sites:
        sites = [Location(country=country) for country in page.lines(COUNTRIES)]
    elif len(sites) == 1:
        sites = [replace(sites[0], contacts=contacts(page.lines(FACILITY), page.wordings))]
    return ContactsLocationsModule(
        central_contacts=contacts(page.lines(CENTRAL), page.wordings),
        overall_officials=officials(page.lines(INVESTIGATORS), page.wordings),
        locations=sites,
    )


def _has_results(page: SnapshotPage) -> bool | None:
    """Tell by the first line of the results; the sentence after it is the site's."""
    told, *others = page.paragraphs(RESULTS) or [""]
    words = set(fold(told).split())
    found: bool | None = None
    if words & {"pending", "no", "not"}:
        found = False
    elif words & {"available", "posted", "published", "submitted"}:
        found = True
    else:
        page.wordings.keep(RESULTS, told)
    for paragraph in others[1:]:
        page.wordings.keep(RESULTS, paragraph)
    return found


def _beside(page: SnapshotPage) -> Beside:
    """Keep what the protocol has no field for."""
    for line in page.lines(DOCUMENTS):
        name, parted, words = line.partition(": ")
        if parted:
            page.wordings.keep(name, words)
    for name in page.unknown():
        page.wordings.keep(name, prose(page.sections[name]))
    related = related_trials(page.lines(RELATED), page.wordings)
    return Beside(related_trials=related, other_facts=list(dict.fromkeys(page.wordings.other_facts)))
