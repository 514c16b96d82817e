"""Free text of a record as paragraphs and lists: what its line breaks and bullets mean, and nothing more."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

_NUMBER = r"\(?\d{1,2}(?:\.\d{1,2})*[.)、](?!\d)|\(?[a-z][.)](?=\s)"
_BULLET = re.compile(
    rf"(?P<indent>\s*)(?:[*•·▪◦‣●○\-–—]\s*(?P<marked>{_NUMBER})?|(?P<number>{_NUMBER}))\s*(?P<words>\S.*)"
)
_ESCAPED = re.compile(r"\\([\\*_\[\]<>#+\-.!`~^&()])")
MARKS = 4  # numbered points in one line that make it a list


class Item(msgspec.Struct, frozen=True):
    """A point of a list, `depth` steps in; `number` is its own number, where it has one."""

    words: str
    depth: int = 0
    number: str = ""


class Block(msgspec.Struct, frozen=True):
    """A paragraph, or a list of points."""

    words: str = ""
    items: list[Item] = []


def blocks(text: str) -> list[Block]:
    """Split a text; what is escaped for Markdown is shown plain.

    >>> who, points = blocks("Who:\\n\\n* adults\\n* age \\\\> 18")
    >>> who.words, [point.words for point in points.items]
    ('Who:', ['adults', 'age > 18'])
    """
    found: list[Block] = []
    for line in _lines(text):
        bullet = _BULLET.fullmatch(line)
        if not bullet:
            found.append(Block(words=_plain(line)))
            continue
        depth = min(len(bullet["indent"].expandtabs(4)) // 2, 4)
        item = Item(_plain(bullet["words"]), depth, bullet["number"] or bullet["marked"] or "")
        if found and found[-1].items:
            found[-1].items.append(item)
        else:
            found.append(Block(items=[item]))
    return found


def _lines(text: str) -> Iterator[str]:
    """Yield lines with words; a single line that counts its points is cut before each."""
    lines = [line.rstrip() for line in text.splitlines() if line.strip()]
    for line in lines:
        points = (
            re.split(r"(?<=[.;:。；)\w])\s*(?=(?:\(?\d{1,2}[.)、]|•)\s?[^\d\s])", line)
            if len(lines) == 1
            else [line]
        )
        yield from points if len(points) >= MARKS else [line]


def _plain(line: str) -> str:
    return _ESCAPED.sub(r"\1", line.strip())
