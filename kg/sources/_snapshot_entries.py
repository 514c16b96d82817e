"""The lists of a snapshot page that are told apart only by the line that closes or follows a name.

Sponsors end in "Sponsor Role …", sites in "Site Status …", identifiers in "Identifier Source: …"; people
have a "Role: …" after their name, or after their affiliation where the first of them has two lines
before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from kg.countries import country_names
from kg.sources._words import AGENCY_CLASS, RESPONSIBLE_PARTY, ROLE, STATUS, Wordings, is_blank
from kg.study.beside import RelatedTrial
from kg.study.protocol import (
    Contact,
    IdInfo,
    Location,
    Official,
    Outcome,
    Reference,
    ResponsibleParty,
    SeeAlsoLink,
    Sponsor,
)

_CONTACT_ROLES = {"primary": "CONTACT", "backup": "CONTACT"} | ROLE  # the two contacts a site may have
_EXTENSION = re.compile(r"(.*?)\s*\bext(?:ension)?\.?:?\s*(\d+)", re.IGNORECASE)
_INSTITUTION = re.compile(
    r"hosp|univer|cent(?:er|re|ro)|clin|klin|instit|medic|medi[zc]in|college|facult|school|depart|research|trial"
    r"|pharm|health|laborat|found|associat|unit\b|site",
    re.IGNORECASE,
)
_TIME_FRAME = re.compile(r"Time ?frame:?\s*(.*)", re.IGNORECASE)
_RELATED = re.compile(r"(NCT\d{8})\b(?:\s+([A-Z_]+))?(?:\s+(.*))?")
_REFERENCE_FIELDS = {"PMID": "pmid", "Reference Type": "type", "Type": "type"}
_REFERENCE_LABEL = re.compile(r"(PMID|Reference Type|Type):?\s+(\S+).*")


def _closed(lines: list[str], closing: str) -> Iterator[tuple[list[str], str | None]]:
    """Group lines up to the one that begins with `closing`; give also what that says."""
    group: list[str] = []
    for line in lines:
        if f"{line} ".startswith(f"{closing} "):
            yield group, line[len(closing) :].strip()
            group = []
        else:
            group.append(line)
    if group:
        yield group, None


def sponsors(lines: list[str], wordings: Wordings) -> tuple[Sponsor | None, list[Sponsor]]:
    """Read name, class, "Sponsor Role lead" or "collaborator"; where the role is cut off the name is kept."""
    lead: Sponsor | None = None
    collaborators: list[Sponsor] = []
    for group, role in _closed(lines, "Sponsor Role"):
        name, kind = _padded(group, 2)
        sponsor = Sponsor(name=name, class_=wordings.code(AGENCY_CLASS, "Sponsors", kind))
        if role == "lead" and lead is None:
            lead = sponsor
        elif role == "collaborator":
            collaborators.append(sponsor)
        else:
            wordings.keep("Sponsors", name)
    return lead, collaborators


def responsible_party(lines: list[str], wordings: Wordings) -> ResponsibleParty | None:
    """Read name, title, affiliation, "Responsibility Role …"; the sponsor is named by the role alone."""
    for group, role in _closed(lines, "Responsibility Role"):
        kind = wordings.code(RESPONSIBLE_PARTY, "Responsibility Role", role)
        if kind in {"PRINCIPAL_INVESTIGATOR", "SPONSOR_INVESTIGATOR"}:
            name, title, affiliation = _padded(group, 3)
            return ResponsibleParty(
                type=kind,
                investigator_full_name=name,
                investigator_title=title,
                investigator_affiliation=affiliation,
            )
        wordings.keep("Responsible Party", ", ".join(group))
        return ResponsibleParty(type=kind) if kind else None
    return None


def _padded(group: list[str], size: int) -> list[str | None]:
    return [*group, *[None] * size][:size]


def officials(lines: list[str], wordings: Wordings) -> list[Official]:
    """Read name, role and affiliation."""
    return [
        Official(name=name, role=wordings.code(ROLE, "Role", role), affiliation=rest[0] if rest else None)
        for name, role, rest in _people(lines)
    ]


def contacts(lines: list[str], wordings: Wordings) -> list[Contact]:
    """Read name, role, telephone and e-mail."""
    return [
        _contact(name, wordings.code(_CONTACT_ROLES, "Role", role), rest)
        for name, role, rest in _people(lines)
    ]


def _contact(name: str | None, role: str | None, rest: list[str]) -> Contact:
    email = next((line for line in rest if "@" in line), None)
    phone = next((line for line in rest if "@" not in line and len(re.findall(r"\d", line)) > 4), None)
    extended = _EXTENSION.fullmatch(phone or "")
    number, extension = extended.groups() if extended else (phone, None)
    return Contact(name=name, role=role, phone=number, phone_ext=extension, email=email)


def _people(lines: list[str]) -> Iterator[tuple[str | None, str | None, list[str]]]:
    """Give name, role and the other lines of each person."""
    roles = [at for at, line in enumerate(lines) if line.startswith("Role:")]
    if not roles or roles[0] > 1:
        for group, role in _closed(lines, "Role:"):
            yield (group[0] if group else None), role, group[1:]
        return
    for at, following in pairwise([*roles, len(lines) + 1]):
        name = lines[at - 1] if at and at - 1 not in roles else None
        yield name, lines[at].removeprefix("Role:").strip(), lines[at + 1 : following - 1]


def locations(lines: list[str], wordings: Wordings) -> list[Location]:
    """Read facility, "City, State, Country", "Site Status …", each of which may be missing."""
    found: list[Location] = []
    group: list[str] = []
    for line in [*lines, ""]:
        is_status = line.startswith("Site Status")
        is_whole = len(group) == 2 or (bool(group) and _is_place(group[0]))
        if group and (is_status or is_whole or not line):
            status = line.removeprefix("Site Status") if is_status else None
            found.append(_location(group, wordings.code(STATUS, "Site Status", status), wordings))
            group = []
        if line and not is_status:
            group.append(line)
    return found


def _location(group: list[str], status: str | None, wordings: Wordings) -> Location:
    if len(group) == 1 and not _is_place(group[0]):
        return Location(facility=group[0], status=status)
    place = group[-1]
    country = _country(place)
    if not country:
        wordings.keep("Locations", place)
    pieces = place.removesuffix(country or "").strip(" ,").split(", ") if country else []
    zip_code = pieces.pop() if len(pieces) > 2 and re.search(r"\d", pieces[-1]) else None
    return Location(
        facility=group[0] if len(group) == 2 else None,
        status=status,
        city=(pieces[0] if pieces else "") or None,
        state=", ".join(pieces[1:]) or None,
        zip=zip_code,
        country=country,
    )


def _is_place(line: str) -> bool:
    """Tell a place from an institution that is named with its country."""
    return bool(_country(line)) and not _INSTITUTION.search(line)


def _country(place: str) -> str | None:
    """Find the country a place ends with; some have a comma in their name."""
    pieces = place.split(", ")
    ends = (", ".join(pieces[at:]) for at in range(len(pieces)))
    return next((end for end in ends if end in country_names()), None)


def identifiers(lines: list[str], wordings: Wordings) -> tuple[IdInfo | None, list[IdInfo], list[str]]:
    """Read the sponsor's own id, the secondary ids, and former NCT ids."""
    own: IdInfo | None = None
    secondary: list[IdInfo] = []
    aliases: list[str] = []
    for group, source in _closed(lines, "Identifier Source:"):
        value = next((line for line in group if not line.startswith("Identifier ")), None)
        if source == "org_study_id" and own is None:
            own = _identifier(value, group)
        elif source == "nct_alias" and value:
            aliases.append(value)
        elif source:
            secondary.append(_identifier(value, group))
        else:
            wordings.keep("Other Identifiers", value)
    return own, secondary, aliases


