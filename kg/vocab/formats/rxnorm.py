"""RxNorm in Rich Release Format: a folder or .zip with RXNCONSO.RRF and, for the hierarchy, RXNREL.RRF.

Only rows of RxNorm itself (SAB RXNORM) are read: the rows of other publishers have licences of their own
(https://www.nlm.nih.gov/research/umls/rxnorm/docs/techdoc.html).
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from kg.errors import VocabularyError
from kg.vocab._files import Document, documents
from kg.vocab.entry import About, Entry, Name
from kg.vocab.publishers import publishers

TITLE = "RxNorm RRF"
_CONCEPTS, _RELATIONS = "RXNCONSO.RRF", "RXNREL.RRF"
# what names are read: ingredients, brands, their combinations, forms and packs, and what RxNorm adds to them
_TYPES = {
    **dict.fromkeys(("IN", "PIN", "MIN", "SCD", "SCDC", "SCDF", "SCDG", "GPCK"), "label"),
    **dict.fromkeys(("BN", "SBD", "SBDC", "SBDF", "SBDG", "BPCK"), "brand"),
    **dict.fromkeys(("SY", "PSN", "TMSY"), "synonym"),
}
_BROADER = {"isa", "form_of", "tradename_of"}
_ROW = re.compile(rb"\d+\|[A-Z]{3}\|[^\n]*\|(?:RXNORM|[A-Z0-9_]+)\|[A-Z]+\|[^\n]*\|\r?\n")


def recognises(head: bytes, name: str) -> bool:
    """Tell by the name of the table and its first row."""
    return name.upper() == _CONCEPTS and bool(_ROW.match(head))


def about(path: Path) -> About:
    """Read the release from a name such as `RxNorm_full_03042026.zip`."""
    found = re.search(r"(\d\d)(\d\d)(20\d\d)", path.name)
    known = publishers()["RXNORM"]
    version = f"{found[3]}-{found[1]}-{found[2]}" if found else ""
    return About("rxnorm", known.title, version, known.licence)


def entries(path: Path) -> Iterator[Entry]:
    """Yield a concept for the rows of one RXCUI, which stand together."""
    tables = {each.name.upper(): each for each in _tables(path)}
    above = _above(tables[_RELATIONS]) if _RELATIONS in tables else {}
    own = (row for row in _rows(tables[_CONCEPTS], 18) if row[11] == "RXNORM" and row[12] in _TYPES)
    base = publishers()["RXNORM"].namespace
    for identifier, rows in groupby(own, key=itemgetter(0)):
        found = list(rows)
        yield Entry(
            iri=base + identifier,
            kind="drug",
            names=_names(found),
            broader=[base + parent for parent in above.get(identifier, [])],
            obsolete=all(row[16] == "O" for row in found),
        )


def _names(rows: list[list[str]]) -> list[Name]:
    names = [Name(row[14], _TYPES[row[12]], f"RxNorm {row[12]}") for row in rows]
    return sorted(names, key=lambda name: name.type != "label")


def _tables(path: Path) -> list[Document]:
    """List the tables; those beside RXNCONSO.RRF where it is given by itself."""
    return documents(path.parent if path.is_file() and path.name.upper() == _CONCEPTS else path)


def _above(table: Document) -> dict[str, list[str]]:
    """Read what is directly broader: `a|…|RO|b|…|form_of` says that b is a form of a."""
    above: dict[str, list[str]] = {}
    for row in _rows(table, 16):
        if row[10] == "RXNORM" and row[7] in _BROADER and row[0] and row[4]:
            above.setdefault(row[4], []).append(row[0])
    return above


def _rows(table: Document, columns: int) -> Iterator[list[str]]:
    with table.open() as stream, io.TextIOWrapper(stream, encoding="utf-8", newline="\n") as lines:
        for number, line in enumerate(lines, start=1):
            cells = line.rstrip("\r\n").split("|")
            if len(cells) < columns:
                raise VocabularyError(f"{table.name}, line {number}: {len(cells)} cells instead of {columns}")
            yield cells
