"""What the wordings of pages mean in the codes of the API v2: statuses, phases, enums, dates, ages.

Codes: https://clinicaltrials.gov/data-api/about-api/study-data-structure#enums.
A wording without a code is kept as an `OtherFact`, so that nothing is lost and nothing is guessed.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from typing import Final

from kg.errors import RecordError
from kg.study.beside import OtherFact
from kg.study.protocol import DateStruct

STATUS: Final = {
    "recruiting": "RECRUITING",
    "active recruiting": "RECRUITING",
    "not yet recruiting": "NOT_YET_RECRUITING",
    "active not recruiting": "ACTIVE_NOT_RECRUITING",
    "active not yet recruiting": "NOT_YET_RECRUITING",
    "enrolling by invitation": "ENROLLING_BY_INVITATION",
    "active enrolling by invitation": "ENROLLING_BY_INVITATION",
    "completed": "COMPLETED",
    "suspended": "SUSPENDED",
    "terminated": "TERMINATED",
    "withdrawn": "WITHDRAWN",
    "unknown": "UNKNOWN",
    "unknown status": "UNKNOWN",
    "available": "AVAILABLE",
    "no longer available": "NO_LONGER_AVAILABLE",
    "temporarily not available": "TEMPORARILY_NOT_AVAILABLE",
    "approved for marketing": "APPROVED_FOR_MARKETING",
    "withheld": "WITHHELD",
}
STUDY_TYPE: Final = {
    "interventional": "INTERVENTIONAL",
    "interventional clinical trial": "INTERVENTIONAL",
    "observational": "OBSERVATIONAL",
    "observational patient registry": "OBSERVATIONAL",
    "expanded access": "EXPANDED_ACCESS",
}
ALLOCATION: Final = {
    "randomized": "RANDOMIZED",
    "randomised": "RANDOMIZED",
    "non randomized": "NON_RANDOMIZED",
    "nonrandomized": "NON_RANDOMIZED",
    "n a": "NA",
    "na": "NA",
}
INTERVENTION_MODEL: Final = {
    "single group": "SINGLE_GROUP",
    "parallel": "PARALLEL",
    "crossover": "CROSSOVER",
    "factorial": "FACTORIAL",
    "sequential": "SEQUENTIAL",
}
OBSERVATIONAL_MODEL: Final = {
    "cohort": "COHORT",
    "case control": "CASE_CONTROL",
    "case only": "CASE_ONLY",
    "case crossover": "CASE_CROSSOVER",
    "ecologic or community": "ECOLOGIC_OR_COMMUNITY",
    "ecologic or community studies": "ECOLOGIC_OR_COMMUNITY",
    "family based": "FAMILY_BASED",
    "defined population": "DEFINED_POPULATION",
    "natural history": "NATURAL_HISTORY",
    "other": "OTHER",
}
TIME_PERSPECTIVE: Final = {
    "prospective": "PROSPECTIVE",
    "retrospective": "RETROSPECTIVE",
    "cross sectional": "CROSS_SECTIONAL",
    "other": "OTHER",
}
MASKING: Final = {
    "none": "NONE",
    "none open label": "NONE",
    "open label": "NONE",
    "single": "SINGLE",
    "single blind": "SINGLE",
    "double": "DOUBLE",
    "double blind": "DOUBLE",
    "triple": "TRIPLE",
    "quadruple": "QUADRUPLE",
}
MASKED: Final = {
    "participant": "PARTICIPANT",
    "subject": "PARTICIPANT",
    "care provider": "CARE_PROVIDER",
    "caregiver": "CARE_PROVIDER",
    "investigator": "INVESTIGATOR",
    "outcomes assessor": "OUTCOMES_ASSESSOR",
    "outcome assessor": "OUTCOMES_ASSESSOR",
}
PRIMARY_PURPOSE: Final = {
    "treatment": "TREATMENT",
    "prevention": "PREVENTION",
    "diagnostic": "DIAGNOSTIC",
    "ect": "ECT",
    "educational counseling training": "ECT",
    "supportive care": "SUPPORTIVE_CARE",
    "screening": "SCREENING",
    "health services research": "HEALTH_SERVICES_RESEARCH",
    "basic science": "BASIC_SCIENCE",
    "device feasibility": "DEVICE_FEASIBILITY",
    "other": "OTHER",
}
ARM_TYPE: Final = {
    "experimental": "EXPERIMENTAL",
    "active comparator": "ACTIVE_COMPARATOR",
    "placebo comparator": "PLACEBO_COMPARATOR",
    "sham comparator": "SHAM_COMPARATOR",
    "no intervention": "NO_INTERVENTION",
    "other": "OTHER",
}
INTERVENTION_TYPE: Final = {
    "drug": "DRUG",
    "device": "DEVICE",
    "biological": "BIOLOGICAL",
    "biological vaccine": "BIOLOGICAL",
    "procedure": "PROCEDURE",
    "procedure surgery": "PROCEDURE",
    "radiation": "RADIATION",
    "behavioral": "BEHAVIORAL",
    "genetic": "GENETIC",
    "dietary supplement": "DIETARY_SUPPLEMENT",
    "combination product": "COMBINATION_PRODUCT",
    "diagnostic test": "DIAGNOSTIC_TEST",
    "other": "OTHER",
}
AGENCY_CLASS: Final = {
    "nih": "NIH",
    "fed": "FED",
    "u s fed": "FED",
    "other gov": "OTHER_GOV",
    "other u s federal agency": "FED",
    "other government": "OTHER_GOV",
    "indiv": "INDIV",
    "individual": "INDIV",
    "industry": "INDUSTRY",
    "network": "NETWORK",
    "ambig": "AMBIG",
    "other": "OTHER",
    "unknown": "UNKNOWN",
}
ROLE: Final = {
    "principal investigator": "PRINCIPAL_INVESTIGATOR",
    "sub investigator": "SUB_INVESTIGATOR",
    "study chair": "STUDY_CHAIR",
    "study director": "STUDY_DIRECTOR",
    "contact": "CONTACT",
}
RESPONSIBLE_PARTY: Final = {
    "sponsor": "SPONSOR",
    "principal investigator": "PRINCIPAL_INVESTIGATOR",
    "sponsor investigator": "SPONSOR_INVESTIGATOR",
}
SEX: Final = {
    "all": "ALL",
    "both": "ALL",
    "all genders": "ALL",
    "all sexes": "ALL",
    "female": "FEMALE",
    "females": "FEMALE",
    "male": "MALE",
    "males": "MALE",
}
SAMPLING_METHOD: Final = {
    "probability sample": "PROBABILITY_SAMPLE",
    "non probability sample": "NON_PROBABILITY_SAMPLE",
}
YES_NO: Final = {
    "yes": True,
    "true": True,
    "accepts healthy volunteers": True,
    "no": False,
    "false": False,
}
DATE_TYPE: Final = {
    "actual": "ACTUAL",
    "anticipated": "ESTIMATED",
    "estimated": "ESTIMATED",
    "est": "ESTIMATED",
}

_PHASES: Final = {
    "early phase 1": ["EARLY_PHASE1"],
    "early phase1": ["EARLY_PHASE1"],
    "phase 0": ["EARLY_PHASE1"],
    "n a": ["NA"],
    "na": ["NA"],
    "not applicable": ["NA"],
}
_NUMERALS: Final = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}
_MONTHS: Final = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_IN_BRACKETS: Final = re.compile(r"[(\[]\s*([A-Za-z]+)\.?\s*[)\]]")
_BLANK: Final = re.compile(r"(?:n/?a|none|null|-+|not provided|none provided\.?|\(none\))\Z", re.IGNORECASE)


class Wordings:
    """Turns the wordings of one page into codes, and collects those that have none."""

    def __init__(self) -> None:
        self.other_facts: list[OtherFact] = []

    def code(self, codes: Mapping[str, str], name: str, words: str | None) -> str | None:
        """Look up the code of a wording; one that has none is kept under the page's `name` for it."""
        if not words or not words.strip():
            return None
        found = codes.get(fold(words)) or codes.get(fold(re.sub(r"\bassignment\b", "", words, flags=re.I)))
        if found is None:
            self.keep(name, words)
        return found

    def yes_no(self, name: str, words: str | None) -> bool | None:
        """Read a yes or a no."""
        if not words or fold(words) not in YES_NO:
            self.keep(name, words)
            return None
        return YES_NO[fold(words)]

    def phases(self, name: str, words: str | None) -> list[str]:
        """Read phases: `Phase 1/Phase 2`, `Phase II`, `2`, `PHASE2`, `N/A`."""
        found = phase_codes(words or "")
        if not found:
            self.keep(name, words)
        return found

    def masking(self, name: str, words: str | None) -> tuple[str | None, list[str]]:
        """Read masking and who is masked: `Double (Participant, Investigator)`."""
        kind, _, who = (words or "").partition("(")
        masked = [MASKED[fold(one)] for one in who.rstrip(") ").split(",") if fold(one) in MASKED]
        return self.code(MASKING, name, kind if masked else words), masked

    def keep(self, name: str, words: str | None) -> None:
        """Keep what a page states under a name of its own, unless it only says that there is nothing."""
        if words and words.strip() and not is_blank(words):
            self.other_facts.append(OtherFact(name=name, value=words.strip()))


