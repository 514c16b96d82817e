"""What follows from a total dose, a number of fractions and a dose per fraction, and how that is classed."""

from __future__ import annotations

from decimal import Decimal

from kg.link._doses import Range

HYPERFRACTIONATED, CONVENTIONAL, MODERATE, ULTRA = (
    "HYPERFRACTIONATED",
    "CONVENTIONAL",
    "MODERATELY_HYPOFRACTIONATED",
    "ULTRAHYPOFRACTIONATED",
)

# the product of the parts may differ from the total by what rounding of the dose a fraction makes
_ROUNDING = Decimal("0.01")


def agree(total: Range, count: Range, each: Range) -> bool:
    """Tell whether the fractions add up to the total, as far as rounding allows."""
    low, high = count.low * each.low, count.high * each.high
    return low <= total.high * (1 + _ROUNDING) and total.low * (1 - _ROUNDING) <= high


def quotient(total: Range, parts: Range) -> Range | None:
    """Divide where the result is exact to four decimals, and it is known which ends belong together."""
    if total.is_one or parts.is_one:
        low, high = _exact(total.low, parts.high), _exact(total.high, parts.low)
    else:
        low, high = _exact(total.low, parts.low), _exact(total.high, parts.high)
        if low != high:
            return None
    return Range(low, high) if low is not None and high is not None else None


def _exact(value: Decimal, by: Decimal) -> Decimal | None:
    result = round(value / by, 4)
    return result.normalize() if result * by == value else None


def bounds(total: Range, count: Range) -> Range:
    """Give the least and the most that one fraction can have."""
    return Range(total.low / count.high, total.high / count.low)


def is_number_of_fractions(value: Range) -> bool:
    """Tell whether a quotient may count the fractions of a course: two or more, and whole."""
    return value.low >= 2 and value.high <= 80 and value.low % 1 == value.high % 1 == 0


def fractionation(each: Range, is_often: bool = False) -> str | None:
    """Class a dose per fraction in Gy; None where a range is in two classes, or the dose in none.

    Conventional is 1.8 to 2.2 Gy, moderately hypofractionated above 2.2 and below 5 Gy, ultrahypofractionated
    from 5 Gy. The guideline of ASTRO, ASCO and AUA on hypofractionated radiotherapy of the prostate (2018)
    has moderate as 2.4 to 3.4 Gy and ultra as 5 Gy or more, against 1.8 to 2.0; the gaps between are filled,
    since trials of other organs use them. Hyperfractionated is below 1.8 Gy more than once a day
    (`is_often`), or below 1.5 Gy: less than conventional, in more fractions, as radiobiology has it.

    >>> fractionation(Range(Decimal("1.8"), Decimal(2)))
    'CONVENTIONAL'
    """
    low, high = each.low, each.high
    if high < Decimal("1.5") or (is_often and high < Decimal("1.8")):
        return HYPERFRACTIONATED
    if Decimal("1.8") <= low and high <= Decimal("2.2"):
        return CONVENTIONAL
    if Decimal("2.2") < low and high < 5:
        return MODERATE
    return ULTRA if low >= 5 else None
