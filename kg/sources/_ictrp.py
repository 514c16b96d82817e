"""One row of a WHO ICTRP export, in whatever spelling of its columns, as a Study.

A row is a dict from column to text, whether it was a line of CSV, a row of a workbook or an element of XML.
Several values of one field (countries, outcomes) stand in one text with `;` or `<br>` between them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from kg.errors import RecordError
from kg.registries import TrialId, trial_id
from kg.sources import _words as codes
from kg.sources._ictrp_columns import column
from kg.sources._ictrp_dates import registry_date
from kg.sources._ictrp_text import BETWEEN, contacts, pieces_of, plain
from kg.sources._ictrp_treatments import arms_interventions
from kg.sources._words import Wordings, age, is_blank, phase_codes
from kg.study import Study
from kg.study.beside import Beside, OtherFact
from kg.study.protocol import (
    ConditionsModule,
    ContactsLocationsModule,
    DateStruct,
    DesignInfo,
    DesignModule,
    EligibilityModule,
    EnrollmentInfo,
    IdentificationModule,
    IdInfo,
    Location,
    MaskingInfo,
    Outcome,
    OutcomesModule,
    ProtocolSection,
    ReferencesModule,
    SeeAlsoLink,
    Sponsor,
    SponsorCollaboratorsModule,
    StatusModule,
)

_STUDY_TYPE = {
    **codes.STUDY_TYPE,
    "interventional study": "INTERVENTIONAL",
    "intervention": "INTERVENTIONAL",
    "interventional clinical trial of medicinal product": "INTERVENTIONAL",
    "observational study": "OBSERVATIONAL",
}
_SEXES = {"female": "female", "f": "female", "male": "male", "m": "male"}
_DESIGN = re.compile(r"\.\s*(?=[A-Z][A-Za-z ]+:\s)")
_EU_PHASE = re.compile(r"\(Phase (I{1,3}|IV)\): *(yes|no)?", re.IGNORECASE)
_ONE_COUNT = re.compile(r"(?:[^:;]{0,80}:)?\s*(\d{1,7})(?:\.0)?\s*;?\s*\Z")
_EXCEL_PHASE = re.compile(r"\d{4}-(\d\d)-(\d\d)\Z")


class Row:
    """The fields of a row, each taken once; what is left at the end is kept as other facts."""

    def __init__(self, cells: Mapping[str, str]) -> None:
        self.words = Wordings()
        self._fields: dict[str, tuple[str, str]] = {}
        for header, text in cells.items():
            name = column(header)
            if name and name not in self._fields:
                self._fields[name] = header, text
            elif name == "secondary_ids":
                self._fields[name] = header, f"{self._fields[name][1]}{BETWEEN}{text}"
            else:
                self.words.keep(header, plain(text))

    def take(self, name: str) -> str | None:
        """Take a field as plain text; a blank one is none."""
        _, text = self._fields.pop(name, ("", ""))
        return plain(text)

    def raw(self, name: str) -> str:
        """Take a field with its marks, for those that are split."""
        return self._fields.pop(name, ("", ""))[1]

    def header(self, name: str) -> str:
        """Give the column's own name."""
        return self._fields.get(name, (name.replace("_", " ").capitalize(), ""))[0]

    def keep_rest(self) -> None:
        """Keep what nobody took, where it says anything."""
        for header, text in self._fields.values():
            self.words.keep(header, plain(text))


def study_of_row(cells: Mapping[str, str]) -> Study:
    """Read a row; raises RecordError where it has no id, or a date that no calendar has."""
    row = Row(cells)
    given = row.take("id")
    if not given:
        raise RecordError("the row has no trial id")
    known = trial_id(given)
    if known is None:
        raise RecordError(f"{given[:40]!r} is not an id of any registry of ontology/registries.tsv")
    protocol = _protocol(row, known)
    beside = _beside(row, known, given)
    results = row.take("results")
    url = row.take("results_url")
    links = [SeeAlsoLink(label="Results", url=url)] if url else []
    # what only says that there is nothing, how the export was made, or how to reach a person
    for name in ("contact_address", "register", "registered", "exported", "bridged_type"):
        row.raw(name)
    for name, nothing in (("other_records", "no"), ("bridging", "false")):
        header = row.header(name)
        if (text := row.take(name)) and text.lower() != nothing:
            row.words.keep(header, text)
    row.keep_rest()
    return Study(
        protocol_section=_with_links(protocol, links),
        has_results=True if results and results.lower() == "yes" else None,
        trialkg=Beside(
            trial_id=beside.trial_id,
            record_id=beside.record_id,
            source_url=beside.source_url,
            record_date=beside.record_date,
            other_facts=row.words.other_facts,
        ),
    )


