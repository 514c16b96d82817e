"""Which treatments are combined, as a matrix: of those that were picked, or of the most frequent ones."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import urlencode

import msgspec

from kg.search.index import Concept, Together
from kg.site.asked import Asked
from kg.site.matrix import Cell, Line, Matrix, shade
from kg.site.release import Release
from kg.site.search import KINDS, complete

SIDE, MOST, LOOKED_AT = 12, 24, 200
CLASSES = ("drug class", "procedure", "regimen")


class Picked(msgspec.Struct, frozen=True):
    """What was asked for under a key: the concept, or the nearest names where there is none."""

    words: str
    concept: Concept | None
    near: list[str] = []


class Combinations(msgspec.Struct, frozen=True):
    """The matrix, of which concepts, and what was asked for."""

    concepts: list[Concept]
    matrix: Matrix
    picked: list[Picked]
    condition: Picked | None


def combinations(release: Release, asked: Asked) -> Combinations:
    """Count what is combined with what, by arm and by trial."""
    picked = [pick(release, words, "treatment") for words in _words(asked, "treatment")[:MOST]]
    condition = next((pick(release, words, "condition") for words in _words(asked, "condition")), None)
    of = condition.concept if condition else None
    concepts = _concepts(release, [one.concept for one in picked if one.concept], of)
    counted = _counted(release, tuple(concept.number for concept in concepts), of)
    return Combinations(concepts, _matrix(concepts, counted, of), picked, condition)


def _words(asked: Asked, key: str) -> list[str]:
    return list(dict.fromkeys(words.strip()[:200] for words in asked.all(key) if words.strip()))


def pick(release: Release, words: str, kind: str) -> Picked:
    """Find a concept by any of its names; the nearest names where nothing is called so."""
    if concept := release.search.called(words, KINDS[kind]):
        return Picked(words, concept)
    return Picked(words, None, [hit.label for hit in complete(release.search, words, kind)[:5]])


def _concepts(release: Release, picked: list[Concept], condition: Concept | None) -> list[Concept]:
    """Give what was picked, each once; with fewer than two of them, also what is most often combined."""
    chosen = list({concept.number: concept for concept in picked}.values())
    if len(chosen) > 1:
        return chosen
    if chosen:
        partners = release.search.partners(chosen[0].number, KINDS["treatment"], LOOKED_AT)
        found = [msgspec.structs.replace(concept, trials=number) for concept, number in partners]
    else:
        found = _frequent(release, condition)
    added = [
        concept
        for concept in release.search.telling(found)
        if concept.number not in {c.number for c in chosen}
    ]
    return [*chosen, *added][:SIDE]


@lru_cache(maxsize=256)
def _frequent(release: Release, condition: Concept | None) -> list[Concept]:
    if condition:
        return release.search.in_condition(condition.number, KINDS["treatment"], LOOKED_AT)
    return release.search.frequent(CLASSES, LOOKED_AT)


@lru_cache(maxsize=256)
def _counted(release: Release, numbers: tuple[int, ...], condition: Concept | None) -> list[Together]:
    if condition:
        return release.search.together_in(numbers, condition.number)
    return release.search.together(numbers)


def _matrix(concepts: Sequence[Concept], counted: Sequence[Together], condition: Concept | None) -> Matrix:
    by_pair = {(one.one, one.other): one for one in counted}
    most = max((one.arms if condition else one.trials for one in counted), default=0)
    lines = []
    for row in concepts:
        cells = [
            _cell(
                row,
                column,
                by_pair.get((min(row.number, column.number), max(row.number, column.number))),
                most,
                condition,
            )
            for column in concepts
        ]
        lines.append(Line(row.label, cells))
    return Matrix([concept.label for concept in concepts], lines)


def _cell(
    row: Concept, column: Concept, found: Together | None, most: int, condition: Concept | None
) -> Cell:
    """Show trials with both in one arm, and of how many that combine them at all."""
    if not found:
        return Cell(0, shade(0, most))
    if condition:  # the question counts arms alone
        query = {"treatment": row.label, "modality": column.label, "condition": condition.label}
        address = "/ask/combination_in_condition?" + urlencode(query)
        return Cell(found.arms, shade(found.arms, most), "", address if found.arms else "")
    address = "/ask/combination?" + urlencode({"a": row.label, "b": column.label})
    return Cell(found.arms, shade(found.trials, most), f"of {found.trials:,}", address)
