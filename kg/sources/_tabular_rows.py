"""Takes rows apart whose columns have run together: sites, sponsors and related trials of a tabular page.

What cannot be told apart for certain is not guessed: a city after the name of a facility stays with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from kg.countries import country_names
from kg.sources._words import STATUS, Wordings, phase_codes
from kg.study.beside import RelatedTrial
from kg.study.protocol import Location

_LONGEST_CITY: Final = 5  # words
_STATES: Final = {
    "United States": frozenset(
        """
        Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|District of Columbia
        Florida|Georgia|Hawaii|Idaho|Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland
        Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|New Hampshire
        New Jersey|New Mexico|New York|North Carolina|North Dakota|Ohio|Oklahoma|Oregon|Pennsylvania
        Puerto Rico|Rhode Island|South Carolina|South Dakota|Tennessee|Texas|Utah|Vermont|Virginia
        Washington|West Virginia|Wisconsin|Wyoming
        """.strip()
        .replace("\n        ", "|")
        .split("|")
    ),
    "Canada": frozenset(
        """
        Alberta|British Columbia|Manitoba|New Brunswick|Newfoundland and Labrador|Nova Scotia|Ontario
        Prince Edward Island|Quebec|Québec|Saskatchewan
        """.strip()
        .replace("\n        ", "|")
        .split("|")
    ),
    "Australia": frozenset(
        """
        Australian Capital Territory|New South Wales|Northern Territory|Queensland|South Australia
        Tasmania|Victoria|Western Australia
        """.strip()
        .replace("\n        ", "|")
        .split("|")
    ),
}

_COLLABORATOR_COMMA = re.compile(r",\s+(?!(?:Inc|LLC|L\.L\.C|Ltd|Co|Corp|S\.A|GmbH|LP)\b)")
_RELATED = re.compile(r"(.*?)\s*\b(NCT\d{8})\b\s*(?:[-–—]\s*)?(.*)")
_PHASE_COLUMN = re.compile(r"(.*?)\s+(Early Phase 1|Phase \d(?:/Phase \d)?|N/?A)", re.IGNORECASE)


def location_row(row: str) -> Location:
    """Read `Country Name City State`: the country, a state that is known, a city named like its state."""
    country = _first_of(country_names(), row)
    rest = row[len(country or "") :].strip()
    if city := _said_twice(rest.split()):
        facility = rest.removesuffix(f"{city} {city}").strip()
        return Location(country=country, facility=facility or None, city=city, state=city)
    state = _last_of(_STATES.get(country or "", frozenset()), rest)
    facility = rest.removesuffix(state or "").strip()
    return Location(country=country, facility=facility or None, state=state)


def _said_twice(words: list[str]) -> str | None:
    for size in range(_LONGEST_CITY, 0, -1):
        if len(words) >= 2 * size and words[-size:] == words[-2 * size : -size]:
            return " ".join(words[-size:])
    return None


def _first_of(names: Iterable[str], row: str) -> str | None:
    return max((name for name in names if f"{row} ".startswith(f"{name} ")), key=len, default=None)


def _last_of(names: Iterable[str], row: str) -> str | None:
    return max((name for name in names if f" {row}".endswith(f" {name}")), key=len, default=None)


def sponsor_names(rows: list[str], number: int | None, source: str | None) -> tuple[list[str], str]:
    """Part the lead sponsor from the collaborators; give also the words that nothing tells apart.

    The names are told by the heading's number of sponsors, when it is one or that of the rows, or by the
    page's Source, which is as a rule the lead sponsor. Commas part collaborators, but names have commas too.
    """
    text = " ".join(rows)
    if len(rows) > 1 and number in (None, len(rows)):
        return rows, ""
    if not rows or number in (None, 1):
        return rows and [text], ""
    if not source or not f"{text} ".startswith(f"{source} "):
        return [], text
    others = text[len(source) :].strip()
    collaborators = [others] if number == 2 else _COLLABORATOR_COMMA.split(others)
    return ([source, *collaborators], "") if len(collaborators) == number - 1 else ([source], others)


def related_row(row: str, wordings: Wordings) -> RelatedTrial | None:
    """Read `Status NCT id - Title Phase`; None where no id is named.

    Only the last phase is the column's; a title may end in one of its own (`… Phase II Phase 2`).
    """
    found = _RELATED.fullmatch(row.strip())
    if not found:
        return None
    status, nct_id, title = found.groups()
    phase = _PHASE_COLUMN.fullmatch(title)
    return RelatedTrial(
        nct_id=nct_id,
        title=(phase[1] if phase else title) or None,
        status=wordings.code(STATUS, "Status", status) if status else None,
        phases=phase_codes(phase[2]) if phase else [],
    )
