"""Rows of a table of sites that lost its separators, ending in the country and the postal code."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.countries import country_names
from kg.study.protocol import Location


def site_rows(lines: list[str]) -> Iterator[Location]:
    """Read the rows of the table of sites, which are numbered."""
    number = 0
    for line in map(str.strip, lines):
        found = re.match(r"(\d+)\s+(.+)", line)
        if found and int(found[1]) == number + 1:
            number += 1
            yield _site(found[2])


def _site(row: str) -> Location:
    """Part `Facility City State Country Code`, which lost its separators, as far as is certain.

    The country is the last name of a country and what follows it is the postal code. City and state are
    told apart from the facility only where both have one name (`Shanghai Shanghai`); otherwise what
    stands before the country stays together, as the facility.
    """
    before, country, code = _country(row)
    words = before.split()
    for length in range(1, len(words) // 2 + 1):
        if words[-length:] == words[-2 * length : -length] and len(words) > 2 * length:
            city = " ".join(words[-length:])
            facility = " ".join(words[: -2 * length])
            return Location(facility=facility, city=city, state=city, country=country, zip=code)
    return Location(facility=before or None, country=country, zip=code)


def _country(row: str) -> tuple[str, str | None, str | None]:
    """Part a row at its last name of a country that only a postal code, which has a digit, may follow."""
    found = [
        (match.start(), match.end(), match[0])
        for name in country_names()
        for match in re.finditer(rf"(?<!\S){re.escape(name)}(?=\s|\Z)", row)
        if not row[match.end() :].strip() or re.fullmatch(r"\s+(?=\S*\d)[\w -]{2,12}", row[match.end() :])
    ]
    if not found:
        return row, None, None
    start, end, name = min(found)
    return row[:start].strip(), name, row[end:].strip() or None
