"""Ages and time frames: a number and a UCUM unit beside the words they were read from."""

from __future__ import annotations

import re
from decimal import Decimal

import msgspec

# UCUM (https://ucum.org/ucum) codes, and what one of each is in years, days or hours as UCUM defines them
UCUM = {"year": "a", "month": "mo", "week": "wk", "day": "d", "hour": "h", "minute": "min"}
_PER_YEAR = {
    "a": Decimal(1),
    "mo": Decimal(12),
    "wk": Decimal("52.17857142857143"),
    "d": Decimal("365.25"),
    "h": Decimal(8766),
    "min": Decimal(525960),
}
_LENGTH = re.compile(r"(\d+(?:\.\d+)?)[\s-]*(year|month|week|day|hour|minute)s?\b", re.IGNORECASE)
_ONE_LENGTH = re.compile(
    r"(?:.*\b(?:up to|through|until|at|within|over|for|after|average of|approximately)\s+)?"
    r"(?:an?\s+average\s+of\s+)?(\d+(?:\.\d+)?)[\s-]*(year|month|week|day|hour|minute)s?\s*\.?\Z",
    re.IGNORECASE | re.DOTALL,
)


class Quantity(msgspec.Struct, frozen=True):
    """A number of a UCUM unit."""

    value: Decimal
    unit: str

    @property
    def years(self) -> Decimal:
        """The same length in years, to four decimals."""
        return round(self.value / _PER_YEAR[self.unit], 4)


def age(words: str) -> Quantity | None:
    """Read an age as the API writes it, in whole numbers: `18 Years`, `6 Months`.

    >>> age("6 Months")
    Quantity(value=Decimal('6'), unit='mo')
    """
    found = _LENGTH.fullmatch(words.strip())
    return Quantity(Decimal(found[1]), UCUM[found[2].lower()]) if found and "." not in found[1] else None


def time_frame(words: str) -> Quantity | None:
    """Read a time frame that is one length, or that ends in the one length it names; others have no number.

    >>> time_frame("From randomization until death, assessed up to 36 months").value
    Decimal('36')
    >>> time_frame("Day 1, Day 8 and Day 15") is None
    True
    """
    found = _ONE_LENGTH.match(words.strip()) if len(_LENGTH.findall(words)) == 1 else None
    return Quantity(Decimal(found[1]), UCUM[found[2].lower()]) if found else None
