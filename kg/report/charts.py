"""The geometry of charts: numbers in, places of marks out, in units of the drawing (pixels at full size).

Templates draw what is computed here. Colours are names of classes, which the style sheet fills in, and
never the only sign: each mark has a number, a label or a pattern besides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from kg.report.layout import Completeness, Report

BAR_LEFT, BAR_WIDTH, BAR_RIGHT, BAR_STEP = 270, 420, 90, 30
HEAT_LEFT, HEAT_CELL, HEAT_STEP, HEAT_TOP, HEAT_RIGHT = 168, 46, 24, 190, 150
COLUMNS_WIDTH, COLUMNS_HEIGHT = 700, 220
# shades of one hue from none to all, legible to colour-blind readers (ColorBrewer 2.0, Blues, 9 classes)
SHADES = (
    "#f7fbff",
    "#deebf7",
    "#c6dbef",
    "#9ecae1",
    "#6baed6",
    "#4292c6",
    "#2171b5",
    "#08519c",
    "#08306b",
)


class Mark(msgspec.Struct, frozen=True):
    """A rectangle, the class that it is drawn in, and what it shows in words."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    words: str
    label: str = ""


class Tick(msgspec.Struct, frozen=True):
    """A place on an axis, and the number there."""

    at: float
    label: str


class Row(msgspec.Struct, frozen=True):
    """A bar of a chart: what it is of, its parts, and their sum beside it."""

    label: str
    y: float
    marks: list[Mark]
    end: float
    total: str


class Bars(msgspec.Struct, frozen=True):
    """Horizontal bars over one axis."""

    width: float
    height: float
    rows: list[Row]
    ticks: list[Tick]


class Columns(msgspec.Struct, frozen=True):
    """Vertical bars over a time axis, with an axis of numbers."""

    width: float
    height: float
    marks: list[Mark]
    years: list[Tick]
    numbers: list[Tick]


class Heading(msgspec.Struct, frozen=True):
    """A group of rows, or the name of a row or column, and where it stands."""

    label: str
    at: float


class Heat(msgspec.Struct, frozen=True):
    """Cells in rows under headings, with columns."""

    width: float
    height: float
    columns: list[Heading]
    groups: list[Heading]
    rows: list[Heading]
    cells: list[Mark]


def bars(parts: Mapping[str, Mapping[str, int]], unit: str) -> Bars:
    """Draw one bar a key, made of its parts in their order; a part that is not nothing can be seen."""
    top = nice_top(max((sum(numbers.values()) for numbers in parts.values()), default=0))
    scale = BAR_WIDTH / top
    rows = []
    for position, (label, numbers) in enumerate(parts.items()):
        y = 10 + position * BAR_STEP
        marks = list(_stacked(numbers, y, scale, f"{label}, {unit}"))
        end = marks[-1].x + marks[-1].width if marks else BAR_LEFT
        rows.append(Row(label, y, marks, end, f"{sum(numbers.values()):,}"))
    ticks = [Tick(BAR_LEFT + number * scale, f"{number:,}") for number in steps(top)]
    return Bars(BAR_LEFT + BAR_WIDTH + BAR_RIGHT, 10 + len(parts) * BAR_STEP, rows, ticks)


def _stacked(numbers: Mapping[str, int], y: float, scale: float, what: str) -> Iterator[Mark]:
    x: float = BAR_LEFT
    for kind, number in numbers.items():
        if number:
            width = max(number * scale, 2)
            yield Mark(x, y, round(width, 1), 18, kind, f"{what}: {kind} {number:,}")
            x = round(x + width, 1)


