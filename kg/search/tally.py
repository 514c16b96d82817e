"""How many trials there are by year, phase, country, status and source: counted trial after trial."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from kg.search.trials import Site, Trial

Row = tuple[str, str, str, int]


class Tally:
    """Counts trials; a trial counts once for each different value that its records state."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str, str]] = Counter()
        self._newest: dict[str, str] = {}

    def add(self, trial: Trial, sites: Mapping[str, Site]) -> None:
        """Count one trial, and its records by source."""
        countries = {sites[path].code for path in trial.sites} - {""}
        self._counts.update(
            [
                ("start", trial.year, "+".join(trial.phases)),
                *(("status", status, "") for status in trial.statuses),
                *(("country", code, "") for code in countries),
                *(("source", source, "") for source, _ in trial.records),
            ]
        )
        for source, date in trial.records:
            self._newest[source] = max(date, self._newest.get(source, ""))

    def rows(self) -> Iterator[Row]:
        """Yield what is counted, the key, another key and the number; of a source, also its newest date."""
        for (what, key, other), number in sorted(self._counts.items()):
            yield what, key, self._newest[key] if what == "source" else other, number