def _identifier(value: str | None, group: list[str]) -> IdInfo:
    said = {name: words for name, _, words in (line.partition(": ") for line in group) if not is_blank(words)}
    kind = said.get("Identifier Type", "")
    is_code = bool(re.fullmatch(r"[A-Z_]+", kind))
    return IdInfo(
        id=value,
        type=kind if is_code else None,
        domain=said.get("Identifier Type Description") or (None if is_code else kind or None),
        link=said.get("Identifier Link"),
    )


def outcomes(paragraphs: list[str]) -> list[Outcome]:
    """Read measure, description and "Time Frame: …"."""
    found: list[Outcome] = []
    group: list[str] = []
    for paragraph in [*paragraphs, ""]:
        frame = _TIME_FRAME.fullmatch(paragraph)
        if group and (frame or not paragraph):
            text = "\n\n".join(group[1:]) or None
            found.append(Outcome(measure=group[0], description=text, time_frame=frame[1] if frame else None))
            group = []
        elif paragraph:
            group.append(paragraph)
    return found


def references(paragraphs: list[str]) -> list[Reference]:
    """Read citations, each with the "PMID" and the "Reference Type" that stand by it in any order."""
    told: list[dict[str, str]] = []
    for paragraph in paragraphs:
        label = _REFERENCE_LABEL.fullmatch(paragraph)
        name, value = (_REFERENCE_FIELDS[label[1]], label[2]) if label else ("citation", paragraph)
        if not told or name in told[-1]:
            told.append({})
        told[-1][name] = value
    return [
        Reference(pmid=one.get("pmid"), type=one.get("type"), citation=one.get("citation")) for one in told
    ]


def links(lines: list[str]) -> list[SeeAlsoLink]:
    """Read labels and addresses, in any order."""
    told: list[dict[str, str]] = []
    for line in lines:
        name = "url" if re.match(r"https?://", line) else "label"
        if not told or name in told[-1]:
            told.append({})
        told[-1][name] = line
    return [SeeAlsoLink(label=one.get("label"), url=one.get("url")) for one in told]


def related_trials(lines: list[str], wordings: Wordings) -> list[RelatedTrial]:
    """Read a title, and on the next line NCT id, status and phase."""
    found: list[RelatedTrial] = []
    title: str | None = None
    for line in lines:
        told = _RELATED.fullmatch(line)
        if told:
            nct_id, status, phase = told.groups()
            found.append(
                RelatedTrial(
                    nct_id=nct_id,
                    title=title,
                    status=wordings.code(STATUS, "Recruitment Status", status),
                    phases=wordings.phases("Clinical Phase", phase),
                )
            )
        title = None if told else line
    return found
