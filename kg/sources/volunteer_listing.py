"""Volunteer listing: a page that looks for volunteers, with the trial's facts under headings and labels.

It names treatments without types and without arms, so the Study has interventions and no arm groups.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from kg.countries import country_names
from kg.sources._pages import (
    blocks,
    head_text,
    one_page,
    page_lines,
    paragraphs,
    prose,
    read_to_the_cut,
    sections,
)
from kg.sources._words import (
    SEX,
    STATUS,
    Wordings,
    age_range,
    count,
    fold,
    is_blank,
    iso_date,
    phase_codes,
)
from kg.study import Study
from kg.study.beside import Beside, Restated
from kg.study.protocol import (
    ArmsInterventionsModule,
    ConditionsModule,
    ContactsLocationsModule,
    DateStruct,
    DescriptionModule,
    DesignModule,
    EligibilityModule,
    EnrollmentInfo,
    IdentificationModule,
    IdInfo,
    Intervention,
    Location,
    ProtocolSection,
    Sponsor,
    SponsorCollaboratorsModule,
    StatusModule,
)

TITLE = "volunteer listing"

records = one_page

_HEADINGS = (
    "Phase",
    "Condition",
    "Treatment",
    "Clinical Study ID",
    "Study Summary",
    "Eligibility Criteria",
    "Study Design",
    "Study Description",
    "Connect with a study center",
    "Not the study for you?",
)
_TOP_LABELS = ("Last updated:", "Sponsor:", "Overall Status:")
_SUBHEADINGS = {"Inclusion", "Exclusion"}
_LABELLED = re.compile(r"([A-Z][A-Za-z()/ ]{2,40}):\s*(.*)\Z")
_NCT = re.compile(r"NCT\d{8}\Z")
_SITE_STATUS = {**STATUS, "site not available": "", "completed": "COMPLETED"}


def recognises(head: bytes) -> bool:
    """Tell by the heading over the ids and another one of the site's."""
    text = "\n" + head_text(head)
    return "\nClinical Study ID\n" in text and any(
        f"\n{marker}" in text for marker in ("Study Summary\n", "Eligibility Criteria\n", "Overall Status: ")
    )


def study(record: bytes) -> Study:
    """Read one page."""
    return read_to_the_cut(_study, page_lines(record))


def _study(lines: list[str]) -> Study:
    found = sections(lines, _HEADINGS)
    top = _labelled(found[""])
    design = _labelled(found.get("Study Design", []))
    ids, bullets = _ids(found.get("Clinical Study ID", []))
    words = Wordings()
    phases = words.phases("Phase", _only(found.get("Phase", [])))
    for name in ("Treatment Group(s)", "Primary Treatment"):
        words.keep(name, design.get(name))
    protocol = ProtocolSection(
        identification_module=_identification(found[""], ids),
        status_module=_status(top, design, words),
        sponsor_collaborators_module=_sponsor(top),
        description_module=DescriptionModule(
            brief_summary=prose(found.get("Study Summary", [])),
            detailed_description=prose(found.get("Study Description", [])),
        ),
        conditions_module=ConditionsModule(conditions=_names(found.get("Condition", []))),
        design_module=DesignModule(phases=phases, enrollment_info=_enrollment(design)),
        arms_interventions_module=ArmsInterventionsModule(
            interventions=[Intervention(name=name) for name in _names(found.get("Treatment", []))]
        ),
        eligibility_module=_eligibility(found.get("Eligibility Criteria", []), bullets, words),
        contacts_locations_module=ContactsLocationsModule(
            locations=list(_locations(found.get("Connect with a study center", []), words))
        ),
    )
    return Study(
        protocol_section=protocol,
        trialkg=Beside(other_facts=words.other_facts, restated=_restated(phases, design.get("Phase"))),
    )


def _labelled(lines: Iterable[str]) -> dict[str, str]:
    """Read `Label: value`, the value on the same line or on the next one; the first of a label counts."""
    found: dict[str, str] = {}
    waiting = None
    for line in filter(None, map(str.strip, lines)):
        if labelled := _LABELLED.match(line):
            name, value = labelled.groups()
            waiting = None if value else name
            if value:
                found.setdefault(name, value)
        elif waiting:
            found.setdefault(waiting, line)
            waiting = None
    return found


def _names(lines: Iterable[str]) -> list[str]:
    return [name for name in paragraphs(lines) if not is_blank(name)]


def _only(lines: Iterable[str]) -> str | None:
    return next(iter(_names(lines)), None)


def _identification(lines: list[str], ids: list[str]) -> IdentificationModule:
    """Read the title, which is the first line, and the ids: the NCT id, the sponsor's own, then others."""
    first = next((line.strip() for line in lines if line.strip()), None)
    title = None if first and first.startswith(_TOP_LABELS) else first
    nct_id = next((one for one in ids if _NCT.match(one)), None)
    others = [one for one in ids if one != nct_id]
    return IdentificationModule(
        nct_id=nct_id,
        brief_title=title,
        org_study_id_info=IdInfo(id=others[0]) if others else None,
        secondary_id_infos=[IdInfo(id=one) for one in others[1:]],
    )


