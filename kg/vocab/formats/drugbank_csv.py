"""DrugBank open vocabulary CSV (https://go.drugbank.com/releases/latest#open-data)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from kg.errors import VocabularyError
from kg.vocab._files import opened_text
from kg.vocab._tables import columns, parts, rows
from kg.vocab.entry import About, Entry, Match, Name
from kg.vocab.publishers import iri, publishers

TITLE = "DrugBank open vocabulary CSV"
_HEADER = {"DrugBank ID", "Common name", "UNII", "Synonyms"}


def recognises(head: bytes, name: str) -> bool:  # noqa: ARG001
    """Tell by the header."""
    return set(columns(head, ",")) >= _HEADER


def about(path: Path) -> About:
    """Read the release from a name such as `drugbank_all_drugbank_vocabulary-5-1-12.csv`."""
    release = re.search(r"\d+-\d+-\d+", path.name)
    known = publishers()["drugbank"]
    return About("drugbank", known.title, release[0].replace("-", ".") if release else "", known.licence)


def entries(path: Path) -> Iterator[Entry]:
    """Yield a drug a row; its UNII is an exact match, its CAS number a code."""
    with opened_text(path, recognises) as lines:
        for number, row in rows(lines, ","):
            if not row["Common name"] or not row["DrugBank ID"]:
                raise VocabularyError(f"line {number}: a drug needs a DrugBank ID and a common name")
            yield _entry(row)


def _entry(row: dict[str, str]) -> Entry:
    synonyms = [Name(each, "synonym", "DrugBank") for each in parts(row["Synonyms"])]
    codes = [Name(row["CAS"], "code", "CAS")] if row.get("CAS") else []
    return Entry(
        iri=publishers()["drugbank"].namespace + row["DrugBank ID"],
        kind="drug",
        names=[Name(row["Common name"], "label", "DrugBank"), *synonyms, *codes],
        matches=[Match(iri(f"unii:{row['UNII']}"), "exact")] if row["UNII"] else [],
    )
