"""The answer to a question as a page shows it: sorted, cut into pages, its cells linked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from urllib.parse import urlencode

import msgspec
import pyoxigraph

from kg.ask import Answer, Question, Row, Term
from kg.ask.question import Count
from kg.kept import Kept
from kg.show.spelling import is_number, shorten
from kg.site.asked import Asked, url
from kg.site.nodes import objects
from kg.site.release import Release
from kg.site.things import path as path_of
from kg.terms import LABEL, SKOS, TKG

PAGE = 50
# bytes of answers that are kept, so that sorting and turning pages asks nothing again; about what one takes
_KEPT, _CELL = 128 << 20, 120
_PROPERTY = re.compile(r"\btkg:([a-z]\w*)")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")

Values = tuple[tuple[str, tuple[str, ...]], ...]


class Cell(msgspec.Struct, frozen=True):
    """What a cell shows, and the page of the site or the web address that it leads to."""

    text: str
    path: str = ""
    out: str = ""
    is_number: bool = False


class Head(msgspec.Struct, frozen=True):
    """The head of a column; `sorted` is ascending, descending or none, `address` sorts by it."""

    words: str
    address: str
    sorted: str
    is_number: bool


class Reading(msgspec.Struct, frozen=True):
    """A property that a question reads: what it is called, from which fields it comes, or what it means."""

    name: str
    label: str
    said: str


class _Asked(msgspec.Struct, frozen=True):
    """An answer with the bytes that it takes, about."""

    answer: Answer
    size: int


_kept: Kept[_Asked] = Kept(_KEPT)


def answer(release: Release, name: str, values: Values) -> Answer:
    """Ask a question, or take what is kept of it; raises QueryError where it cannot be asked so."""
    key = release.name, name, values
    if kept := _kept.get(key):
        return kept.answer
    given: dict[str, str | list[str]] = {param: list(chosen) for param, chosen in values}
    found = release.asker.answer(release.questions[name], given)
    _kept.put(key, _Asked(found, size(found)))
    return found


def size(found: Answer) -> int:
    """Estimate the bytes that an answer takes in memory."""
    return sum(_CELL + len(getattr(term, "value", "")) for row in found.rows for term in row)


def in_order(found: Answer, by: str) -> list[Row]:
    """Sort rows by a column, downwards where it is named with a hyphen; what is not stated comes last."""
    column = by.removeprefix("-")
    if column not in found.columns:
        return found.rows
    at = found.columns.index(column)
    stated = [row for row in found.rows if row[at] is not None]
    ordered = sorted(stated, key=lambda row: _order(row[at]), reverse=by.startswith("-"))
    return [*ordered, *(row for row in found.rows if row[at] is None)]


def _order(term: Term) -> tuple[int, Decimal, str]:
    text = shorten(term)
    if is_number(term):
        return 0, Decimal(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else Decimal(0), text
    return 1, Decimal(0), text.casefold()


def shown(found: Answer) -> list[int]:
    """Give the places of the columns to show: the address of a trial stands behind its id."""
    return [at for at, name in enumerate(found.columns) if name != "trial" or "id" not in found.columns]


def heads(found: Answer, asked: Asked) -> list[Head]:
    """Make the heads of the columns, each a link that sorts."""
    return [_head(found, at, asked) for at in shown(found)]


def _head(found: Answer, at: int, asked: Asked) -> Head:
    name, by = found.columns[at], asked.one("sort")
    state = {name: "ascending", f"-{name}": "descending"}.get(by, "none")
    kept = [(key, value) for key, value in asked.query if key not in ("sort", "page")]
    query = urlencode([*kept, ("sort", f"-{name}" if state == "ascending" else name)])
    return Head(_HUMP.sub(" ", name).lower(), f"{url(asked.path)}?{query}", state, is_numeric(found, at))


def is_numeric(found: Answer, at: int) -> bool:
    """Tell a column of nothing but numbers."""
    stated = [row[at] for row in found.rows if row[at] is not None]
    return bool(stated) and all(map(is_number, stated))


def cells(release: Release, found: Answer, row: Row) -> Iterator[Cell]:
    """Make the cells of a row."""
    for at in shown(found):
        yield _cell(release, row[_subject(found, at)], row[at])


def _subject(found: Answer, at: int) -> int:
    """Give the column that says where a column leads: the trial behind its id, else the column itself."""
    return found.columns.index("trial") if found.columns[at] == "id" and "trial" in found.columns else at


def _cell(release: Release, subject: Term, term: Term) -> Cell:
    text = shorten(term)
    if not isinstance(subject, pyoxigraph.NamedNode):
        return Cell(text, is_number=is_number(term))
    if path := path_of(release, str(subject)):
        return Cell(text.removeprefix(release.base), path)
    return Cell(text, out=subject.value)


def readings(release: Release, question: Question) -> list[Reading]:
    """Say which properties a question reads, and from which fields of a record each comes."""
    return [_reading(release, name) for name in dict.fromkeys(_PROPERTY.findall(question.body))]


def _reading(release: Release, name: str) -> Reading:
    node = TKG[name]
    label = next(iter(objects(release, node, LABEL)), name)
    fields = objects(release, node, TKG.fromField)
    said = f"from {', '.join(fields)}" if fields else next(iter(objects(release, node, SKOS.definition)), "")
    return Reading(name, label, said)


def counts_of(question: Question) -> list[Count]:
    """Give what the sentence below an answer counts."""
    return list(question.counts.values())
