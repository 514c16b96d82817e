"""EU Clinical Trials Information System as JSON, of its public API or as the R package ctrdata stores it.

A record holds the whole history of an application. What is authorised is read (Part I for the trial, Part
II for each member state); a trial that is not authorised is read from its last application.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from kg.errors import RecordError
from kg.registries import trial_id
from kg.sources._ctis_facts import keep_facts
from kg.sources._ctis_population import conditions, eligibility, enrollment, objectives, outcomes
from kg.sources._ctis_products import arms_and_interventions
from kg.sources._ctis_states import locations, public_status
from kg.sources._fields import Fields, decode_fields
from kg.sources._json_lines import Layout, Piece, bare, is_register, pieces
from kg.sources._register_words import (
    CTIS_PHASE_NUMBER,
    CTIS_PHASES,
    CTIS_STATUS,
    SPONSOR_CLASS,
    coded,
    day,
    day_struct,
    is_no_id,
    kept_day,
    kept_struct,
)
from kg.sources._words import Wordings, fold
from kg.study import Study
from kg.study.beside import Beside
from kg.study.protocol import (
    Contact,
    ContactsLocationsModule,
    DateStruct,
    DesignModule,
    IdentificationModule,
    IdInfo,
    OrganizationInfo,
    ProtocolSection,
    Sponsor,
    SponsorCollaboratorsModule,
    StatusModule,
)

TITLE = "EU Clinical Trials Information System JSON"

IDENTIFIERS = "trialDetails.clinicalTrialIdentifiers"
INFORMATION = "trialDetails.trialInformation"
MAX_ACRONYM = 14  # the API's limit of an acronym; the short title is also used for a second long one


def recognises(head: bytes) -> bool:
    """Tell by JSON with the register's number beside its status."""
    return is_register(head, "CTIS", (b"ctNumber", b"ctStatus"))


def records(stream: BinaryIO) -> Iterator[Piece]:
    """Yield each record undecoded."""
    return pieces(stream, Layout(noun="record", unwrapped=bare))


def study(record: bytes) -> Study:
    """Read one record."""
    root, wordings = decode_fields(record, "the EU Clinical Trials Information System"), Wordings()
    number = root.text("ctNumber") or root.text("_id") or ""
    known = trial_id(f"CTIS{number}")
    if known is None or known.registry != "CTIS":
        raise RecordError(f"{number[:40]!r} is not a CTIS number, which is like 2022-500024-30-00")
    part = _part_one(root)
    protocol = _protocol(root, part, number, wordings)
    has_results = _has_results(root)
    record_date = kept_day(wordings, "record_last_import", root.text("record_last_import"))
    keep_facts(root, part, wordings)
    return Study(
        protocol_section=protocol,
        has_results=has_results,
        trialkg=Beside(
            trial_id=known.id,
            source_url=known.page,
            record_date=record_date,
            other_facts=list(dict.fromkeys(wordings.other_facts)),
        ),
    )


def _part_one(root: Fields) -> Fields:
    """Find the authorised Part I, or the one of the last application."""
    for path in ("authorizedApplication.authorizedPartI", "authorizedPartI"):
        if found := root.each(path):
            return found[0]
    for path in ("authorizedApplication.applicationInfo.partI", "applications.partI"):
        if found := root.each(path):
            return found[-1]
    return Fields({}, "authorizedPartI")


def _protocol(root: Fields, part: Fields, number: str, wordings: Wordings) -> ProtocolSection:
    sponsors = part.each("sponsors") or [*root.each("primarySponsor"), *root.each("coSponsors")]
    summary = objectives(part)
    lead_and_others = _sponsors(sponsors, part, wordings)
    lead = lead_and_others.lead_sponsor
    return ProtocolSection(
        identification_module=msgspec.structs.replace(
            _identification(root, part, number, wordings),
            organization=OrganizationInfo(full_name=lead.name, class_=lead.class_) if lead else None,
        ),
        status_module=_status(root, part, wordings),
        sponsor_collaborators_module=lead_and_others,
        description_module=summary,
        conditions_module=conditions(part, wordings),
        design_module=_design(root, part, wordings),
        arms_interventions_module=arms_and_interventions(part),
        outcomes_module=outcomes(part),
        eligibility_module=eligibility(root, part, wordings),
        contacts_locations_module=ContactsLocationsModule(
            central_contacts=list(dict.fromkeys(_contacts(sponsors))),
            locations=locations(root, part),
        ),
    )


def _identification(root: Fields, part: Fields, number: str, wordings: Wordings) -> IdentificationModule:
    full, public = (part.text(f"{IDENTIFIERS}.{name}") for name in ("fullTitle", "publicTitle"))
    for path in ("title", "ctTitle"):
        if (again := root.text(path)) and again != full:
            wordings.keep(path, again)
    acronym = None
    for short in dict.fromkeys([*part.texts(f"{IDENTIFIERS}.shortTitle"), *root.texts("shortTitle")]):
        if len(short) <= MAX_ACRONYM and acronym is None:
            acronym = short
        else:
            wordings.keep("shortTitle", short)
    return IdentificationModule(
        secondary_id_infos=[IdInfo(id=number, type="CTIS"), *_other_ids(root, part)],
        brief_title=public or full,
        official_title=full,
        acronym=acronym,
    )


