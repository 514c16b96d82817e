"""What is missing or doubtful in a trial, in sentences; the same for the page and for the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import msgspec

from kg.report.notes import Difference, Doubt, RecordNotes, Stated, TrialNotes
from kg.vocabulary import load

PLACES = 8  # that a sentence names; the notes have all
_BUT = {
    "records": "but",
    "restatement": "but the same record says again",
    "listing": "but the record of another trial, which lists this one, says",
}


class Sentence(msgspec.Struct, frozen=True):
    """A sentence, and its kind: a severity, `Missing`, `Difference` or `Alike`."""

    kind: str
    words: str


@cache
def source_titles() -> dict[str, str]:
    """Give what people call the formats that records are read from."""
    return {code.code: code.label for code in load().codes if code.scheme == "format"}


def of_trial(notes: TrialNotes) -> Iterator[Sentence]:
    """Yield what is to be said of a trial as a whole: what differs, and which trials are alike."""
    for difference in notes.differences:
        yield Sentence("Difference", difference_words(difference))
    for other, why in notes.alike:
        yield Sentence("Alike", f"It may be the same trial as {other}: {why}.")


def of_record(record: RecordNotes) -> Iterator[Sentence]:
    """Yield what is to be said of one record: what is doubtful, and what it does not state."""
    for doubt in record.doubts:
        yield Sentence(doubt.severity, _doubt_words(doubt))
    if record.missing:
        yield Sentence("Missing", f"It does not state: {', '.join(record.missing)}.")


def where(record: RecordNotes) -> str:
    """Name a record: its format, document and place."""
    place = ", ".join(filter(None, (record.document, record.place)))
    return f"{source_titles().get(record.source, record.source)}: {place}"


def difference_words(difference: Difference) -> str:
    """Say a difference with both values, and where each stands."""
    fact = difference.fact[:1].upper() + difference.fact[1:]
    one, other = difference.one, difference.other
    return f"{fact}: {_stated_words(one)}, {_BUT[difference.kind]} {_stated_words(other)}."


def between(kind: str, source: str, other: str) -> str:
    """Say between what kinds of place a fact differs, given the names of two sources."""
    one, two = source_titles().get(source, source), source_titles().get(other, other)
    if kind == "restatement":
        return f"within records of {one}"
    if kind == "records" and source == other:
        return f"records of {one}"
    return f"{one} and {two}" + (", as listed there" if kind == "listing" else "")


def _stated_words(stated: Stated) -> str:
    place = ", ".join(filter(None, (stated.document, stated.place)))
    return f"“{stated.value}” ({place})"


def _doubt_words(doubt: Doubt) -> str:
    if not doubt.places:
        return doubt.message
    more = len(doubt.places) - PLACES
    places = "; ".join(doubt.places[:PLACES]) + (f"; and {more:,} more" if more > 0 else "")
    return f"{doubt.message} At: {places}."
