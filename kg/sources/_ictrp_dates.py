"""Dates of WHO ICTRP: in every form that registries send, and none where two days are possible."""

from __future__ import annotations

import datetime
import re

from kg.errors import RecordError
from kg.sources._words import iso_date

# days since this one; Excel counts a 29 February 1900 that never was, so serials before March 1900 are off
_EXCEL_EPOCH = datetime.date(1899, 12, 30)
_EXCEL = re.compile(r"(\d{5})(?:\.\d+)?\Z")
_EARLIEST, _LATEST = 20_000, 80_000  # 1954 to 2119
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?:\.0)?\Z")
_SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:\s.*)?\Z")


def registry_date(words: str, day_first: bool) -> str | None:
    """Read a date; None where day and month cannot be told apart. Raises RecordError where it is no date.

    >>> registry_date("43952", False), registry_date("20200501", False), registry_date("23/03/2020", False)
    ('2020-05-01', '2020-05-01', '2020-03-23')
    >>> registry_date("04/05/2020", False) is None, registry_date("04/05/2020", True)
    (True, '2020-05-04')
    """
    if (serial := _EXCEL.match(words)) and _EARLIEST <= int(serial[1]) <= _LATEST:
        return (_EXCEL_EPOCH + datetime.timedelta(days=int(serial[1]))).isoformat()
    if compact := _COMPACT.match(words):
        return iso_date("-".join(compact.groups()))
    if slashed := _SLASHED.match(words):
        first, second, year = (int(part) for part in slashed.groups())
        return _day(first, second, year, day_first, words)
    return iso_date(words.partition("T")[0])


def _day(first: int, second: int, year: int, day_first: bool, words: str) -> str | None:
    is_certain = first > 12 or second > 12 or first == second
    if not is_certain and not day_first:
        return None
    day, month = (first, second) if second <= 12 and (first > 12 or day_first) else (second, first)
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError as error:
        raise RecordError(f"{words!r} is not a date: {error}") from error
