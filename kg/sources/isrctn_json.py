"""ISRCTN registry as JSON, the way the R package ctrdata stores it (its XML, element by element)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from kg.errors import RecordError
from kg.registries import trial_id
from kg.sources._fields import Fields, decode_fields, keep_unread, left_out_table
from kg.sources._isrctn_participants import contacts_and_locations, eligibility, enrollment
from kg.sources._json_lines import Layout, Piece, bare, is_register, pieces
from kg.sources._numbered import numbered_outcomes
from kg.sources._register_words import (
    ISRCTN_ALLOCATION,
    ISRCTN_INTERVENTION,
    ISRCTN_STATUS,
    PURPOSE,
    SPONSOR_CLASS,
    coded,
    is_no_id,
    kept_day,
    kept_struct,
)
from kg.sources._words import STUDY_TYPE, Wordings
from kg.study import Study
from kg.study.beside import Beside
from kg.study.protocol import (
    ArmsInterventionsModule,
    ConditionsModule,
    DescriptionModule,
    DesignInfo,
    DesignModule,
    IdentificationModule,
    IdInfo,
    Intervention,
    IpdSharingStatementModule,
    OutcomesModule,
    ProtocolSection,
    Reference,
    ReferencesModule,
    SeeAlsoLink,
    Sponsor,
    SponsorCollaboratorsModule,
    StatusModule,
)

TITLE = "ISRCTN registry JSON (ctrdata)"

LEFT_OUT = left_out_table(
    {
        r"ctrname|_id": "names the register and the record, which the ids say",
        r"parties\..*": "keys of the parties, whose names are not in what ctrdata stores",
        r"contact\..*": "a contact person; name, telephone and e-mail are in the contacts",
        r"trialDescription\.acknowledgment": "a box of the registration form",
        r"results\.biomedRelated": "a box of the registration form",
        r"attachedFiles\.attachedFile\.(id|public|length|md5sum|mimeType)": "how a file is stored",
    }
)
_PMID = re.compile(r"pubmed(?:\.ncbi\.nlm\.nih\.gov)?/(\d{1,8})\b")
_SHARING = {"yes": "YES", "no": "NO"}


def recognises(head: bytes) -> bool:
    """Tell by JSON with the registry's number beside a part of its records."""
    return is_register(head, "ISRCTN", (b"isrctn", b"trialDescription"))


def records(stream: BinaryIO) -> Iterator[Piece]:
    """Yield each record undecoded."""
    return pieces(stream, Layout(noun="record", unwrapped=bare))


def study(record: bytes) -> Study:
    """Read one record."""
    fields, wordings = decode_fields(record, "the ISRCTN registry"), Wordings()
    words = fields.text("isrctn") or fields.text("_id") or ""
    known = trial_id(words if words.upper().startswith("ISRCTN") else f"ISRCTN{words}")
    if known is None:
        raise RecordError(f"{words[:40]!r} is not an ISRCTN number, which is eight digits")
    protocol = _protocol(fields, wordings)
    record_date = kept_day(wordings, "record_last_import", fields.text("record_last_import"))
    keep_unread(fields, wordings, LEFT_OUT)
    return Study(
        protocol_section=protocol,
        trialkg=Beside(
            trial_id=known.id,
            source_url=known.page,
            record_date=record_date,
            other_facts=list(dict.fromkeys(wordings.other_facts)),
        ),
    )


def _protocol(fields: Fields, wordings: Wordings) -> ProtocolSection:
    return ProtocolSection(
        identification_module=_identification(fields),
        status_module=_status(fields, wordings),
        sponsor_collaborators_module=_sponsors(fields),
        description_module=DescriptionModule(
            brief_summary=fields.text("trialDescription.plainEnglishSummary"),
            detailed_description=fields.text("trialDescription.studyHypothesis"),
        ),
        conditions_module=_conditions(fields),
        design_module=_design(fields, wordings),
        arms_interventions_module=ArmsInterventionsModule(interventions=_interventions(fields, wordings)),
        outcomes_module=OutcomesModule(
            primary_outcomes=numbered_outcomes(fields.text("trialDescription.primaryOutcome")),
            secondary_outcomes=numbered_outcomes(fields.text("trialDescription.secondaryOutcome")),
        ),
        eligibility_module=eligibility(fields, wordings),
        contacts_locations_module=contacts_and_locations(fields),
        references_module=_references(fields),
        ipd_sharing_statement_module=_sharing(fields, wordings),
    )


def _identification(fields: Fields) -> IdentificationModule:
    own = fields.text("externalRefs.protocolSerialNumber")
    return IdentificationModule(
        org_study_id_info=IdInfo(id=own) if own and not is_no_id(own) else None,
        secondary_id_infos=list(_secondary_ids(fields, own)),
        brief_title=fields.text("trialDescription.title"),
        official_title=fields.text("trialDescription.scientificTitle"),
        acronym=fields.text("trialDescription.acronym"),
    )


def _secondary_ids(fields: Fields, own: str | None) -> Iterator[IdInfo]:
    """Read the ids of other registries; a number that stands twice is said once, `Nil known` not at all."""
    said = {own}
    named = {"eudraCTNumber": "EUDRACT_NUMBER", "clinicalTrialsGovNumber": "REGISTRY"}
    domains = {"irasNumber": "IRAS", "doi": "DOI"}
    for name in (*named, *domains, "secondaryNumbers.secondaryNumber"):
        for words in fields.texts(f"externalRefs.{name}"):
            if words in said or is_no_id(words):
                continue
            said.add(words)
            known = trial_id(words)
            if known and name != "eudraCTNumber":
                yield IdInfo(id=known.id, type="REGISTRY", domain=known.registry, link=known.page or None)
            else:
                yield IdInfo(id=words, type=named.get(name, "OTHER"), domain=domains.get(name))