def fold(words: str) -> str:
    """Reduce a wording to lower-case words: `Active, not recruiting` and `ACTIVE_NOT_RECRUITING` are one.

    >>> fold("None (Open Label)")
    'none open label'
    """
    return " ".join(re.findall(r"[a-z0-9]+", words.lower()))


def is_blank(words: str) -> bool:
    """Tell a way of writing "nothing"."""
    return not words.strip() or bool(_BLANK.match(words.strip()))


def phase_codes(words: str) -> list[str]:
    """Give the API's codes of a wording of phases; none where it is not one.

    >>> phase_codes("Phase 1/Phase 2"), phase_codes("II"), phase_codes("Phase II Phase 2")
    (['PHASE1', 'PHASE2'], ['PHASE2'], ['PHASE2'])
    """
    folded = fold(words)
    if folded in _PHASES:
        return _PHASES[folded]
    numbers = [_NUMERALS.get(word, word) for word in re.sub(r"phase", " ", folded).split()]
    if not numbers or any(number not in {"1", "2", "3", "4"} for number in numbers):
        return []
    return [f"PHASE{number}" for number in dict.fromkeys(numbers)]


def iso_date(words: str | None) -> str | None:
    """Read a date at the precision it has: `Sep 25, 2023`, `March 2021`, `25 May 2025`, `2025-05-25`.

    A date that no calendar has (`February 30, 2024`), or that is none, is a `RecordError`.
    """
    if words is None or is_blank(words):
        return None
    parts = re.findall(r"[A-Za-z]+|\d+", words)
    year, month, day = _date_parts([part.lower() for part in parts], words)
    try:
        datetime.date(int(year), month or 1, day or 1)
    except ValueError as error:
        raise RecordError(f"{words.strip()!r} is not a date: {error}") from error
    return year + (f"-{month:02}" if month else "") + (f"-{day:02}" if day else "")


