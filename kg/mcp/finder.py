"""Finds things by words, whole, begun or misspelt: an index in memory, from words to the things they name.

A thing is found by any of its words; each word that is asked for counts by how rare it is and how like it
is to the nearest word of the thing. What is named by all of the words, and by few others, comes first.
"""

from __future__ import annotations

import math
import re
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator

import msgspec
from rapidfuzz import fuzz, process

_WORD = re.compile(r"[^\W_]+")
LEAST = 0.5  # of the words that are asked for, by weight
ALIKE = 74  # of 100, below which a word is another word; of four letters one may be wrong
_NEAR = 12  # spellings that are tried for a word
_SHORT = 4  # words below this many letters are not guessed at
_COMMON = 20_000  # a word of more names than this tells nothing of itself


class Found(msgspec.Struct, frozen=True):
    """A thing, the name by which it was found, and how well that fits, from 0 to 1."""

    thing: str
    name: str
    score: float


class Finder:
    """The names of things; a thing may have several."""

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        self._names: list[tuple[str, str]] = []
        self._lengths = array("H")
        self._where: defaultdict[str, array[int]] = defaultdict(lambda: array("I"))
        for number, (thing, name) in enumerate(names):
            self._names.append((thing, name))
            words = set(_words(name))
            self._lengths.append(min(len(words), 65_535))
            for word in words:
                self._where[word].append(number)

    def __len__(self) -> int:
        return len(self._names)

    def find(self, text: str, least: float = LEAST) -> list[Found]:
        """List things, the best first, each by its best name; a score below `least` is none."""
        asked = list(dict.fromkeys(_words(text)))
        best: dict[str, Found] = {}
        for found in self._scored(asked, least):
            if found.thing not in best or best[found.thing].score < found.score:
                best[found.thing] = found
        return sorted(best.values(), key=lambda found: (-found.score, len(found.name), found.thing))

    def _scored(self, asked: list[str], least: float) -> Iterator[Found]:
        weights = {
            word: math.log(2 + len(self._names) / (1 + len(self._where.get(word, ())))) for word in asked
        }
        scores: defaultdict[int, float] = defaultdict(float)
        for word, weight in weights.items():
            for number, likeness in self._alike(word).items():
                scores[number] += weight * likeness
        whole = sum(weights.values())
        for number, score in scores.items():
            # names with many words more fit less well
            brevity = min(1.0, len(asked) / max(1, self._lengths[number]))
            if (share := score / whole) >= least:
                yield Found(*self._names[number], round(share * (0.9 + 0.1 * brevity), 4))

    def _alike(self, word: str) -> dict[int, float]:
        """Give the names with a word, or one like it, and how like that is."""
        near = {word: 1.0} if word in self._where else {}
        if not near and len(word) >= _SHORT:
            # one letter more may tell a beginning; what is misspelt has all but the length in common
            near = {
                other: score / 100
                for other, score, _ in process.extract(
                    word, self._where.keys(), scorer=fuzz.ratio, limit=_NEAR, score_cutoff=ALIKE
                )
            }
            near |= dict.fromkeys(self._begun(word), 0.9)
        likeness: dict[int, float] = {}
        for other, score in near.items():
            for number in self._where[other][:_COMMON]:
                likeness[number] = max(score, likeness.get(number, 0))
        return likeness

    def _begun(self, word: str) -> list[str]:
        return sorted((other for other in self._where if other.startswith(word)), key=len)[:_NEAR]


def _words(text: str) -> list[str]:
    """Take a text apart, letters from digits, so that PD-1 and PD1 are the same two words.

    >>> _words("Anti-PD1 (IBI308)")
    ['anti', 'pd', '1', 'ibi', '308']
    """
    return [part for word in _WORD.findall(text.casefold()) for part in re.findall(r"\d+|\D+", word)]
