"""What the wordings of CTIS, ISRCTN and EUCTR mean in the codes of the API v2.

A wording that has no code there (`Ongoing`, of which nobody can say whether it still recruits) has no row:
its words are kept as they stand.
"""

from __future__ import annotations

import datetime
import re
from typing import Final

from kg.sources._words import Wordings, fold
from kg.study.protocol import DateStruct

# EU Clinical Trials Register, end of trial status and status of the record
EUCTR_STATUS: Final = {
    "completed": "COMPLETED",
    "prematurely ended": "TERMINATED",
    "temporarily halted": "SUSPENDED",
    "suspended by ca": "SUSPENDED",
}
# CTIS, public status (the numbers are the public API's codes of the same words)
CTIS_STATUS_NUMBER: Final = {
    "1": "Under evaluation",
    "2": "Authorised, recruitment pending",
    "3": "Authorised, recruiting",
    "4": "Ongoing, recruiting",
    "5": "Ongoing, recruitment ended",
    "6": "Temporarily halted",
    "7": "Suspended",
    "8": "Ended",
    "9": "Expired",
    "10": "Revoked",
    "11": "Not authorised",
    "12": "Cancelled",
}
CTIS_STATUS: Final = {
    "authorised recruitment pending": "NOT_YET_RECRUITING",
    "authorised not started": "NOT_YET_RECRUITING",
    "authorised recruiting": "RECRUITING",
    "ongoing not yet recruiting": "NOT_YET_RECRUITING",
    "ongoing recruiting": "RECRUITING",
    "ongoing recruitment ended": "ACTIVE_NOT_RECRUITING",
    "temporarily halted": "SUSPENDED",
    "suspended": "SUSPENDED",
    "ended": "COMPLETED",
    "ended prematurely": "TERMINATED",
}
ISRCTN_STATUS: Final = {"stopped": "TERMINATED", "suspended": "SUSPENDED"}

SPONSOR_CLASS: Final = {
    "commercial": "INDUSTRY",
    "pharmaceutical company": "INDUSTRY",
    "non commercial": "OTHER",
    "hospital clinic other health care facility": "OTHER",
    "laboratory research testing facility": "OTHER",
    "educational institution": "OTHER",
    "patient organisation association": "OTHER",
}
PURPOSE: Final = {
    "treatment": "TREATMENT",
    "therapy": "TREATMENT",
    "prevention": "PREVENTION",
    "prophylaxis": "PREVENTION",
    "diagnostic": "DIAGNOSTIC",
    "diagnosis": "DIAGNOSTIC",
    "screening": "SCREENING",
    "other": "OTHER",
}
ISRCTN_INTERVENTION: Final = {
    "drug": "DRUG",
    "device": "DEVICE",
    "biological vaccine": "BIOLOGICAL",
    "procedure surgery": "PROCEDURE",
    "behavioural": "BEHAVIORAL",
    "genetic": "GENETIC",
    "supplement": "DIETARY_SUPPLEMENT",
    "other": "OTHER",
}
# only designs that say of themselves how participants are allotted
ISRCTN_ALLOCATION: Final = {
    "randomised controlled trial": "RANDOMIZED",
    "randomised cross over trial": "RANDOMIZED",
    "cluster randomised trial": "RANDOMIZED",
    "non randomised controlled trial": "NON_RANDOMIZED",
    "non randomised study": "NON_RANDOMIZED",
}
CTIS_PHASE_WORDS: Final = [  # in the order of the public API's numbers, from 1
    ("Human pharmacology (Phase I) - First administration to humans", ["PHASE1"]),
    ("Human pharmacology (Phase I) - Bioequivalence study", ["PHASE1"]),
    ("Human pharmacology (Phase I) - Other", ["PHASE1"]),
    ("Therapeutic exploratory (Phase II)", ["PHASE2"]),
    ("Therapeutic confirmatory (Phase III)", ["PHASE3"]),
    ("Therapeutic use (Phase IV)", ["PHASE4"]),
    ("Phase I and Phase II (integrated) - First administration to humans", ["PHASE1", "PHASE2"]),
    ("Phase I and Phase II (integrated) - Bioequivalence study", ["PHASE1", "PHASE2"]),
    ("Phase I and Phase II (integrated) - Other", ["PHASE1", "PHASE2"]),
    ("Phase II and Phase III (integrated)", ["PHASE2", "PHASE3"]),
    ("Phase III and Phase IV (integrated)", ["PHASE3", "PHASE4"]),
]
CTIS_PHASES: Final = {fold(words): codes for words, codes in CTIS_PHASE_WORDS}
CTIS_PHASE_NUMBER: Final = {str(number): words for number, (words, _) in enumerate(CTIS_PHASE_WORDS, start=1)}
# the states of the EEA by the codes that CTIS writes before their statuses
EEA: Final = {
    "AT": "Austria",
    "BE": "Belgium",
    "BG": "Bulgaria",
    "CY": "Cyprus",
    "CZ": "Czechia",
    "DE": "Germany",
    "DK": "Denmark",
    "EE": "Estonia",
    "EL": "Greece",
    "ES": "Spain",
    "FI": "Finland",
    "FR": "France",
    "GR": "Greece",
    "HR": "Croatia",
    "HU": "Hungary",
    "IE": "Ireland",
    "IS": "Iceland",
    "IT": "Italy",
    "LI": "Liechtenstein",
    "LT": "Lithuania",
    "LU": "Luxembourg",
    "LV": "Latvia",
    "MT": "Malta",
    "NL": "Netherlands",
    "NO": "Norway",
    "PL": "Poland",
    "PT": "Portugal",
    "RO": "Romania",
    "SE": "Sweden",
    "SI": "Slovenia",
    "SK": "Slovakia",
}
# an answer of a form that says nothing of the trial
UNANSWERED: Final = "information not present in eudract"

