"""A picture of what a thing is tied to: one node, and its neighbours in groups, in units of the drawing.

It is drawn 360 wide, as a phone shows it, and legible there; a wider screen shows it larger. Few neighbours
of each group are drawn, and the page lists the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from textwrap import wrap

import msgspec

from kg.search.index import Concept
from kg.search.members import Body
from kg.search.things import Thing as Named
from kg.site.things import Thing

WIDTH, HUB, FROM, TO, LABEL_AT = 360, 118, 120, 164, 176
ROW, HEAD, GAP, TOP = 21, 22, 8, 4
LETTERS, HUB_LETTERS, HUB_LINES = 22, 16, 5
MOST = 18  # neighbours in all
THICKEST = 5.0


class Spot(msgspec.Struct, frozen=True):
    """A neighbour: where it stands, what it is called, shortly and in full, and how thick its tie is."""

    y: float
    words: str
    label: str
    path: str
    number: int | None
    thick: float
    curve: str


class Group(msgspec.Struct, frozen=True):
    """Neighbours of one sort, with where their heading stands; `mark` is the outline of their sign."""

    words: str
    y: float
    mark: str
    spots: list[Spot]


class Picture(msgspec.Struct, frozen=True):
    """A drawing; `hub` are the lines of the name of the thing, with where each stands."""

    hub: list[tuple[float, str]]
    middle: float
    box: tuple[float, float]
    groups: list[Group]
    height: float
    title: str
    width: int = WIDTH


class Tied(msgspec.Struct, frozen=True):
    """What a thing is tied to in one way; `most` of them are drawn, with the sign `mark`."""

    words: str
    mark: str
    others: list[tuple[str, str, int | None]]
    most: int


# signs of groups, which tell them apart without colour
UP, DOWN, SQUARE, DISC, DIAMOND = "up", "down", "square", "disc", "diamond"
_OUTLINES = {
    UP: "M0 -5 5 4 -5 4Z",
    DOWN: "M0 5 5 -4 -5 -4Z",
    SQUARE: "M-4 -4H4V4H-4Z",
    DISC: "M-4.5 0A4.5 4.5 0 1 0 4.5 0A4.5 4.5 0 1 0 -4.5 0Z",
    DIAMOND: "M0 -5.5 5.5 0 0 5.5 -5.5 0Z",
}


def tied(words: str, mark: str, others: Iterable[Concept | Body | Named | Thing], most: int) -> Tied:
    """Name what a thing is tied to in one way."""
    named = [
        (other.label, other.path or "", None if isinstance(other, Thing) else other.trials)
        for other in others
    ]
    return Tied(words, mark, named, most)


def picture(label: str, ties: Iterable[Tied]) -> Picture | None:
    """Draw a thing among its neighbours; none where it has none."""
    kept = list(_kept(ties))
    if not kept:
        return None
    height = TOP + sum(HEAD + GAP + ROW * len(tie.others) for tie in kept)
    lines = _lines(label)
    height = max(height, 16 * len(lines) + 32)
    middle = height / 2
    hub = [(round(middle + 16 * (at - (len(lines) - 1) / 2) + 4, 1), line) for at, line in enumerate(lines)]
    box = (round(middle - 8 * len(lines) - 8, 1), 16.0 * len(lines) + 16)
    title = f"{label}: " + "; ".join(
        f"{tie.words} {', '.join(other[0] for other in tie.others)}" for tie in kept
    )
    return Picture(hub, middle, box, list(_groups(kept, middle)), height, title)


def _kept(ties: Iterable[Tied]) -> Iterator[Tied]:
    left = MOST
    for tie in ties:
        others = tie.others[: min(tie.most, left)]
        left -= len(others)
        if others:
            yield msgspec.structs.replace(tie, others=others)


def _lines(label: str) -> list[str]:
    lines = wrap(label, HUB_LETTERS)
    if len(lines) > HUB_LINES:
        lines = [*lines[: HUB_LINES - 1], lines[HUB_LINES - 1][: HUB_LETTERS - 1] + "…"]
    return lines or ["?"]


def _groups(ties: list[Tied], middle: float) -> Iterator[Group]:
    most = max((number or 0 for tie in ties for _, _, number in tie.others), default=0) or 1
    y: float = TOP
    for tie in ties:
        head = y + HEAD - 6
        spots = []
        for at, (label, path, number) in enumerate(tie.others):
            here = y + HEAD + ROW * (at + 0.5)
            thick = round(1 + (THICKEST - 1) * ((number or 0) / most) ** 0.5, 1)
            spots.append(Spot(here, _short(label), label, path, number, thick, _curve(middle, here)))
        yield Group(tie.words, head, _OUTLINES[tie.mark], spots)
        y += HEAD + GAP + ROW * len(tie.others)


def _curve(middle: float, y: float) -> str:
    half = (FROM + TO) / 2
    return f"M{FROM} {middle:g}C{half:g} {middle:g} {half:g} {y:g} {TO} {y:g}"


def _short(label: str) -> str:
    return label if len(label) <= LETTERS else label[: LETTERS - 1].rstrip() + "…"
