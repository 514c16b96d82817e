"""Dates that cannot be, judged by the record itself and never by the clock.

What contradicts another date of the record is a finding of `shapes/dates.ttl`; here is what only shows
beside the date on which the record was last updated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kg.report.notes import Doubt
from kg.terms import TKG, Term

# a start before this year is a slip of a digit, and so is one so many years after the record
EARLIEST = 1950
AHEAD = 10
_DATES = {
    "start": (TKG.startDate, TKG.startDateType),
    "primary completion": (TKG.primaryCompletionDate, TKG.primaryCompletionDateType),
    "completion": (TKG.completionDate, TKG.completionDateType),
}
OUTSIDE = "start year"
LATER = "actual date"


def doubtful_dates(value: Callable[[Term], str], updated: str) -> Iterator[tuple[str, Doubt]]:
    """Yield what is doubtful, given the values of a trial's properties and its record's last update.

    Each comes with the name of its kind: `start year` or `actual date`.
    """
    if (start := value(TKG.startDate)) and not is_plausible(start, updated):
        words = f"start {start}, record of {updated or 'no date'}"
        yield (
            OUTSIDE,
            Doubt(
                "Warning",
                f"The trial starts before {EARLIEST}, or more than {AHEAD} years after its record."
                " Check the digits of the year.",
                [words],
            ),
        )
    for name, (date, kind) in _DATES.items():
        given = value(date)
        if value(kind) == "ACTUAL" and _is_later(given, updated):
            yield (
                LATER,
                Doubt(
                    "Warning",
                    f"The {name} date is an actual one, and lies after the last update of the record."
                    " Read it as planned.",
                    [f"{given}, record of {updated}"],
                ),
            )


def is_plausible(start: str, updated: str) -> bool:
    """Tell whether a trial may have started at a date, given the last update of its record."""
    year = int(start[:4])
    return year >= EARLIEST and (not updated or year <= int(updated[:4]) + AHEAD)


def _is_later(date: str, updated: str) -> bool:
    """Compare as far as the coarser date goes."""
    shared = min(len(date), len(updated))
    return date[:shared] > updated[:shared]
