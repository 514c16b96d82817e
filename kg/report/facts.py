"""Facts that sources are compared on, when two values differ, and where they do.

The facts are those of the question `disagreements`. Two dates differ only as far as the coarser one goes:
`2023-09` agrees with `2023-09-25`. Sponsors are compared as names are (`kg.folding`), other values as text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

import msgspec

from kg.folding import fold
from kg.report.notes import Difference, Listing, RecordNotes, Stated, TrialNotes
from kg.terms import TKG

# the property that states a fact, what people call it, and the code list of its values
FACTS = {
    TKG.overallStatus: ("status", "overall-status"),
    TKG.phases: ("phase", ""),
    TKG.studyType: ("study type", "study-type"),
    TKG.enrollment: ("enrollment", ""),
    TKG.startDate: ("start date", ""),
    TKG.primaryCompletionDate: ("primary completion date", ""),
    TKG.completionDate: ("completion date", ""),
    TKG.leadSponsor: ("sponsor", ""),
}
# what a list of related trials says of each
LISTED = {TKG.listedStatus: TKG.overallStatus, TKG.listedPhases: TKG.phases}


def differ(fact: str, one: str, other: str) -> bool:
    """Tell whether two values of a fact cannot both be right.

    >>> differ("start date", "2023-09", "2023-09-25"), differ("start date", "2023-09", "2023-10-01")
    (False, True)
    """
    if fact.endswith("date"):
        shared = min(len(one), len(other))
        return one[:shared] != other[:shared]
    if fact == "sponsor":
        return fold(one) != fold(other)
    return one != other


def between_records(records: list[RecordNotes]) -> Iterator[Difference]:
    """Yield what records of one trial state differently, each pair of values once, with its first records."""
    for fact, _ in FACTS.values():
        values: dict[str, Stated] = {}
        for record in records:
            if value := record.facts.get(fact):
                values.setdefault(value, _stated(record, value))
        for one, other in combinations(values.values(), 2):
            if differ(fact, one.value, other.value):
                yield Difference(fact=fact, kind="records", one=one, other=other)


def restated(record: RecordNotes, again: Iterable[tuple[str, str, str]]) -> Iterator[Difference]:
    """Yield what a record states a second time with another value, given fact, value and words of each."""
    for fact, value, words in again:
        first = record.facts.get(fact)
        if first and differ(fact, first, value):
            other = msgspec.structs.replace(_stated(record, value), place=f"the words “{words}”")
            yield Difference(fact=fact, kind="restatement", one=_stated(record, first), other=other)


def listed(trial: TrialNotes, listings: Iterable[Listing]) -> Iterator[Difference]:
    """Yield what records of a trial state differently from records that list it."""
    for listing in listings:
        for record in trial.records:
            value = record.facts.get(listing.fact)
            if value and differ(listing.fact, value, listing.stated.value):
                one = _stated(record, value)
                yield Difference(fact=listing.fact, kind="listing", one=one, other=listing.stated)


def _stated(record: RecordNotes, value: str) -> Stated:
    return Stated(value=value, source=record.source, document=record.document, place=record.place)
