"""Numbers as registries write them, and what of them is certain."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

import msgspec

LARGEST_EXPONENT = 30
_THOUSANDS = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?\Z", re.ASCII)
_P_VALUE = re.compile(
    r"(?:p(?:[- ]?value)?\s*)?(<=|>=|=<|=>|<|>|=|≤|≥|~|≈)?\s*((?:\d+[.,]?\d*|[.,]\d+)(?:[eE][-+]?\d+)?)\s*\Z",
    re.ASCII | re.IGNORECASE,
)
_COMPARATORS = {
    "": "EQUAL",
    "=": "EQUAL",
    "<": "LESS",
    ">": "GREATER",
    "<=": "LESS_OR_EQUAL",
    "=<": "LESS_OR_EQUAL",
    "≤": "LESS_OR_EQUAL",
    ">=": "GREATER_OR_EQUAL",
    "=>": "GREATER_OR_EQUAL",
    "≥": "GREATER_OR_EQUAL",
    "~": "APPROXIMATE",
    "≈": "APPROXIMATE",
}


class PValue(msgspec.Struct, frozen=True):
    """A p-value: how it compares with a number from 0 to 1."""

    comparator: str
    value: Decimal


def number(words: str | None) -> Decimal | None:
    """Read a number; what is anything but one plain number (`NA`, `<5`, `1-2`) is none.

    >>> number("1,204.50"), number("NA")
    (Decimal('1204.50'), None)
    """
    if not words or not words.isascii() or "_" in words:
        return None
    try:
        value = Decimal(words.replace(",", "") if _THOUSANDS.match(words) else words)
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value.adjusted()) <= LARGEST_EXPONENT else None


def whole(words: str | None) -> int | None:
    """Read a number of people or things.

    >>> whole("54"), whole("54.5")
    (54, None)
    """
    value = number(words)
    return int(value) if value is not None and value == value.to_integral_value() else None


def p_value(words: str) -> PValue | None:
    """Read a p-value as written; None where it is not certain that it is one number from 0 to 1.

    >>> p_value("p < .001")
    PValue(comparator='LESS', value=Decimal('0.001'))
    >>> p_value("not significant") is None
    True
    """
    found = _P_VALUE.match(words.strip())
    value = number(found[2].replace(",", ".")) if found else None
    if found is None or value is None or not 0 <= value <= 1:
        return None
    return PValue(comparator=_COMPARATORS[found[1] or ""], value=value + 0)
