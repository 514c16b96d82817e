"""One table of everything measured: rows as they come, and on what machine with which versions."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, version

import msgspec

from kg.workers import cores

SHOWN = (
    *("trialkg", "msgspec", "pyoxigraph", "rdflib", "pyshacl", "duckdb", "maplib", "polars"),
    *("pyrudof", "lxml", "ahocorasick-rs"),
)


class Row(msgspec.Struct, frozen=True):
    """One thing measured: seconds are medians, a peak is in MB, a ratio says of what in the note.

    Where it could not be measured, seconds is None and the note says why.
    """

    area: str
    way: str
    seconds: float | None = None
    peak: float | None = None
    ratio: float | None = None
    note: str = ""


def machine() -> str:
    """Say what it was measured on."""
    return (
        f"{platform.python_implementation()} {platform.python_version()}, {platform.system()}"
        f" {platform.machine()}, {cores()} cores"
    )


def versions(names: Iterable[str] = SHOWN) -> str:
    """Say which versions were measured; what is not installed is said to be so."""
    return ", ".join(f"{name} {installed(name) or 'not installed'}" for name in names)


def installed(name: str) -> str | None:
    """Give the version of a distribution, or None where there is none."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def table(rows: Iterable[Row]) -> Iterator[str]:
    """Spell rows as the lines of a Markdown table."""
    yield "| what | way | s | peak MB | ratio | |"
    yield "|---|---|---|---|---|---|"
    for row in rows:
        cells = (row.area, row.way, _number(row.seconds), _number(row.peak), _number(row.ratio), row.note)
        yield f"| {' | '.join(cells)} |"


def _number(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
