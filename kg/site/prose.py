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

    A line that begins with a small letter goes on with the point before it.

    >>> who, points = blocks("Who:\\n\\n* adults\\n* age \\\\> 18")
    >>> who.words, [point.words for point in points.items]
    ('Who:', ['adults', 'age > 18'])
    """
    found: list[Block] = []
    for line in _lines(text):
        bullet, points = _BULLET.fullmatch(line), found[-1].items if found else []
        if bullet and points:
            points.append(_item(bullet))
        elif bullet:
            found.append(Block(items=[_item(bullet)]))
        elif points and line.lstrip()[0].islower():
            points[-1] = msgspec.structs.replace(points[-1], words=f"{points[-1].words} {_plain(line)}")
        else:
            found.append(Block(words=_plain(line)))
    return found


def _item(bullet: re.Match[str]) -> Item:
    depth = min(len(bullet["indent"].expandtabs(4)) // 2, 4)
    return Item(_plain(bullet["words"]), depth, bullet["number"] or bullet["marked"] or "")


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