def _other_ids(root: Fields, part: Fields) -> Iterator[IdInfo]:
    """Read the EudraCT number of a trial that came from there, and the ids of other registries."""
    eudract = ("eudraCtInfo.eudraCtCode", "authorizedApplication.eudraCt.eudraCtCode", "eudraCt.eudraCtCode")
    for words in dict.fromkeys(words for path in eudract for words in root.texts(path)):
        yield IdInfo(id=words, type="EUDRACT_NUMBER")
    for kind in part.each(f"{IDENTIFIERS}.secondaryIdentifyingNumbers"):
        for name in kind.names():
            for one in kind.each(name):
                stated, registry = one.text("number") or "", one.text("otherRegistryName")
                known = trial_id(stated)
                if known and not is_no_id(stated):
                    domain = registry or known.registry
                    yield IdInfo(id=known.id, type="REGISTRY", domain=domain, link=known.page or None)
                elif stated:
                    yield IdInfo(id=stated, type="OTHER", domain=registry or name)


def _status(root: Fields, part: Fields, wordings: Wordings) -> StatusModule:
    """Read status and dates; the register's own words of the status are always kept."""
    status = public_status(root, wordings)
    duration = f"{INFORMATION}.trialDuration"
    ends = [part.text(f"{duration}.{name}") for name in ("estimatedGlobalEndDate", "estimatedEndDate")]
    end = next((stated for stated in ends if day(stated)), None)
    for stated in ends:
        if stated != end:
            wordings.keep("estimatedEndDate", stated)
    return StatusModule(
        overall_status=coded(CTIS_STATUS, status),
        start_date_struct=_start(root, part, wordings),
        completion_date_struct=day_struct(end, "ESTIMATED"),
        study_first_submit_date=kept_day(wordings, "submissionDate", root.text("submissionDate")),
        last_update_post_date_struct=kept_struct(wordings, "lastUpdated", root.text("lastUpdated")),
    )


def _start(root: Fields, part: Fields, wordings: Wordings) -> DateStruct | None:
    """Read when the trial started in the EU; before that, when it was to start."""
    path = f"{INFORMATION}.trialDuration.estimatedRecruitmentStartDate"
    stated = [root.text(name) for name in ("startDateEU", "trialStartDate", "eeaStartDate")]
    started = next((found for words in stated if (found := day(words))), None)
    for again in stated:
        if again and (not day(again) or day(again) != started):
            wordings.keep("startDateEU", again)
    planned = part.text(path)
    if started:
        wordings.keep("estimatedRecruitmentStartDate", planned)
        return DateStruct(date=started, type="ACTUAL")
    return kept_struct(wordings, "estimatedRecruitmentStartDate", planned, "ESTIMATED")


def _sponsors(sponsors: list[Fields], part: Fields, wordings: Wordings) -> SponsorCollaboratorsModule:
    """Read the sponsor, its co-sponsors, and who gives money."""
    named: dict[str, Sponsor] = {}
    ordered = sorted(sponsors, key=lambda one: one.text("primary") != "true")
    for one in ordered:
        kinds = (one.text("commercial"), one.text("organisation.type"))
        for words in kinds:
            wordings.keep("sponsor", words)
        name = one.text("organisation.name") or one.text("publicContacts.organisation.name")
        found = Sponsor(name=name, class_=next(filter(None, (coded(SPONSOR_CLASS, k) for k in kinds)), None))
        named.setdefault(fold(name or ""), found)
    for name in part.texts(f"{INFORMATION}.sourceOfMonetarySupport.organisationName"):
        named.setdefault(fold(name), Sponsor(name=name))
    sponsors_found = [one for one in named.values() if one.name]
    return SponsorCollaboratorsModule(
        lead_sponsor=sponsors_found[0] if sponsors_found else None, collaborators=sponsors_found[1:]
    )


def _contacts(sponsors: list[Fields]) -> Iterator[Contact]:
    for sponsor in sponsors:
        for kind in ("publicContacts", "scientificContacts"):
            for one in sponsor.each(kind):
                contact = Contact(
                    name=one.text("functionalName"),
                    phone=one.text("telephone"),
                    email=one.text("functionalEmailAddress"),
                )
                if contact != Contact():
                    yield contact


def _design(root: Fields, part: Fields, wordings: Wordings) -> DesignModule:
    """Read the phase; every trial of the register is interventional."""
    number = part.text(f"{INFORMATION}.trialCategory.trialPhase")
    words = root.text("trialPhase") or CTIS_PHASE_NUMBER.get(number or "", number)
    phases = CTIS_PHASES.get(fold(words or ""), [])
    wordings.keep("trialPhase", words)
    return DesignModule(
        study_type="INTERVENTIONAL", phases=list(phases), enrollment_info=enrollment(root, part, wordings)
    )


def _has_results(root: Fields) -> bool | None:
    """Tell whether results of the trial are in the register."""
    lists = [f"results.{name}" for name in ("summaryResults", "laypersonResults", "clinicalStudyReports")]
    stated = fold(root.text("resultsFirstReceived") or "")
    return True if any(map(root.each, lists)) or stated == "yes" else None
