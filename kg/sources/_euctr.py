"""Maps one record of the EU Clinical Trials Register (fields as ctrdata names them) to a Study.

A record is the application of one member state (or third country) for a trial; the trial's id has no
country, the record's id has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import msgspec

from kg.countries import country_names
from kg.errors import RecordError
from kg.registries import trial_id
from kg.sources._euctr_answers import in_any_language, keep_answers, stated, ticked
from kg.sources._euctr_design import ages_and_sex, design
from kg.sources._euctr_form import label
from kg.sources._euctr_products import arms_and_interventions
from kg.sources._euctr_results import results
from kg.sources._fields import Fields
from kg.sources._numbered import numbered_outcomes
from kg.sources._register_words import (
    EUCTR_STATUS,
    SPONSOR_CLASS,
    coded,
    day,
    day_struct,
    is_no_id,
    kept_day,
    kept_struct,
)
from kg.sources._words import Wordings
from kg.study import Study
from kg.study.beside import Beside
from kg.study.protocol import (
    ConditionsModule,
    Contact,
    ContactsLocationsModule,
    DateStruct,
    DescriptionModule,
    EligibilityModule,
    IdentificationModule,
    IdInfo,
    Location,
    OrganizationInfo,
    Outcome,
    OutcomesModule,
    OversightModule,
    ProtocolSection,
    ReferencesModule,
    SeeAlsoLink,
    Sponsor,
    SponsorCollaboratorsModule,
    StatusModule,
)

REGISTER = "https://www.clinicaltrialsregister.eu/ctr-search/trial"
MAX_ACRONYM = 14  # the API's limit of an acronym; A.3.2 is also used for a second long title
_RESULTS = ("subjectDisposition", "baselineCharacteristics", "endPoints", "adverseEvents")
_RECORD_ID = re.compile(r"(\d{4}-\d{6}-\d{2})(?:-([A-Z]{2}|3RD))?\Z", re.ASCII)


def euctr_study(form: Fields) -> Study:
    """Read a record; a `RecordError` says what is wrong with its number."""
    wordings = Wordings()
    number, place = _number(form)
    study = Study(
        protocol_section=_protocol(form, number, wordings),
        results_section=results(form),
        has_results=_has_results(form) or None,
        trialkg=Beside(
            trial_id=f"EUCTR{number}",
            record_id=f"EUCTR{number}-{place}" if place else None,
            source_url=form.text("x7_link") or (f"{REGISTER}/{number}/{place}" if place else None),
            record_date=kept_day(wordings, "record_last_import", form.text("record_last_import")),
        ),
    )
    keep_answers(form, wordings)
    facts = list(dict.fromkeys(wordings.other_facts))
    return msgspec.structs.replace(study, trialkg=msgspec.structs.replace(study.trialkg, other_facts=facts))


def _number(form: Fields) -> tuple[str, str | None]:
    """Find the EudraCT number, and the member state (`AT`) or `3RD` of the record."""
    numbers = [form.text("_id"), stated(form, "a2"), form.text("x1_eudract_number")]
    known = [(words, _RECORD_ID.match(words)) for words in numbers if words]
    found = next((match for _, match in known if match), None)
    if not found:
        words = next(filter(None, numbers), "")
        raise RecordError(f"{words[:40]!r} is not an EudraCT number, which is like 2012-003632-23")
    for words, match in known:
        if match is None or match[1] != found[1]:
            raise RecordError(f"names two EudraCT numbers, {found[1]} and {words[:40]}")
    in_link = re.search(rf"/{found[1]}/([A-Z]{{2}}|3rd)/?\Z", form.text("x7_link") or "", re.IGNORECASE)
    return found[1], found[2] or (in_link[1].upper() if in_link else None)


def _has_results(form: Fields) -> bool:
    return any(name in _RESULTS for name in form.names())


def _protocol(form: Fields, number: str, wordings: Wordings) -> ProtocolSection:
    results = SeeAlsoLink(
        label="Results in the EU Clinical Trials Register", url=f"{REGISTER}/{number}/results"
    )
    return ProtocolSection(
        identification_module=_identification(form, number, wordings),
        status_module=_status(form, wordings),
        sponsor_collaborators_module=_sponsors(form, wordings),
        oversight_module=OversightModule(oversight_has_dmc=ticked(form, "e87", wordings)),
        description_module=DescriptionModule(
            brief_summary=in_any_language(form, "e21"), detailed_description=in_any_language(form, "e22")
        ),
        conditions_module=_conditions(form, wordings),
        design_module=design(form, wordings),
        arms_interventions_module=arms_and_interventions(form, wordings),
        outcomes_module=OutcomesModule(
            primary_outcomes=_outcomes(form, "e51"), secondary_outcomes=_outcomes(form, "e52")
        ),
        eligibility_module=_eligibility(form, wordings),
        contacts_locations_module=_contacts_and_locations(form, wordings),
        references_module=ReferencesModule(see_also_links=[results] if _has_results(form) else []),
    )


def _identification(form: Fields, number: str, wordings: Wordings) -> IdentificationModule:
    own, again = stated(form, "a41"), form.text("x2_sponsors_protocol_code_number")
    if again != own and (own := own or again) != again:
        wordings.keep("Sponsor's Protocol Code Number", again)
    short = stated(form, "a32")
    if short and len(short) > MAX_ACRONYM:
        wordings.keep(label("a32_name_or_abbreviated_title_of_the_trial_where_available"), short)
    sponsors = form.texts("b1_sponsor.b11_name_of_sponsor")
    return IdentificationModule(
        org_study_id_info=IdInfo(id=own) if own else None,
        secondary_id_infos=[IdInfo(id=number, type="EUDRACT_NUMBER"), *_other_ids(form, wordings)],
        organization=OrganizationInfo(full_name=sponsors[0]) if sponsors else None,
        brief_title=in_any_language(form, "a31"),
        official_title=in_any_language(form, "a3"),
        acronym=short if short and len(short) <= MAX_ACRONYM else None,
    )


def _other_ids(form: Fields, wordings: Wordings) -> Iterator[IdInfo]:
    """Read the ids of other registries; `NCT00000000` and the like are kept as they stand."""
    for key in [key for key in form.names() if re.match(r"a5[1-4]_", key)]:
        words = form.text(key) or ""
        known = trial_id(words)
        if is_no_id(words):
            wordings.keep(label(key), words)
        elif known:
            yield IdInfo(id=known.id, type="REGISTRY", domain=known.registry, link=known.page or None)
        elif words:
            is_utn = key.startswith("a53")
            yield IdInfo(id=words, type="REGISTRY" if is_utn else "OTHER", domain="UTN" if is_utn else None)


def _status(form: Fields, wordings: Wordings) -> StatusModule:
    """Read status and dates; the register's own words of the status are always kept."""
    ended, recorded = stated(form, "p_end_of_trial_status"), stated(form, "x5")
    wordings.keep("P. End of Trial Status", ended)
    wordings.keep("Trial Status", recorded)
    return StatusModule(
        overall_status=coded(EUCTR_STATUS, ended) or coded(EUCTR_STATUS, recorded),
        start_date_struct=_result_date(form, "recruitmentStartDate"),
        primary_completion_date_struct=_result_date(form, "primaryCompletionDate"),
        completion_date_struct=_end_date(form, wordings),
        results_first_post_date_struct=kept_struct(
            wordings, "firstreceived_results_date", form.text("firstreceived_results_date")
        ),
        study_first_submit_date=kept_day(wordings, "Date first entered", stated(form, "x6")),
    )