def _with_links(protocol: ProtocolSection, links: list[SeeAlsoLink]) -> ProtocolSection:
    if not links:
        return protocol
    fields = {name: getattr(protocol, name) for name in protocol.__struct_fields__}
    return ProtocolSection(**{**fields, "references_module": ReferencesModule(see_also_links=links)})


def _beside(row: Row, known: TrialId, given: str) -> Beside:
    """Say which trial and which of its records this is; EUCTR has one a member state."""
    is_nct = known.registry == "ClinicalTrials.gov"
    state = re.search(r"-(?:[A-Z]{2}|3RD)\Z", given) if known.registry == "EUCTR" else None
    return Beside(
        trial_id=None if is_nct else known.id,
        record_id=f"{known.id}{state[0]}" if state else None,
        source_url=row.take("url"),
        record_date=_date(row, "refreshed", known),
    )


def _protocol(row: Row, known: TrialId) -> ProtocolSection:
    enrolled = _date(row, "enrolled", known)
    kind = row.words.code(codes.DATE_TYPE, row.header("enrolled_type"), row.take("enrolled_type"))
    arms = arms_interventions(row.raw("interventions"), row.words)
    return ProtocolSection(
        identification_module=_identification(row, known),
        status_module=StatusModule(
            overall_status=row.words.code(codes.STATUS, row.header("status"), row.take("status")),
            start_date_struct=DateStruct(date=enrolled, type=kind) if enrolled else None,
            study_first_submit_date=_date(row, "registered_number", known) or _date(row, "registered", known),
            results_first_post_date_struct=_struct(_date(row, "results_posted", known)),
        ),
        sponsor_collaborators_module=SponsorCollaboratorsModule(
            lead_sponsor=Sponsor(name=name) if (name := row.take("sponsor")) else None,
            collaborators=[Sponsor(name=one) for one in pieces_of(row.raw("secondary_sponsors"))],
        ),
        conditions_module=_conditions(row),
        design_module=_design(row),
        arms_interventions_module=arms,
        outcomes_module=OutcomesModule(
            primary_outcomes=_outcomes(row, "primary_outcomes"),
            secondary_outcomes=_outcomes(row, "secondary_outcomes"),
        ),
        eligibility_module=_eligibility(row),
        contacts_locations_module=ContactsLocationsModule(
            central_contacts=contacts(
                *(row.raw(f"contact_{part}") for part in ("first", "last", "email", "phone"))
            ),
            locations=[Location(country=country) for country in pieces_of(row.raw("countries"))],
        ),
    )


def _struct(date: str | None) -> DateStruct | None:
    return DateStruct(date=date) if date else None


def _date(row: Row, name: str, known: TrialId) -> str | None:
    """Read a date; one that may be two days is kept as it is written."""
    header, words = row.header(name), row.take(name)
    if not words or is_blank(words):
        return None
    date = registry_date(words, known.day_first)
    if date is None:
        row.words.other_facts.append(OtherFact(name=f"{header} (ambiguous date)", value=words))
    return date


def _identification(row: Row, known: TrialId) -> IdentificationModule:
    ids = [one for one in pieces_of(row.raw("secondary_ids")) if not is_blank(one)]
    return IdentificationModule(
        nct_id=known.id if known.registry == "ClinicalTrials.gov" else None,
        secondary_id_infos=[IdInfo(id=one) for one in ids],
        brief_title=row.take("public_title"),
        official_title=row.take("scientific_title"),
        acronym=row.take("acronym"),
    )


def _conditions(row: Row) -> ConditionsModule:
    """Read conditions; what registers add of MedDRA and therapeutic areas are keywords."""
    conditions, keywords = [], pieces_of(row.raw("keywords"))
    for piece in pieces_of(row.raw("conditions")):
        name = re.sub(r"^Health Condition \d+:\s*(?:[A-Z]\d+-\s*)?", "", piece)
        term = re.search(r"Term:\s*([^\n]+)", name)
        if name.startswith(("MedDRA version", "Therapeutic area:")):
            keywords.append(term[1] if term else name)
        elif name:
            conditions.append(name)
    return ConditionsModule(conditions=conditions, keywords=keywords)


