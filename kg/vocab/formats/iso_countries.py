"""Tables of ISO 3166-1 countries: any CSV with the two-letter codes and a name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kg.errors import VocabularyError
from kg.vocab._files import opened_text
from kg.vocab._tables import columns, rows
from kg.vocab.entry import About, Entry, Match, Name
from kg.vocab.publishers import iri, publishers

TITLE = "ISO country tables"
_CODES = {"iso3166-1-alpha-2", "alpha-2", "alpha_2", "alpha2", "iso2", "iso_a2"}
_LABELS = (
    "cldr display name",
    "unterm english short",
    "name",
    "official_name_en",
    "country",
    "english short name",
)
_SYNONYMS = {"official_name_en": "en", "unterm english formal": "en", "unterm english short": "en"}
_LANGUAGES = {"french": "fr", "spanish": "es", "russian": "ru", "chinese": "zh", "arabic": "ar"}
_THREE = {"iso3166-1-alpha-3", "alpha-3", "alpha_3", "alpha3", "iso3", "iso_a3"}


def recognises(head: bytes, name: str) -> bool:  # noqa: ARG001
    """Tell by the header."""
    found = [column.lower() for column in columns(head, ",")]
    return bool(_CODES & set(found)) and any(label in found for label in _LABELS)


def about(path: Path) -> About:  # noqa: ARG001
    """Name the standard; tables of it come from many, so no licence is known."""
    return About("iso3166", publishers()["iso3166"].title, "", "")


def entries(path: Path) -> Iterator[Entry]:
    """Yield a country a row, with its names in every language of the table."""
    with opened_text(path, recognises) as lines:
        for number, row in rows(lines, ","):
            cells = {column.lower(): value for column, value in row.items() if value}
            code = next((cells[column] for column in _CODES if column in cells), "")
            label = next((cells[column] for column in _LABELS if column in cells), "")
            if not code or not label:
                raise VocabularyError(f"line {number}: a country needs a two-letter code and a name")
            yield _entry(code, label, cells)


def _entry(code: str, label: str, cells: dict[str, str]) -> Entry:
    codes = [code, *(cells[column] for column in sorted(_THREE) if column in cells)]
    place = cells.get("geoname id", "")
    return Entry(
        iri=publishers()["iso3166"].namespace + code,
        kind="place",
        names=[
            Name(label, "label", "ISO 3166", "en"),
            *(Name(value, "synonym", "ISO 3166", language) for value, language in _synonyms(cells)),
            *(Name(each, "code", "ISO 3166") for each in codes),
        ],
        matches=[Match(iri(f"geonames:{place}"), "exact")] if place.isdigit() else [],
    )


def _synonyms(cells: dict[str, str]) -> Iterator[tuple[str, str]]:
    for column, value in cells.items():
        if column in _SYNONYMS:
            yield value, _SYNONYMS[column]
        elif column.startswith("official_name_"):
            yield value, column.rpartition("_")[2].replace("cn", "zh")
        elif column.startswith("unterm "):
            yield value, next((tag for name, tag in _LANGUAGES.items() if name in column), "")