def _end_date(form: Fields, wordings: Wordings) -> DateStruct | None:
    """Read when the trial ended: as the member state was told, else as the results say."""
    words = stated(form, "p_date_of_the_global_end_of_the_trial")
    again = form.text("trialInformation.globalEndOfTrialDate")
    date = day(words) or day(again)
    for name, said in (("P. Date of the global end of the trial", words), ("globalEndOfTrialDate", again)):
        if said and (not day(said) or day(said) != date):
            wordings.keep(name, said)
    return day_struct(date, "ACTUAL")


def _result_date(form: Fields, name: str) -> DateStruct | None:
    words = form.each("trialInformation")
    found = words[0].node.get(name) if words else None
    return day_struct(form.text(f"trialInformation.{name}"), "ACTUAL") if day(str(found)) else None


def _sponsors(form: Fields, wordings: Wordings) -> SponsorCollaboratorsModule:
    """Read the sponsors, and who gives money or material."""
    sponsors = []
    for one in form.each("b1_sponsor"):
        words = stated(one, "b31_and_b32")
        wordings.keep("B.3.1 and B.3.2 Status of the sponsor", words)
        sponsors.append(Sponsor(name=stated(one, "b11"), class_=coded(SPONSOR_CLASS, words)))
    supporters = form.texts(
        "b1_sponsor.b4_sources_of_monetary_or_material_support.b41_name_of_organisation_providing_support"
    )
    named = {(one.name or "").casefold(): one for one in reversed([*sponsors, *map(_supporter, supporters)])}
    found = [one for one in reversed(named.values()) if one.name]
    return SponsorCollaboratorsModule(lead_sponsor=found[0] if found else None, collaborators=found[1:])


