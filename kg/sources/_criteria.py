"""Gives eligibility criteria their lines back, where a page has run them together."""

from __future__ import annotations

import re

_HEADING = re.compile(
    r"((?:(?:Key|Main|Major|General|Core|Additional|Other|Specific)\s)?\b(?:Inclusion|Exclusion)\sCriteria(?:\s[^:.;-]{1,40})?)"
    r"(?::|(?=\s-\s))",
    re.IGNORECASE,
)
_ITEM = re.compile(r"\s-\s+")
_ITEM_NUMBER = re.compile(r"\d{1,2}[.)]\s")
_UNIT_OR_NUMBER = re.compile(
    r"(?:\d|%|\b(?:years?|months?|weeks?|days?|hours?|old|mg|kg|g|ml|mm|cm|dl|l))\Z", re.IGNORECASE
)


def restore_criteria(text: str) -> str:
    """Put each criterion on a line of its own, the way the API writes them; no word is changed.

    >>> restore_criteria("Inclusion Criteria: - Aged 18 - 80 - Consent").splitlines()
    ['Inclusion Criteria:', '', '* Aged 18 - 80', '* Consent']
    """
    pieces = _HEADING.split(" ".join(text.split()))
    parts = [_items(pieces[0])]
    for heading, body in zip(pieces[1::2], pieces[2::2], strict=True):
        parts += [f"{heading.strip()}:", _items(body)]
    return "\n\n".join(part for part in parts if part)


def _items(body: str) -> str:
    """Split a passage at its item marks; one that is in running text before the first is a dash."""
    text = f" {body}"  # a mark is a dash between blanks, also at the start
    marks = [mark for mark in _ITEM.finditer(text) if _is_item_mark(text, mark)]
    if not marks or not re.search(r"(?:^\s*|:)$", text[: marks[0].start()]):
        return body.strip()
    intro = text[: marks[0].start()].strip()
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    items = [text[mark.end() : end].strip() for mark, end in zip(marks, ends, strict=True)]
    listed = "\n".join(f"* {item}" for item in items if item)
    return f"{intro}\n\n{listed}" if intro else listed


def _is_item_mark(text: str, mark: re.Match[str]) -> bool:
    """Tell a mark from the dash of a range: `18 - 80`, `18 years - 80 years`."""
    if not text[mark.end() : mark.end() + 1].isdigit() or _ITEM_NUMBER.match(text, mark.end()):
        return True
    before = text[max(0, mark.start() - 8) : mark.start()]
    return not _UNIT_OR_NUMBER.search(before)
