"""Takes the text of an EUCTR record apart into the fields that ctrdata's JSON has, under the same names.

A download has a field a line, and its value goes on until the next field. A copy that lost its line ends
is one line, in which only the form's own labels part the values. Sponsors, medicinal products, active
substances, MedDRA terms and placebos are lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import msgspec

from kg.errors import RecordError
from kg.sources._euctr_form import HEADER, field_key, headings, label, labels, places, untranslated

# a record of this many lines or fewer has lost its line ends
_FEW_LINES = 10
_COUNTERS = {"Sponsor": "b1_sponsor", "D.IMP:": "dimp", "D.8 Placebo:": "d8_placebo"}
_CODE = re.compile(r"([A-H]\.\d+(?:\.\d+)*)\s+([^:]{3,200}):\s?(.*)", re.DOTALL)


class List(msgspec.Struct, frozen=True):
    """A part of the form that can be filled in several times; `inside` is the list it belongs to."""

    name: str
    fields: str
    inside: str = ""


_LISTS = [
    List("b4_sources_of_monetary_or_material_support", r"b4[12]_", inside="b1_sponsor"),
    List("b1_sponsor", r"b\d"),
    List("d38_imp_identification_details", r"d3(8|9\d|10\d)_", inside="dimp"),
    List("dimp", r"d[1-3]\d*_"),
    List("d8_placebo", r"d8\d*_"),
    List("e12_meddra_classification", r"e12_"),
    List("g4_investigator_networks", r"g4\d*_"),
]


class Piece(msgspec.Struct, frozen=True):
    """A field with its value, a heading, or the mark that the next member of a list begins."""

    key: str
    value: str = ""
    starts: str = ""


def form_fields(text: str) -> dict[str, Any]:
    """Read the fields of one record; a `RecordError` says after which field the record breaks off."""
    found: dict[str, Any] = {}
    ended = False
    last = ""
    for piece in _pieces(text):
        ended = ended or piece.key.startswith(("h", "p"))
        if piece.starts:
            found.setdefault(piece.starts, []).append({f"_{piece.starts}": piece.value})
        elif piece.value:
            _put(found, piece)
        last = piece.key or last
    if not ended:
        what = f"the record breaks off after {label(last)!r}" if last else "no field of the form is in it"
        raise RecordError(f"{what}; a whole record ends with its section P (or H)")
    return found


def _put(found: dict[str, Any], piece: Piece) -> None:
    """Put a field in its list, in a new member where the form begins again, or at the top."""
    kind = next((one for one in _LISTS if re.match(one.fields, piece.key)), None)
    if kind is None:
        target = found
    elif kind.inside:
        outer = found.setdefault(kind.inside, [])
        if not outer:
            outer.append({})
        target = _member(outer[-1].setdefault(kind.name, []), piece.key)
    else:
        members = found.setdefault(kind.name, [])
        is_counted = kind.name in _COUNTERS.values()
        target = members[-1] if is_counted and members else _member(members, piece.key)
    target[piece.key] = f"{target[piece.key]}\n{piece.value}" if piece.key in target else piece.value


def _member(members: list[dict[str, str]], key: str) -> dict[str, str]:
    """Give the member that a field belongs to: a new one where the field does not stand after the last."""
    if not members or _place(key) <= max(map(_place, members[-1]), default=-1):
        members.append({})
    return members[-1]


def _place(key: str) -> int:
    return places().get(untranslated(key)[0], -1)


def _pieces(text: str) -> Iterator[Piece]:
    """Yield fields and headings, with the text up to the next one as their values."""
    if text.count("\n") <= _FEW_LINES:
        marks = list(_label_pattern().finditer(text))
        ends = [*(mark.start() for mark in marks), len(text)]
        for mark, end in zip(marks, ends[1:], strict=True):
            yield _piece(mark, text[mark.end() : end])
        return
    piece: Piece | None = None
    for line in text.split("\n"):
        if started := _line_piece(line):
            if piece:
                yield piece
            piece = started
        elif piece:
            piece = msgspec.structs.replace(piece, value=f"{piece.value}\n{line}".strip())
    if piece:
        yield piece


def _line_piece(line: str) -> Piece | None:
    if mark := _label_pattern().match(line):
        return _piece(mark, line[mark.end() :])
    if (found := _CODE.match(line)) and field_key(found[1]) in _codes():
        return Piece(key=field_key(f"{found[1]} {found[2]}"), value=found[3].strip())
    return None


def _piece(mark: re.Match[str], value: str) -> Piece:
    if counter := mark["counter"]:
        return Piece(key="", value=mark["number"], starts=_COUNTERS[" ".join(counter.split())])
    if heading := mark["heading"]:
        return Piece(key=field_key(heading))
    name = " ".join(mark["field"].replace("’", "'").split())
    key = HEADER.get(name) or field_key(name)
    return Piece(key=f"{key}_{mark['language']}" if mark["language"] else key, value=value.strip())


@cache
def _codes() -> frozenset[str]:
    return frozenset(key.partition("_")[0] for key in labels())


@cache
def _label_pattern() -> re.Pattern[str]:
    """Recognise every label of the form: a field has a colon (or a question mark), a heading has none."""
    fields = sorted(labels().values(), key=len, reverse=True)
    titles = sorted([*headings(), "MedDRA Classification"], key=len, reverse=True)
    counters = "|".join(_loosely(counter) for counter in _COUNTERS)
    return re.compile(
        rf"(?P<counter>{counters})\s*(?P<number>\d{{1,3}})(?=\s*(?:[BD]\.\d|\Z))"
        rf"|(?P<field>{'|'.join(map(_loosely, fields))})(?: \((?P<language>[a-z]{{2}})\))?\s*[:?]+"
        rf"|(?P<heading>{'|'.join(map(_loosely, titles))}):?"
    )


def _loosely(words: str) -> str:
    """Match a label whatever its blanks and apostrophes."""
    return r"\s+".join(re.escape(word) for word in words.removesuffix("?").split()).replace("'", "['’]")
