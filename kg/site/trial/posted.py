"""What the page of a trial says of its results: which there are, and the totals of events."""

from __future__ import annotations

import msgspec

from kg.site.release import Release
from kg.site.trial import events
from kg.site.trial.figures import Figures
from kg.site.trial.records import Record
from kg.site.trial.results import Heading, headings, with_results


class Posted(msgspec.Struct, frozen=True):
    """The outcome measures by name, and how many events of each kind are listed."""

    record: Record
    measures: list[Heading]
    totals: Figures
    numbers: dict[str, int]


def posted(release: Release, told_by: list[Record]) -> Posted | None:
    """Read what results the fullest record with results posts; none where no record does."""
    record = with_results(release, told_by)
    if record is None:
        return None
    return Posted(
        record=record,
        measures=headings(release, record),
        totals=events.totals(release, record),
        numbers=events.numbers(release, record),
    )
