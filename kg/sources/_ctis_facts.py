"""What a CTIS record states beside the model: decisions, events, third parties, translations, the rest.

The rest is kept under the register's own names. A field that only means something inside the register's
database, or says again what is read elsewhere, is left out for the reason given here.
"""

from __future__ import annotations

from kg.sources._ctis_states import PARTS_TWO, STATES
from kg.sources._fields import Fields, LeftOut, left_out_table, why_left_out, without_numbers
from kg.sources._register_words import day
from kg.sources._words import Wordings

_KEYS = (
    r"(.*\.)?(id|uuid|party|person|businessKey\w*|eutctId|isoNumber|isoAlpha\dCode|termId|\w+[iI]d|\w+Ids|"
    r"evCodeDisplay|productPk|substancePk|\w*[vV]ersion(Number)?)"
)
_NUMBERS = (
    r"(.*\.)?(productRoleCode|mpRoleInTrial|documentType|ageRangeCategory(Code)?|ctAgeRangeCode|typeCode|"
    r"trialPhase|ctRegistryCode|rowCountries|ageRangeSecondary|trialRegionCode|clinicalTrialGroups\.code)"
)
_WORKINGS = (
    r"(.*\.)?(is(Editable|Create|Save|Active|BusinessKeyValidated|ClockStopRemovalRequested|Published|"
    r"DraftUnauthProduct|SelectedInMultiTrialSM|BenefitRisckBalanceChange|RmsTacitAssignment)|active|current|"
    r"atcUpdatable|orphanDrugEdit|hasDocument|submittedBy|isPrimary|primary|inComplete|clinicalTrialSponsor|"
    r"applicationTypeMsc|organisationLocationStatus|willingAtDayThreeView|isWillingAtDayThreeView|isCommercial|"
    r"hasDeferrallApplied|hasAmendmentApplied|number|submitDate|intl|productDictionaryInfo\.part1MpRoleTypeCode)"
)
LEFT_OUT: LeftOut = left_out_table(
    {
        r"ctrname|_id": "names the register and the record, which the ids say",
        r"applications\..*|.*applicationInfo\..*": "the history of applications; what is authorised is read",
        r"publicEvaluation\..*": "questions and answers of the assessment; its decisions are kept",
        r"primarySponsor\..*|coSponsors\..*": "sponsors of the first application; those of Part I are read",
        _KEYS: "a key or version in a database",
        _NUMBERS: "the number, in a list of codes, of what is read or kept in words",
        _WORKINGS: "how the register's forms were worked",
        r"(.*\.)?organisation\.(type|typeCode|acronym|commercial|name)": "an organisation whose name is read",
        r"(.*\.)?(organisationInfo|sponsorDuties)\..*": "an authority's entry, or kept in words",
        r"(.*\.)?(address|organisationAddress|organisationAddressInfo)\..*": "a postal address; of sites, "
        "city, postal code and country are read",
        r"(.*\.)?(personInfo|contactPointForUnion|legalRepresentative|scientificAdvices)\..*": "a person or "
        "office to write to; the public and scientific contacts are read",
        r"(.*\.)?sponsors\.\w*(Contacts|Resp|fromDate)(\..*)?": "public and scientific contacts are read",
        r".*authorizedPartI\.products\..*": "says again what the groups of products by role say",
        r"(.*\.)?part1MedicinalProductRoleMscInfos\..*": "says again what the member states concerned say",
        r"mscInfo\..*|(activeTrial\w*Period|trialPeriod|trialRecruitmentPeriod)\..*": "says again what the "
        "member states concerned and the events say",
        r".*authorizedPartI\.(medicalConditions|partOneTherapeuticAreas|therapeuticAreas|isLowIntervention|"
        r"trialCategoryCode|trialCategoryJustificationComment)(\..*)?": "said again in the trial details",
        r".*Translations\.(language|languageDescription)": "said with the translation",
    }
)