def _design(row: Row) -> DesignModule:
    kind, header = row.take("study_type"), row.header("study_type")
    is_registry = bool(kind and "[patient registry]" in kind.lower())
    name = re.sub(r"\s*\[Patient Registry\]", "", kind or "", flags=re.IGNORECASE)
    size_header, size = row.header("size"), row.take("size")
    count = _ONE_COUNT.match(size or "")
    if size and not count:
        row.words.keep(size_header, size)
    return DesignModule(
        study_type=row.words.code(_STUDY_TYPE, header, name),
        patient_registry=True if is_registry else None,
        phases=_phases(row),
        design_info=_design_info(row),
        enrollment_info=EnrollmentInfo(count=int(count[1])) if count else None,
    )


def _phases(row: Row) -> list[str]:
    header, words = row.header("phase"), row.take("phase")
    if not words:
        return []
    eu = _EU_PHASE.findall(words)
    if eu:
        return [code for phase, yes in eu if yes.lower() == "yes" for code in phase_codes(phase)]
    if date := _EXCEL_PHASE.match(words):  # a spreadsheet took "1-2" or "2-3" for a day
        numbers = sorted({int(date[1]), int(date[2])})
        if all(1 <= number <= 4 for number in numbers):
            return [f"PHASE{number}" for number in numbers]
    return row.words.phases(header, words.removesuffix(".0"))


def _design_info(row: Row) -> DesignInfo | None:
    """Read the design where it is written as ClinicalTrials.gov does; other descriptions are kept whole."""
    header, words = row.header("design"), row.take("design")
    if not words:
        return None
    named = dict(piece.split(": ", 1) for piece in _DESIGN.split(words.rstrip(". ")) if ": " in piece)
    if not {"Allocation", "Intervention model", "Primary purpose", "Masking"} & named.keys():
        row.words.keep(header, words)
        return None
    masking, who = row.words.masking("Masking", named.pop("Masking", "").rstrip(". ") or None)
    info = DesignInfo(
        masking_info=MaskingInfo(masking=masking, who_masked=who) if masking else None,
        allocation=row.words.code(codes.ALLOCATION, "Allocation", named.pop("Allocation", None)),
        intervention_model=row.words.code(
            codes.INTERVENTION_MODEL, "Intervention model", named.pop("Intervention model", None)
        ),
        primary_purpose=row.words.code(
            codes.PRIMARY_PURPOSE, "Primary purpose", named.pop("Primary purpose", None)
        ),
    )
    for name, value in named.items():
        row.words.keep(name, value)
    return None if info == DesignInfo() else info


def _outcomes(row: Row, name: str) -> list[Outcome]:
    """Read outcomes, with the time point where it is set off as the Iranian registry does."""
    outcomes = []
    for piece in pieces_of(row.raw(name)):
        measure, _, rest = piece.partition(" Timepoint: ")
        frame, _, method = rest.partition(" Method of measurement: ")
        outcomes.append(
            Outcome(
                measure=measure.rstrip(". "),
                description=method or None,
                time_frame=frame.rstrip(". ") or None,
            )
        )
    return [outcome for outcome in outcomes if outcome.measure]


def _eligibility(row: Row) -> EligibilityModule:
    inclusion, exclusion = row.take("inclusion"), row.take("exclusion")
    return EligibilityModule(
        eligibility_criteria="\n\n".join(text for text in (inclusion, exclusion) if text) or None,
        sex=_sex(row),
        minimum_age=_age(row, "age_min"),
        maximum_age=_age(row, "age_max"),
    )


def _sex(row: Row) -> str | None:
    header, words = row.header("gender"), row.take("gender")
    if not words:
        return None
    said = words.lower()
    if stated := dict(re.findall(r"\b(female|male): *(yes|no)", said)):
        sexes = {sex for sex, yes in stated.items() if yes == "yes"}
    else:
        sexes = {_SEXES[word] for word in re.findall(r"\b(female|male|f|m)s?\b", said)}
    if sexes == {"female", "male"} or re.fullmatch(r"all|both", said):
        return "ALL"
    if len(sexes) == 1:
        return str(sexes.pop()).upper()
    row.words.keep(header, words)
    return None


def _age(row: Row, name: str) -> str | None:
    """Read an age; a bare number is of years, as the export's field is defined."""
    header, words = row.header(name), row.take(name)
    if not words or is_blank(words) or re.fullmatch(r"no (?:limit|age limit)|null", words, re.IGNORECASE):
        return None
    number = re.fullmatch(r"(\d{1,3})(?:\.0)?\s*(y|yr|yrs|m|mo|w|d)?", words, re.IGNORECASE)
    units = {"m": "Months", "w": "Weeks", "d": "Days"}
    found = age(f"{number[1]} {units.get((number[2] or 'y')[0].lower(), 'Years')}" if number else words)
    if found is None or (name == "age_max" and found == "0 Years"):
        row.words.keep(header, words)
        return None
    return found