def starts_by_year(starts: Mapping[str, int], first: int, last: int) -> Columns:
    """Draw how many records start in each year from the first to the last."""
    counts = {year: starts.get(str(year), 0) for year in range(first, last + 1)}
    top = nice_top(max(counts.values(), default=0))
    left, width = 60, COLUMNS_WIDTH - 60
    step = width / max(len(counts), 1)
    marks, years = [], []
    every = max(1, -(-len(counts) // 12))
    for position, (year, number) in enumerate(counts.items()):
        height = round(number / top * COLUMNS_HEIGHT, 1)
        x = round(left + position * step, 1)
        mark = Mark(
            x, 20 + COLUMNS_HEIGHT - height, round(step * 0.8, 1), height, "starts", f"{year}: {number:,}"
        )
        marks.append(mark)
        if year % every == 0:
            years.append(Tick(round(x + step * 0.4, 1), str(year)))
    numbers = [Tick(round(20 + COLUMNS_HEIGHT * (1 - n / top), 1), f"{n:,}") for n in steps(top)]
    return Columns(COLUMNS_WIDTH + 20, COLUMNS_HEIGHT + 70, marks, years, numbers)


def heat_map(report: Report, titles: Mapping[str, str]) -> Heat:
    """Draw the share of records that state each field: a row a field, a column a source, and all first."""
    sources = list(report.published_by_source)
    columns = ["all records", *(titles.get(source, source) for source in sources)]
    headings = [Heading(label, (n + 0.5) * HEAT_CELL) for n, label in enumerate(columns)]
    y: float = HEAT_TOP
    groups: list[Heading] = []
    rows: list[Heading] = []
    cells: list[Mark] = []
    group = ""
    for one in report.completeness:
        if one.group != group:
            group, y = one.group, y + 32
            groups.append(Heading(group, y - 8))
        rows.append(Heading(one.field, y + 16))
        cells += _heat_row(one, sources, columns, y)
        y += HEAT_STEP
    return Heat(len(columns) * HEAT_CELL + HEAT_RIGHT, y + 6, headings, groups, rows, cells)


def _heat_row(one: Completeness, sources: list[str], columns: Sequence[str], y: float) -> Iterator[Mark]:
    numbers = [(sum(one.stated.values()), sum(one.asked.values()))]
    numbers += [(one.stated[source], one.asked[source]) for source in sources]
    for position, ((stated, asked), column) in enumerate(zip(numbers, columns, strict=True)):
        kind, label = ("s-", "–") if not asked else (f"s{shade(stated, asked)}", percent(stated, asked))
        words = f"{one.field}, {column}: {stated:,} of {asked:,} records"
        yield Mark(position * HEAT_CELL, y, HEAT_CELL - 2, HEAT_STEP - 2, kind, words, label)


def shade(part: int, whole: int) -> int:
    """Choose the shade of a share; only all is the darkest, and only none the lightest."""
    if part in (0, whole):
        return 0 if part == 0 else len(SHADES) - 1
    return min(max(round(part / whole * (len(SHADES) - 1)), 1), len(SHADES) - 2)


def percent(part: int, whole: int) -> str:
    """Spell a share in per cent; what is not all is not written as 100, nor what is not nothing as 0.

    >>> percent(0, 9), percent(1, 1000), percent(2, 3), percent(999, 1000), percent(9, 9)
    ('0', '<1', '67', '>99', '100')
    """
    if part in (0, whole):
        return "0" if part == 0 else "100"
    rounded = round(100 * part / whole)
    return "<1" if rounded == 0 else ">99" if rounded == 100 else str(rounded)


def ink(colour: str) -> str:
    """Choose black or white for text on a colour `#rrggbb`, whichever has more contrast (WCAG 2.2)."""
    return "#000000" if contrast(colour, "#000000") >= contrast(colour, "#ffffff") else "#ffffff"


def contrast(one: str, other: str) -> float:
    """Compute the contrast ratio of two colours (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def nice_top(highest: int) -> int:
    """Give the round number at or above the highest: 1, 2 or 5 times a power of ten, at least 5."""
    power = 1
    while True:
        for factor in (1, 2, 5):
            if factor * power >= max(highest, 5):
                return factor * power
        power *= 10


def steps(top: int) -> range:
    """Give the numbers on an axis to a round top."""
    return range(0, top + 1, max(top // 5, 1))
