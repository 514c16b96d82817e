"""GeoNames tables: allCountries, citiesN and country tables (19 columns), and the CSV of world cities."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kg.errors import VocabularyError
from kg.vocab._files import document, head, opened_text, stem
from kg.vocab._tables import columns, parts, rows
from kg.vocab.entry import About, Entry, Name
from kg.vocab.publishers import publishers

TITLE = "GeoNames tables"
# https://download.geonames.org/export/dump/readme.txt
_COLUMNS = [
    "geonameid", "name", "asciiname", "alternatenames", "latitude", "longitude", "class", "code", "country",
    "cc2", "admin1", "admin2", "admin3", "admin4", "population", "elevation", "dem", "timezone", "modified",
]  # fmt: skip
_CITIES = ["name", "country", "subcountry", "geonameid"]


def recognises(head: bytes, name: str) -> bool:  # noqa: ARG001
    """Tell by the number of tabs after a number, or by the header of the CSV."""
    cells = head.split(b"\n", 1)[0].split(b"\t")
    return (len(cells) == len(_COLUMNS) and cells[0].isdigit()) or columns(head, ",") == _CITIES


def about(path: Path) -> About:
    """Name the publisher; the files do not say which day they are of. Tables of parts are named for them."""
    known = publishers()["geonames"]
    part = stem(path)
    name = "geonames" if part.lower() in ("allcountries", "geonames") else f"geonames-{part}"
    return About(name, known.title, "", known.licence)


def entries(path: Path) -> Iterator[Entry]:
    """Yield a place a row, with its other names."""
    is_csv = columns(head(document(path, recognises)), ",") == _CITIES
    with opened_text(path, recognises) as lines:
        for number, row in rows(lines, "," if is_csv else "\t", None if is_csv else _COLUMNS):
            if not row["geonameid"].isdigit() or not row["name"]:
                raise VocabularyError(f"line {number}: a place needs a name and a number")
            yield _city(row) if is_csv else _place(row)


def _place(row: dict[str, str]) -> Entry:
    others = [row["asciiname"], *parts(row["alternatenames"], ",")]
    where = ", ".join(filter(None, [row["admin1"], row["country"]]))
    return _entry(row, [name for name in others if name], f"{row['code']} in {where}")


def _city(row: dict[str, str]) -> Entry:
    return _entry(row, [], ", ".join(filter(None, [row["subcountry"], row["country"]])))


def _entry(row: dict[str, str], others: list[str], definition: str) -> Entry:
    return Entry(
        iri=publishers()["geonames"].iri(row["geonameid"]),
        kind="place",
        names=[
            Name(row["name"], "label", "GeoNames"),
            *(Name(each, "synonym", "GeoNames") for each in others),
        ],
        definition=definition,
    )
