"""Which treatments of one text are alternatives, and which are given only to some.

`A or B`, `A, B or C`, `A versus B` and `PD-1 inhibitor (A, B or C)` give one of them; `A and/or B`,
`A with or without B` and `A ± B` may give both.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_OPTIONAL = re.compile(r"\bwith(?:\s+or\s+|/)without\b|\band/or\b|±|\+/-", re.IGNORECASE)
_OR = re.compile(r"\b(?:or|versus|vs)\b", re.IGNORECASE)
_AND = re.compile(
    r"\b(?:and|plus|with|combined|combination|followed|then|after|before)\b|[+&;.]\s", re.IGNORECASE
)


def choices(text: str, spans: Sequence[tuple[int, int]]) -> list[int]:
    """Give each span, in order, the number of the choice that it is one of; 0 for none.

    >>> text = "A or B plus C"; choices(text, [(0, 1), (5, 6), (12, 13)])
    [1, 1, 0]
    """
    numbers = [0] * len(spans)
    first, has_or, number = 0, False, 0
    for position in range(1, len(spans) + 1):
        between = text[spans[position - 1][1] : spans[position][0]] if position < len(spans) else None
        if between is not None and _goes_on(between):
            has_or = has_or or bool(_OR.search(between))
            continue
        if has_or:
            number += 1
            numbers[first:position] = [number] * (position - first)
        first, has_or = position, False
    return numbers


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
    return bool(_OPTIONAL.search(text[previous_end:start]))
