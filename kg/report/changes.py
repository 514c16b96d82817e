"""How a report differs from the one of the build before.

The earlier report is read from the folder that is built into, before it is replaced. It may be of another
version, damaged or not there: then there is nothing to compare with, and words say why.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from kg.errors import JSON_ERRORS
from kg.report.layout import LAYOUT, Report


class Change(msgspec.Struct, frozen=True):
    """A number then and now; `unit` says what is counted."""

    group: str
    what: str
    unit: str
    then: int | float
    now: int | float

    @property
    def difference(self) -> int | float:
        return round(self.now - self.then, 1)


class Changes(msgspec.Struct, frozen=True):
    """What changed since the earlier build, or why that cannot be said."""

    compared: bool
    words: str
    changes: list[Change] = []


class _Layout(msgspec.Struct):
    layout: int


def changes_since(earlier: Path, now: Report) -> Changes:
    """Compare a report with the file of an earlier one."""
    try:
        then = _read(earlier)
    except FileNotFoundError:
        return Changes(False, "This is the first build here: there is nothing to compare with.")
    except (*JSON_ERRORS, OSError) as error:
        return Changes(
            False, f"The report of the earlier build cannot be read, so nothing is compared: {error}."
        )
    if then is None:
        return Changes(
            False, "The report of the earlier build is of another version of trialkg, so nothing is compared."
        )
    changes = list(_changes(then, now))
    if not any(change.difference for change in changes):
        return Changes(True, "Nothing that is counted here has changed since the earlier build.", changes)
    return Changes(True, "Changed since the earlier build:", changes)


def _read(path: Path) -> Report | None:
    """Read a report, or give None where it is of another layout."""
    content = path.read_bytes()
    if msgspec.json.decode(content, type=_Layout).layout != LAYOUT:
        return None
    return msgspec.json.decode(content, type=Report)


def _changes(then: Report, now: Report) -> Iterator[Change]:
    """Yield what everybody wants to know, and of the rest what differs."""
    for what in ("records", "published", "older", "rejected", "trials"):
        yield Change("in and out", what, what, getattr(then, what), getattr(now, what))
    for severity in now.severities:
        counts = then.severities.get(severity, 0), now.severities[severity]
        yield Change("findings", severity, "findings", *counts)
    yield from _differing("findings by shape", "findings", _by_message(then), _by_message(now))
    yield from _differing("completeness", "% of records", _shares(then), _shares(now))


def _differing(group: str, unit: str, then: dict[str, float], now: dict[str, float]) -> Iterator[Change]:
    for what in sorted({*then, *now}):
        if then.get(what, 0) != now.get(what, 0):
            yield Change(group, what, unit, then.get(what, 0), now.get(what, 0))


def _by_message(report: Report) -> dict[str, float]:
    return {f"{finding.severity}: {finding.message}": finding.number for finding in report.findings}


def _shares(report: Report) -> dict[str, float]:
    """Give the share of records that state each field, in per cent."""
    totals = {one.field: (sum(one.stated.values()), sum(one.asked.values())) for one in report.completeness}
    return {field: round(100 * stated / asked, 1) for field, (stated, asked) in totals.items() if asked}