def keep_facts(root: Fields, part: Fields, wordings: Wordings) -> None:
    """Keep in words what has several parts, then every other field under its name."""
    _keep_decisions(root, wordings)
    _keep_events(root, wordings)
    _keep_third_parties(part, wordings)
    _keep_translations(part, wordings)
    _keep_documents(root, wordings)
    _keep_states(root, wordings)
    _keep_products(part, wordings)
    part_name = without_numbers(part.path.rpartition(".")[2])
    for at, words in part.take_unread():
        if why_left_out(f"authorizedPartI.{at}", LEFT_OUT) is None:
            wordings.keep(f"{part_name}.{at}", words)
    for at, words in root.unread():
        if why_left_out(at, LEFT_OUT) is None:
            wordings.keep(at.removeprefix("authorizedApplication."), words)


def _keep_decisions(root: Fields, wordings: Wordings) -> None:
    for path in ("publicEvaluation.decisions", "authorizedApplication.applicationInfo.decisions"):
        for one in root.each(path):
            parts = [one.text(name) for name in ("mscName", "decision", "assessmentOutcome")]
            date = one.text("decisionDate")
            wordings.keep("decisions", ", ".join(filter(None, [*parts, day(date) or date])))


def _keep_events(root: Fields, wordings: Wordings) -> None:
    """Keep what member states were told: `Start of trial, Germany, 2022-12-06`."""
    lists = {
        "events.trialEvents": "events",
        "mscTrialNotificationsInfoList": "mscNotificationsListInfo",
    }
    for path, name in lists.items():
        for state in root.each(path):
            country = state.text("mscName")
            for event in state.each(name):
                parts = [event.text("notificationType"), country, event.text("date")]
                wordings.keep("events", ", ".join(filter(None, parts)))


def _keep_third_parties(part: Fields, wordings: Wordings) -> None:
    for one in part.each("sponsors.thirdParties"):
        name = one.text("organisationAddress.organisation.name")
        duties = one.texts("sponsorDuties.value") or [
            f"duty {code}" for code in one.texts("sponsorDuties.code")
        ]
        wordings.keep("thirdParties", f"{name}: {', '.join(duties)}" if duties else name)


def _keep_translations(part: Fields, wordings: Wordings) -> None:
    """Keep what a record says in other languages than English, with the language."""
    for name, fields in part.ending("Translations"):
        language = fields.text("languageDescription") or f"language {fields.text('language')}"
        wordings.keep(
            f"{name.removesuffix('Translations')} ({language})", fields.text("attributeTranslation")
        )


def _keep_documents(root: Fields, wordings: Wordings) -> None:
    for one in root.each("documents"):
        parts = [one.text(name) for name in ("documentTypeLabel", "title", "fileType")]
        wordings.keep("documents", ", ".join(filter(None, parts)))


def _keep_states(root: Fields, wordings: Wordings) -> None:
    """Keep what is said of each member state under its name."""
    for path in (*STATES, *PARTS_TWO):
        for one in root.each(path):
            state = one.text("mscName") or one.text("mscInfo.mscName") or one.text("mscInfo.countryName")
            _keep_under(f"{path.rpartition('.')[2]} ({state})", one, wordings)


def _keep_products(part: Fields, wordings: Wordings) -> None:
    """Keep what is said of each product under its name."""
    for one in part.each("productRoleGroupInfos.products"):
        paths = ("productName", "nameDisplay", "productDictionaryInfo.prodName", "scientificProductName")
        names = [*(one.text(path) for path in paths), one.text("productDictionaryInfo.activeSubstanceName")]
        _keep_under(f"products ({next(filter(None, names), '')})", one, wordings)


def _keep_under(name: str, fields: Fields, wordings: Wordings) -> None:
    for at, words in fields.take_unread():
        if why_left_out(at, LEFT_OUT) is None:
            wordings.keep(f"{name}: {at}", words)