def _supporter(name: str) -> Sponsor:
    return Sponsor(name=name)


def _conditions(form: Fields, wordings: Wordings) -> ConditionsModule:
    """Read the condition, with its MedDRA terms as keywords; level, code and version are kept beside."""
    condition = in_any_language(form, "e11")
    terms = form.each("e12_meddra_classification")
    for term in terms:
        parts = [words for key in term.names() if key.startswith("e12_") and (words := term.text(key))]
        wordings.keep("E.1.2 MedDRA classification (version, level, code, term, class)", "; ".join(parts))
    keywords = form.texts("e12_meddra_classification.e12_term")
    return ConditionsModule(
        conditions=[condition] if condition else [], keywords=list(dict.fromkeys(keywords))
    )


def _outcomes(form: Fields, code: str) -> list[Outcome]:
    """Read end points; the form has one field for all of a kind, and one for all their times."""
    return numbered_outcomes(in_any_language(form, code), in_any_language(form, f"{code}1"))


def _eligibility(form: Fields, wordings: Wordings) -> EligibilityModule:
    kinds = {"Inclusion": in_any_language(form, "e3"), "Exclusion": in_any_language(form, "e4")}
    criteria = [f"{kind} Criteria:\n\n{words}" for kind, words in kinds.items() if words]
    groups = ages_and_sex(form, wordings)
    return msgspec.structs.replace(groups, eligibility_criteria="\n\n".join(criteria) or None)


def _contacts_and_locations(form: Fields, wordings: Wordings) -> ContactsLocationsModule:
    return ContactsLocationsModule(
        central_contacts=[one for found in form.each("b1_sponsor") if (one := _contact(found)) != Contact()],
        locations=_locations(form, wordings),
    )


def _contact(sponsor: Fields) -> Contact:
    return Contact(name=stated(sponsor, "b52"), phone=stated(sponsor, "b54"), email=stated(sponsor, "b56"))


def _locations(form: Fields, wordings: Wordings) -> list[Location]:
    """Name the member state of the record, with its status, and the countries that the record lists."""
    authorities = {form.text("x3_national_competent_authority"), stated(form, "a1")}
    for authority in sorted(filter(None, authorities)):
        wordings.keep("A.1 Member State Concerned", authority)
    state = next((one.partition(" - ")[0].strip() for one in sorted(filter(None, authorities))), "")
    others = [country for country in dict.fromkeys(_countries(form, wordings)) if country != state]
    status = coded(EUCTR_STATUS, stated(form, "p_end_of_trial_status") or stated(form, "x5"))
    here = [Location(country=state, status=status)] if state in country_names() else []
    return here + [Location(country=country) for country in others]


@cache
def _country_pattern() -> re.Pattern[str]:
    """Match a name of a country, the longest first."""
    return re.compile("|".join(map(re.escape, sorted(country_names(), key=len, reverse=True))))


def _countries(form: Fields, wordings: Wordings) -> Iterator[str]:
    """Name the countries of a list; one with words left over is kept whole."""
    listed = stated(form, "e863") or ""
    country = _country_pattern()
    if country.sub("", listed).strip(" ,;\n"):
        wordings.keep(label("e863_trial_sites_planned_in"), listed)
    else:
        yield from country.findall(listed)
