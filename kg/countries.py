"""Countries: the names that registries give them, and their codes.

A country is a row of `ontology/countries.tsv`: its ISO 3166-1 codes, its label, and other names that are met,
the former ones of a country that goes on under another (Burma, Swaziland) among them. Rows without codes are
states that are no more and that several countries follow (Serbia and Montenegro): names of countries, but no
code of today says what they were. Kosovo has the code that ISO 3166 leaves to users and CLDR gives it.
"""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache

from kg.content import content
from kg.errors import VocabularyError
from kg.vocabulary import rows


@cache
def country_names() -> frozenset[str]:
    """Every name of a country, as it is spelt in the table."""
    return frozenset(name for names in _names_by_code().values() for name in names)


@lru_cache(maxsize=1 << 12)
def country_code(name: str) -> str | None:
    """Give the alpha-2 code of a country by its name, or None where the words are no known name of one.

    Case, accents and a leading article do not count.

    >>> country_code("Korea, Republic of"), country_code("the Netherlands"), country_code("Wuhan")
    ('KR', 'NL', None)
    """
    return _codes_by_name().get(_folded(name)) or None


@cache
def _names_by_code() -> dict[str, list[str]]:
    table: dict[str, list[str]] = {}
    for _, row in rows(content("ontology") / "countries.tsv"):
        others = [name for name in row["names"].split(" | ") if name]
        table.setdefault(row["alpha2"], []).extend([row["label"], *others])
    return table


@cache
def _codes_by_name() -> dict[str, str]:
    codes: dict[str, str] = {}
    for code, names in _names_by_code().items():
        for name in names:
            if codes.setdefault(_folded(name), code) != code:
                raise VocabularyError(f"countries.tsv: {name!r} is a name of {code or 'no code'} and another")
    return codes


def _folded(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(plain.casefold().split()).removeprefix("the ")
