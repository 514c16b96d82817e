"""A matrix of counts as a table: a cell for each two names, in shades from few to many.

The shade only repeats the number. It grows with the logarithm, as counts of combinations do.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import msgspec

SHADES = 6


class Cell(msgspec.Struct, frozen=True):
    """One cell: the number, the class of its shade, what is said besides, and where it leads."""

    number: int
    shade: str
    words: str = ""
    address: str = ""


class Line(msgspec.Struct, frozen=True):
    """A row of the matrix."""

    label: str
    cells: list[Cell]


class Matrix(msgspec.Struct, frozen=True):
    """Names above, and rows of cells."""

    columns: list[str]
    rows: list[Line]


def matrix(rows: Sequence[str], names: Sequence[str], numbers: Mapping[tuple[str, str], int]) -> Matrix:
    """Lay out numbers of unordered pairs of names."""
    most = max(numbers.values(), default=0)
    lines = []
    for one in rows:
        found = [numbers.get((one, other), numbers.get((other, one), 0)) for other in names]
        lines.append(Line(one, [Cell(number, shade(number, most)) for number in found]))
    return Matrix(list(names), lines)


def shade(number: int, most: int) -> str:
    """Choose the class of a shade.

    >>> shade(0, 9), shade(1, 1000), shade(30, 1000), shade(1000, 1000)
    ('s-none', 's1', 's3', 's6')
    """
    if not number:
        return "s-none"
    share = math.log(number) / math.log(most) if most > 1 else 1.0
    return f"s{1 + min(SHADES - 1, int(share * SHADES))}"