def _status(fields: Fields, wordings: Wordings) -> StatusModule:
    """Read status and dates; a trial that was not stopped has no status of its own in the record."""
    stopped = fields.texts("trialDesign.overallStatusOverride")
    recruiting = fields.texts("participants.recruitmentStatusOverride")
    for words in stopped:
        wordings.keep("trialDesign.overallStatusOverride", words)
    for words in recruiting:
        wordings.keep("participants.recruitmentStatusOverride", words)
    return StatusModule(
        overall_status=next(filter(None, (coded(ISRCTN_STATUS, words) for words in stopped)), None),
        why_stopped=fields.text("trialDesign.reasonAbandoned"),
        start_date_struct=kept_struct(
            wordings, "participants.recruitmentStart", fields.text("participants.recruitmentStart")
        ),
        completion_date_struct=kept_struct(
            wordings, "trialDesign.overallEndDate", fields.text("trialDesign.overallEndDate")
        ),
    )


def _sponsors(fields: Fields) -> SponsorCollaboratorsModule:
    """Read sponsors and funders, which only a record that has been put together with its parties names."""
    sponsors = [
        Sponsor(name=one.text("organisation"), class_=coded(SPONSOR_CLASS, one.text("sponsorType")))
        for one in fields.each("sponsor")
    ]
    found = sponsors + [Sponsor(name=name) for name in fields.texts("funder.name")]
    named = [one for one in found if one.name]
    return SponsorCollaboratorsModule(lead_sponsor=named[0] if named else None, collaborators=named[1:])


def _conditions(fields: Fields) -> ConditionsModule:
    """Read conditions, with the classes the registry sorts them into as keywords."""
    found = fields.each("conditions.condition")
    classes = [
        words for one in found for name in ("diseaseClass1", "diseaseClass2") for words in one.texts(name)
    ]
    conditions = [words for one in found for words in one.texts("description")]
    return ConditionsModule(conditions=conditions, keywords=list(dict.fromkeys(classes)))


def _design(fields: Fields, wordings: Wordings) -> DesignModule:
    kind = fields.text("trialDesign.primaryStudyDesign")
    secondary = fields.texts("trialDesign.secondaryStudyDesign")
    for words in secondary:
        wordings.keep("trialDesign.secondaryStudyDesign", words)
    phases = [
        phase
        for words in fields.texts("interventions.intervention.phase")
        for phase in _phases(words, wordings)
    ]
    info = DesignInfo(
        allocation=next(filter(None, (coded(ISRCTN_ALLOCATION, words) for words in secondary)), None),
        intervention_model_description=fields.text("trialDesign.studyDesign"),
        primary_purpose=_purpose(fields, wordings),
    )
    return DesignModule(
        study_type=wordings.code(STUDY_TYPE, "trialDesign.primaryStudyDesign", kind),
        phases=list(dict.fromkeys(phases)),
        design_info=info if info != DesignInfo() else None,
        enrollment_info=enrollment(fields, wordings),
    )


def _phases(words: str, wordings: Wordings) -> list[str]:
    return [] if words.casefold() == "not specified" else wordings.phases("phase", words)


def _purpose(fields: Fields, wordings: Wordings) -> str | None:
    """Give the purpose of a trial of one type; where the registry names several, all are kept."""
    paths = ("trialDesign.trialTypes.trialType", "trialDesign.trialType")
    types = [words for path in paths for words in fields.texts(path)]
    codes = [coded(PURPOSE, words) for words in types]
    if len(codes) == 1 and codes[0]:
        return codes[0]
    for words in types:
        wordings.keep("trialDesign.trialType", words)
    return None


def _interventions(fields: Fields, wordings: Wordings) -> list[Intervention]:
    """Read the interventions; a list of names is taken apart, and the registry's one text is said of each."""
    found = []
    for one in fields.each("interventions.intervention"):
        kind = wordings.code(ISRCTN_INTERVENTION, "interventionType", one.text("interventionType"))
        names = _listed(one.text("drugNames") or "") or [None]
        description = one.text("description")
        found += [Intervention(type=kind, name=name, description=description) for name in names]
    return [one for one in found if one.name or one.description]


def _listed(words: str) -> list[str | None]:
    """Part names at commas and line ends outside brackets.

    >>> _listed("Drug A (tablet, 5 mg), drug B")
    ['Drug A (tablet, 5 mg)', 'drug B']
    """
    parts = re.split(r"[,;\n](?![^(]*\))", words)
    names = (re.sub(r"^\s*\d{1,2}[.)]\s+", "", part).strip() for part in parts)
    return [name for name in names if name]


def _references(fields: Fields) -> ReferencesModule:
    """Read the registry's list of publications, a line each, and the trial's site."""
    lines = [line.strip() for text in fields.texts("results.publicationDetails") for line in text.split("\n")]
    pages = fields.texts("trialDescription.trialWebsite") + fields.texts("outputs.output.externalLink")
    return ReferencesModule(
        references=[_reference(line) for line in lines if line],
        see_also_links=[SeeAlsoLink(url=page) for page in dict.fromkeys(pages)],
    )


def _reference(line: str) -> Reference:
    pmid = _PMID.search(line)
    kind = "RESULT" if re.match(r"\d{4} Results article\b", line) else None
    return Reference(pmid=pmid[1] if pmid else None, type=kind, citation=line)


def _sharing(fields: Fields, wordings: Wordings) -> IpdSharingStatementModule:
    plan = fields.text("miscellaneous.ipdSharingPlan")
    return IpdSharingStatementModule(
        ipd_sharing=wordings.code(_SHARING, "miscellaneous.ipdSharingPlan", plan),
        description=fields.text("results.ipdSharingStatement"),
    )