def date_struct(words: str | None) -> DateStruct | None:
    """Read a date and, where it is said, its type: `March 2021 (Actual)`."""
    date = iso_date(_IN_BRACKETS.sub("", words)) if words else None
    return DateStruct(date=date, type=date_type(words)) if date else None


def date_type(words: str | None) -> str | None:
    """Find what a date or a number is called in brackets: `300 (Anticipated)` is ESTIMATED."""
    found = _IN_BRACKETS.search(words or "")
    return DATE_TYPE.get(fold(found[1])) if found else None


def _date_parts(parts: list[str], words: str) -> tuple[str, int | None, int | None]:
    match parts:
        case [year] if _is_year(year):
            return year, None, None
        case [year, month] if _is_year(year) and month.isdigit():
            return year, int(month), None
        case [year, month, day] if _is_year(year) and month.isdigit() and day.isdigit():
            return year, int(month), int(day)
        case [month, year] if _is_year(year) and _month(month):
            return year, _month(month), None
        case [month, day, year] if _is_year(year) and _month(month) and day.isdigit():
            return year, _month(month), int(day)
        case [day, month, year] if _is_year(year) and _month(month) and day.isdigit():
            return year, _month(month), int(day)
    raise RecordError(
        f"{words.strip()!r} is not a date; dates are like September 25, 2023, September 2023 or 2023-09-25"
    )


def _is_year(part: str) -> bool:
    return len(part) == 4 and part.isdigit()


def _month(part: str) -> int | None:
    if len(part) < 3:
        return None
    return next((n for n, name in enumerate(_MONTHS, start=1) if name.startswith(part)), None)


def age(words: str | None) -> str | None:
    """Read one age the API's way: `18 Years`; None where there is no limit.

    >>> age("18 years and older"), age("N/A"), age("6 Months")
    ('18 Years', None, '6 Months')
    """
    found = re.match(r"\s*(\d+)\s*(year|month|week|day|hour|minute)s?\b", words or "", re.IGNORECASE)
    if not found:
        return None
    number, unit = found.groups()
    return f"{number} {unit.capitalize()}{'' if number == '1' else 's'}"


def age_range(words: str | None) -> tuple[str | None, str | None]:
    """Read the youngest and the oldest age: `18 Years to 80 Years`, `Ages 18-75`, `65 Years and younger`.

    A number without a unit is of years.
    """
    if not words:
        return None, None
    unit = r"(?:\s*(years?|months?|weeks?|days?|hours?|minutes?))?"
    ages = [
        age(f"{number} {kind or 'Years'}")
        for number, kind in re.findall(rf"(\d+){unit}", words, re.IGNORECASE)
    ]
    if len(ages) >= 2:
        return ages[0], ages[1]
    if re.search(r"younger|under|up to|less|\bmax|n/?a\s*(?:to|-)|≤|<", words, re.IGNORECASE):
        return None, ages[0] if ages else None
    return (ages[0] if ages else None), None


def count(words: str | None) -> int | None:
    """Read a whole number, with or without thousands separators and a unit after it: `1,200 participants`."""
    found = re.match(r"\s*(-?\d[\d,]*)", words or "")
    return int(found[1].replace(",", "")) if found else None
