"""How much may go wrong before a build is not fit to be published; nothing is held against it unasked.

Two limits are set by the user, each as a share or as a number: how many of the records that came in may be
set aside, and by how many trials a build may fall behind the one that it replaces. What is just at a limit
is within it. Shares are counted exactly, so 1 % of 300 records is 3 of them and not a rounding error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

import msgspec

from kg.errors import KgError, UnfitError
from kg.spool import SetAside

# a whole build that crossed a limit, in the output folder; the next one that is published removes it
REFUSED = ".refused"

_SHARE = re.compile(r"(\d{1,3}(?:\.\d{1,9})?) ?%", re.ASCII)
_NUMBER = re.compile(r"\d{1,9}", re.ASCII)


class Share(msgspec.Struct, frozen=True):
    """So many in a hundred."""

    percent: Decimal

    def is_crossed(self, part: int, whole: int) -> bool:
        return part * 100 > self.percent * whole

    def __str__(self) -> str:
        return f"{self.percent}%"


class Number(msgspec.Struct, frozen=True):
    """So many, of however many."""

    number: int

    def is_crossed(self, part: int, _whole: int) -> bool:
        return part > self.number

    def __str__(self) -> str:
        return f"{self.number:,}"


class Limits(msgspec.Struct, frozen=True):
    """What the user allows: records set aside, and fewer trials than before; None is any number.

    Where it is `strict`, the first record that would be set aside stops the build.
    """

    strict: bool = False
    rejected: Share | Number | None = None
    fall: Share | Number | None = None

    def crossed(self, rejected: int, records: int, trials: int, before: int | None) -> Iterator[str]:
        """Say of each limit that a build crosses by how much; `before` are the trials of the last one."""
        if self.rejected and self.rejected.is_crossed(rejected, records):
            yield (
                f"{rejected:,} of {records:,} records ({_percent(rejected, records)}) were set aside,"
                f" and --max-rejected allows {self.rejected}"
            )
        if self.fall and before is not None and self.fall.is_crossed(fallen := before - trials, before):
            yield (
                f"the number of trials falls from {before:,} to {trials:,}, by {fallen:,}"
                f" ({_percent(fallen, before)}), and --max-fall allows {self.fall}"
            )


def refuse_any(set_aside: Sequence[SetAside]) -> None:
    """Raise UnfitError where a record cannot be published, naming the first."""
    if not set_aside:
        return
    first = set_aside[0]
    place = f"{first.document}, {first.position}" if first.position else first.document
    more = f"\nNor can {len(set_aside) - 1:,} more that were read with it." if len(set_aside) > 1 else ""
    raise UnfitError(
        f"{first.trial + ' in ' if first.trial else ''}{place} cannot be published: {first.why}{more}\n"
        "Mend it, or leave it out of the input, or build without --strict, which sets it aside."
        " Nothing published has changed; what was finished is kept for the next build."
    )


def allowed(option: str, text: str) -> Share | Number:
    """Read `1%` or `20`, as the user gives it to an option; raises KgError.

    >>> str(allowed("--max-rejected", "0.5 %")), str(allowed("--max-fall", "20"))
    ('0.5%', '20')
    """
    if _NUMBER.fullmatch(text):
        return Number(int(text))
    found = _SHARE.fullmatch(text)
    if not found or (percent := Decimal(found[1])) > 100:
        raise KgError(
            f"{option} {text!r} is no limit: give a share such as 1% or 0.5%, or a number such as 20"
        )
    return Share(percent)


def _percent(part: int, whole: int) -> str:
    return f"{Decimal(part) * 100 / whole:.3g}%"
