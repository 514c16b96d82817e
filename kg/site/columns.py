"""Columns over an axis of years, each in parts: numbers in, places of marks out, in units of the drawing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from kg.report.charts import Mark, Tick, nice_top, steps

LEFT, WIDTH, TOP, HEIGHT, FOOT = 48, 660, 12, 210, 34


class Columns(msgspec.Struct, frozen=True):
    """A drawing: its marks, and the numbers on its axes."""

    marks: list[Mark]
    years: list[Tick]
    numbers: list[Tick]
    width: int = LEFT + WIDTH + 12
    height: int = TOP + HEIGHT + FOOT
    left: int = LEFT
    right: int = LEFT + WIDTH
    floor: int = TOP + HEIGHT


def columns(parts: Sequence[str], by_year: Mapping[int, Mapping[str, int]], unit: str) -> Columns:
    """Draw one column a year from the first to the last, made of its parts from the foot up.

    `unit` is what is counted, in the plural; a part is drawn in the class `part-` and its place.
    """
    years = range(min(by_year), max(by_year) + 1) if by_year else range(0)
    top = nice_top(max((sum(numbers.values()) for numbers in by_year.values()), default=0))
    step = WIDTH / max(len(years), 1)
    marks = [
        mark
        for at, year in enumerate(years)
        for mark in _stack(year, parts, by_year.get(year, {}), LEFT + at * step, step, HEIGHT / top, unit)
    ]
    every = max(1, -(-len(years) // 12))
    ticks = [Tick(round(LEFT + (at + 0.5) * step, 1), str(y)) for at, y in enumerate(years) if y % every == 0]
    numbers = [Tick(round(TOP + HEIGHT * (1 - n / top), 1), f"{n:,}") for n in steps(top)]
    return Columns(marks, ticks, numbers)


def _stack(
    year: int,
    parts: Sequence[str],
    numbers: Mapping[str, int],
    x: float,
    step: float,
    scale: float,
    unit: str,
) -> Iterator[Mark]:
    floor: float = TOP + HEIGHT
    for place, part in enumerate(parts):
        if number := numbers.get(part, 0):
            height = max(number * scale, 0.75)
            floor -= height
            words = f"{year}, {part}: {number:,} {unit}" if part else f"{year}: {number:,} {unit}"
            yield Mark(
                round(x + step * 0.1, 1),
                round(floor, 1),
                round(step * 0.8, 1),
                round(height, 1),
                f"part-{place}",
                words,
            )
