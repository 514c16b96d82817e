"""ATC tables as extracts of the WHO index spell them: `code,name` or `atc_code,atc_name`, and more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from kg.errors import VocabularyError
from kg.vocab._files import document, head, opened_text
from kg.vocab._tables import columns, delimiter_of, rows
from kg.vocab.entry import About, Entry, Name
from kg.vocab.publishers import publishers

TITLE = "ATC CSV (code, name)"
_CODES = ("code", "atc_code", "atc code", "atccode", "atc")
_NAMES = ("name", "atc_name", "atc name", "atc level name", "title")
_CODE = re.compile(r"[A-Z](\d\d([A-Z]([A-Z](\d\d)?)?)?)?")
# how long the codes of levels 2 to 5 are, and those above them
_ABOVE = {3: 1, 4: 3, 5: 4, 7: 5}
_FIRST = re.compile(rb'"?[A-Z](\d\d[A-Z]{0,2}(\d\d)?)?"?[,\t;]')


def recognises(head: bytes, name: str) -> bool:  # noqa: ARG001
    """Tell by the header, and by the code of the first row."""
    found = _header(head)
    second = head.split(b"\n", 2)[1:2]
    return bool(_column(found, _CODES) and _column(found, _NAMES) and second and _FIRST.match(second[0]))


def about(path: Path) -> About:
    """Read the year from the name of the file; the WHO licenses the index by contract, so none is stated."""
    year = re.search(r"(?:19|20)\d\d(?:-\d\d(?:-\d\d)?)?", path.name)
    return About("atc", "Anatomical Therapeutic Chemical classification", year[0] if year else "", "")


def entries(path: Path) -> Iterator[Entry]:
    """Yield groups and substances; a code in several rows, one a dose, is one concept."""
    first = head(document(path, recognises))
    found = _header(first)
    code_column, name_column = _column(found, _CODES), _column(found, _NAMES)
    with opened_text(path, recognises) as lines:
        for number, row in rows(lines, delimiter_of(first)):
            code = row[code_column].upper()
            if not _CODE.fullmatch(code):
                raise VocabularyError(f"line {number}: {code!r} is no ATC code, such as L01FF02")
            yield _entry(code, row[name_column])


def _entry(code: str, name: str) -> Entry:
    base = publishers()["ATC"].namespace
    return Entry(
        iri=base + code,
        kind="drug" if len(code) == max(_ABOVE) else "drug class",
        names=[Name(name, "label", "WHO ATC"), Name(code, "code", "WHO ATC")],
        broader=[base + code[: _ABOVE[len(code)]]] if len(code) in _ABOVE else [],
    )


def _header(head: bytes) -> list[str]:
    return columns(head, delimiter_of(head))


def _column(found: list[str], spellings: tuple[str, ...]) -> str:
    return next((column for column in found if column.lower() in spellings), "")