_ISO_DAY: Final = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ][\d:.]+(?:Z|[+-]\d{2}:?\d{2})?)?\Z", re.ASCII)
_EU_DAY: Final = re.compile(r"(\d{2})/(\d{2})/(\d{4})\Z", re.ASCII)
_NO_ID: Final = re.compile(r"(?:nil known|not known|n/?a|none|pending|0+)\Z", re.IGNORECASE)


def day(words: str | None) -> str | None:
    """Give the day of a date or time stamp as it stands; None where it is none.

    Registers of the EU write the day first where they use slashes.

    >>> day("2015-11-01T00:00:00.000Z"), day("15/09/2022"), day("spring 2020")
    ('2015-11-01', '2022-09-15', None)
    """
    words = (words or "").strip()
    if found := _ISO_DAY.match(words):
        iso = found[1]
    elif found := _EU_DAY.match(words):
        iso = "-".join(reversed(found.groups()))
    else:
        return None
    try:
        return datetime.date.fromisoformat(iso).isoformat()
    except ValueError:
        return None


def kept_day(wordings: Wordings, name: str, words: str | None) -> str | None:
    """Read a day; words that are none are kept under their field's name."""
    found = day(words)
    if not found:
        wordings.keep(name, words)
    return found


def kept_struct(
    wordings: Wordings, name: str, words: str | None, kind: str | None = None
) -> DateStruct | None:
    """Read a day as the API gives dates; words that are none are kept under their field's name."""
    return day_struct(kept_day(wordings, name, words), kind)


def day_struct(words: str | None, kind: str | None = None) -> DateStruct | None:
    """Read a day as the API gives dates."""
    found = day(words)
    return DateStruct(date=found, type=kind) if found else None


def is_no_id(words: str) -> bool:
    """Tell an id that is not one: `Nil known`, `NCT00000000`."""
    return bool(_NO_ID.match(words.strip())) or set(re.findall(r"\d", words)) == {"0"}


def coded(codes: dict[str, str], words: str | None) -> str | None:
    """Look up the code of a wording, or None."""
    return codes.get(fold(words)) if words else None
