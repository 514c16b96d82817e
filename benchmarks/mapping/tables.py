"""The rows of the subset in columns, for ways that map tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import msgspec

from benchmarks.mapping.record import records
from benchmarks.mapping.subset import DateRow, PartRow, TrialRow, date_rows, part_rows, trial_row

Column = list[str | int | None]
Table = dict[str, Column]


class Tables(msgspec.Struct, frozen=True):
    """Trials, their parts, and their dates by datatype."""

    trials: Table
    parts: Table
    dates: dict[str, Table]


def tables(source: Path) -> Tables:
    """Read the records of a file into columns."""
    trials: list[TrialRow] = []
    parts: list[PartRow] = []
    dates: dict[str, list[DateRow]] = defaultdict(list)
    for record in records(source):
        trials.append(trial_row(record))
        parts += part_rows(record)
        for row in date_rows(record):
            dates[row.datatype].append(row)
    return Tables(
        trials=_columns(trials, TrialRow),
        parts=_columns(parts, PartRow),
        dates={kind: _columns(rows, DateRow) for kind, rows in sorted(dates.items())},
    )


def _columns(rows: Iterable[msgspec.Struct], kind: type[msgspec.Struct]) -> Table:
    found = list(rows)
    return {name: [getattr(row, name) for row in found] for name in kind.__struct_fields__}
