"""What was measured, as rows and as cells, and on what machine with which versions."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import msgspec

from benchmarks.measure import Measured
from kg.workers import cores

SHOWN = (
    *("trialkg", "msgspec", "pyoxigraph", "rdflib", "pyshacl", "oxigraph", "duckdb", "maplib", "polars"),
    *("pyrudof", "lxml", "ahocorasick-rs", "uvicorn"),
)
HEAD = ("what", "way", "records", "s", "processor s", "peak MB", "ratio", "")


class Row(msgspec.Struct, frozen=True, tag=True):
    """One thing measured: seconds of clock and processors, a peak in MB; the note says what a ratio is of.

    Where it could not be measured, there is no number and the note says why.
    """

    area: str
    way: str
    records: int | None = None
    seconds: float | None = None
    processor: float | None = None
    peak: float | None = None
    ratio: float | None = None
    note: str = ""


class Cell(msgspec.Struct, frozen=True, tag=True):
    """One question asked of one store: seconds the first time, the median of the next, how many rows came.

    Where it was not answered, `trouble` says why.
    """

    question: str
    store: str
    records: int
    cold: float = 0
    warm: float = 0
    rows: int = 0
    trouble: str = ""


Found = Row | Cell


def machine() -> str:
    """Say what it was measured on."""
    return (
        f"{platform.python_implementation()} {platform.python_version()}, {platform.system()}"
        f" {platform.machine()}, {_processor()}, {cores()} cores, {_memory()}"
    )


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    lines = told.read_text(encoding="utf-8").splitlines() if told.is_file() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or "processor not told"


def _memory() -> str:
    told = Path("/proc/meminfo")
    if not told.is_file():
        return "memory not told"
    kilobytes = int(told.read_text(encoding="utf-8").split()[1])
    return f"{kilobytes / (1 << 20):.0f} GB"


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
    yield line(HEAD)
    yield line(["---"] * len(HEAD))
    for row in rows:
        records = "" if row.records is None else f"{row.records:,}"
        numbers = (row.seconds, row.processor, row.peak, row.ratio)
        yield line([row.area, row.way, records, *map(spelt, numbers), row.note])


def row_of(
    taken: Measured,
    area: str,
    way: str,
    records: int | None = None,
    ratio: float | None = None,
    note: str = "",
) -> Row:
    """Spell what one run took as a row, or why it did not."""
    if taken.missing:
        return Row(area=area, way=way, records=records, note=f"not measured: {taken.missing}")
    return Row(
        area=area,
        way=way,
        records=records,
        seconds=taken.wall,
        processor=taken.processor,
        peak=taken.peak,
        ratio=ratio,
        note=note,
    )


def line(cells: Iterable[str]) -> str:
    """Spell one line of a Markdown table; what would end a cell is written otherwise."""
    return f"| {' | '.join(cell.replace('|', '/').replace(chr(10), ' ') for cell in cells)} |"


def spelt(value: float | None) -> str:
    """Spell a number with three figures, and nothing measured as a dash.

    >>> spelt(0.0123456), spelt(12345.6), spelt(None)
    ('0.0123', '12,346', '–')
    """
    if value is None:
        return "–"
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def percentile(values: Iterable[float], share: float) -> float:
    """Give the value that a share of all do not exceed.

    >>> percentile([5, 1, 3], 0.95), percentile(range(100), 0.5)
    (5, 50)
    """
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