def _ids(lines: list[str]) -> tuple[list[str], list[str]]:
    """Part the ids from the bullets on age and sex that follow them."""
    stripped = [line.strip() for line in lines if line.strip()]
    bullets = [line.lstrip("• ") for line in stripped if line.startswith("•")]
    return [line for line in stripped if not line.startswith("•")], bullets


def _status(top: dict[str, str], design: dict[str, str], words: Wordings) -> StatusModule:
    updated = iso_date(top.get("Last updated"))
    return StatusModule(
        overall_status=words.code(STATUS, "Overall Status", top.get("Overall Status")),
        start_date_struct=_date(design, "Study Start date"),
        completion_date_struct=_date(design, "Completion Date"),
        last_update_post_date_struct=DateStruct(date=updated) if updated else None,
    )


def _date(design: dict[str, str], name: str) -> DateStruct | None:
    """Read a date by the end of its label, which may begin with what kind of date it is."""
    for label, value in design.items():
        kind, found, _ = label.partition(name)
        if found and (date := iso_date(value)):
            types = {"estimated": "ESTIMATED", "anticipated": "ESTIMATED", "actual": "ACTUAL"}
            return DateStruct(date=date, type=types.get(fold(kind)))
    return None


def _sponsor(top: dict[str, str]) -> SponsorCollaboratorsModule:
    name = top.get("Sponsor")
    return SponsorCollaboratorsModule(lead_sponsor=Sponsor(name=name) if name else None)


def _enrollment(design: dict[str, str]) -> EnrollmentInfo | None:
    participants = count(design.get("Total Participants"))
    return None if participants is None else EnrollmentInfo(count=participants)


def _eligibility(lines: list[str], bullets: list[str], words: Wordings) -> EligibilityModule:
    youngest, oldest = age_range(next((bullet for bullet in bullets if bullet.startswith("Age")), None))
    sex = next((bullet for bullet in bullets if fold(bullet) in SEX), None)
    healthy = next((bullet for bullet in bullets if "healthy" in bullet.lower()), None)
    for bullet in bullets:
        if bullet not in (sex, healthy) and not bullet.startswith("Age"):
            words.keep("Eligibility", bullet)
    return EligibilityModule(
        eligibility_criteria=prose(line.strip() for line in lines if line.strip() not in _SUBHEADINGS),
        sex=words.code(SEX, "Sex", sex),
        minimum_age=youngest,
        maximum_age=oldest,
        healthy_volunteers="not" not in fold(healthy).split() if healthy else None,
    )


def _locations(lines: list[str], words: Wordings) -> Iterable[Location]:
    """Read the sites: a bullet with the facility, then its address, its country and its status."""
    site: list[list[str]] = []
    for block in blocks(lines):
        if block[0].startswith("•") and site:
            yield _location(site, words)
            site = []
        if block[0].startswith("•") or site:
            site.append(block)
    if site:
        yield _location(site, words)


def _location(site: list[list[str]], words: Wordings) -> Location:
    facility, *rest = [line.lstrip("• ") for block in site for line in block]
    status = next((line for line in rest if fold(line) in _SITE_STATUS), None)
    country = next((line for line in rest if line in country_names()), None)
    address = next((line for line in rest if line not in (status, country)), None)
    city, state, postal_code = _address(address)
    for line in rest:
        if line not in (status, country, address):
            words.keep(f"Site {facility}", line)
    if status and not _SITE_STATUS[fold(status)]:
        words.keep(f"Site {facility}", status)
        status = None
    return Location(
        facility=facility,
        city=city,
        state=state,
        zip=postal_code,
        country=country,
        status=words.code(STATUS, f"Site {facility}", status),
    )


def _address(line: str | None) -> tuple[str | None, str | None, str | None]:
    """Part `City, State 12345`, `City, 12345` and `City, State`; a postal code has a digit.

    >>> _address("Guangzhou, Guangdong 510065"), _address("London, SW3 6JJ")
    (('Guangzhou', 'Guangdong', '510065'), ('London', None, 'SW3 6JJ'))
    """
    if not line:
        return None, None, None
    city, _, rest = line.partition(",")
    state: list[str] = []
    code: list[str] = []
    for word in rest.split():
        (code if code or any(map(str.isdigit, word)) else state).append(word)
    return city.strip() or None, " ".join(state) or None, " ".join(code) or None


def _restated(phases: list[str], again: str | None) -> list[Restated]:
    """Keep the phase under Study Design where it is not the one on top."""
    codes = phase_codes(again or "")
    if not codes or not phases or codes == phases:
        return []
    return [Restated(field="designModule.phases", value="/".join(codes), words=f"Phase: {again}")]
