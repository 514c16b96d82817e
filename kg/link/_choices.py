"""Which treatments of one text are alternatives, and which are given only to some.

`A or B`, `A, B or C`, `A versus B`, `such as A, B and C` and `PD-1 inhibitor (A, B)` give one of them, with
doses between them or not; `A and/or B`, `A with or without B`, `A alone or combined with B` and `A ± B` may
give both.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.link._noise import AMOUNT

_OPTIONAL = re.compile(
    r"\bwith(?:\s+(?:or|and)\s+|/)without\b|\band/or\b|±|\+/-"
    r"|\balone,?\s+or\s+(?:with|plus|(?:in\s+)?combin(?:ed|ation))\b",
    re.IGNORECASE,
)
_OR = re.compile(r"\b(?:or|versus|vs)\b", re.IGNORECASE)
_AND = re.compile(
    r"\b(?:and|plus|with|combined|combination|followed|then|after|before)\b|[+&;.]\s", re.IGNORECASE
)
# what says how a treatment is given, and so neither joins two nor parts them
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_OR_IN_BRACKETS = re.compile(r"\(\s*or\b", re.IGNORECASE)
_VERSUS = re.compile(r"\bvs\.", re.IGNORECASE)
_DAILY = re.compile(
    r"\b(?:q?[bt]?[iq]d|qod|po|iv|orally|once|twice|daily|weekly|a|day|week)\b", re.IGNORECASE
)
# before a list, or after it, these make examples of what it lists
_EXAMPLES_BEFORE = re.compile(
    r"(?:\b(?:such\s+as|e\.?\s?g\.?|for\s+(?:example|instance)|one\s+of|any\s+of|either)[,:]?\s*)[(\[]?\s*\Z",
    re.IGNORECASE,
)
_EXAMPLES_AFTER = re.compile(r"[\s,]*\b(?:etc\b|and\s+so\s+on|and\s+others)", re.IGNORECASE)
_OF_EXAMPLES = re.compile(r"\s*(?:[,/]|(?:,\s*)?\b(?:or|and|and/or)\b)\s*\Z", re.IGNORECASE)
_OPENS = re.compile(r"\s*[(\[:]\s*\Z")
_OF_CLASS = re.compile(r"\s*(?:[,/]|(?:,\s*)?\bor\b)\s*\Z", re.IGNORECASE)

# a longer list is read in parts, so that a text takes time in proportion to its length
_LONGEST = 30


def choices(text: str, spans: Sequence[tuple[int, int]], within: Sequence[bool] = ()) -> list[int]:
    """Give each span, in order, the number of the choice that it is one of; 0 for none.

    `within` tells of each span whether it names a kind of what the class before it names.

    >>> text = "A or B plus C"; choices(text, [(0, 1), (5, 6), (12, 13)])
    [1, 1, 0]
    """
    numbers = [0] * len(spans)
    first, number = 0, 0
    while first < len(spans):
        last = _last_of_list(text, spans, first, within)
        if last > first:
            number += 1
            numbers[first : last + 1] = [number] * (last + 1 - first)
        first = last + 1
    return numbers


def _last_of_list(text: str, spans: Sequence[tuple[int, int]], first: int, within: Sequence[bool]) -> int:
    """Find where a list of alternatives that begins at a span ends: there, if it is none."""
    last, has_or = first, False
    spans = spans[: first + _LONGEST]
    while last + 1 < len(spans) and _goes_on(between := _plain(text[spans[last][1] : spans[last + 1][0]])):
        has_or = has_or or bool(_OR.search(between))
        last += 1
    examples = _last_over(text, spans, first, _OF_EXAMPLES)
    before = text[spans[first - 1][1] if first else 0 : spans[first][0]]
    if _EXAMPLES_BEFORE.search(before[-40:]) or _EXAMPLES_AFTER.match(
        text[spans[examples][1] : spans[examples][1] + 40]
    ):
        return max(examples, last if has_or else first)
    if has_or:
        return last
    if within and first and within[first] and _OPENS.match(before):
        of_class = _last_over(text, spans, first, _OF_CLASS)
        return of_class if all(within[first : of_class + 1]) else first
    return first


def _last_over(text: str, spans: Sequence[tuple[int, int]], first: int, sign: re.Pattern[str]) -> int:
    last = first
    while last + 1 < len(spans) and sign.match(_plain(text[spans[last][1] : spans[last + 1][0]])):
        last += 1
    return last


def _plain(between: str) -> str:
    """Leave out of the words between two names what is in brackets, and doses."""
    between = _OR_IN_BRACKETS.sub(" or", _BRACKETED.sub(" ", between[:200]))
    return _DAILY.sub(" ", AMOUNT.sub(" ", _VERSUS.sub("vs", between)))


def _goes_on(between: str) -> bool:
    """Tell whether a list of alternatives may go on over these words: `, ` and `or`, with doses."""
    return not (
        _OPTIONAL.search(between) or _AND.search(between) or "(" in between or "/" in between
    ) and bool(_OR.search(between) or "," in between)


def is_optional(text: str, previous_end: int, start: int) -> bool:
    """Tell whether what stands at `start` is given only to some, by the words since the name before it.

    >>> is_optional("cisplatin with or without radiotherapy", 9, 26)
    True
    """
    return bool(_OPTIONAL.search(text[max(previous_end, start - 200) : start]))
