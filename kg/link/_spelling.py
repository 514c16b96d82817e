"""Reads a misspelt word as the word of the vocabulary that it must be, or leaves it.

Guards, since a wrong link is worse than none: long words only, the same first letter, one edit (two in a
word of twelve letters or more), one nearest word and no second as near; a word that is part of any name
of the vocabulary is never read as another. Short common words are only drug names, which resemble none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from kg.folding import Word, words
from kg.vocabulary import Concept

_DRUG_LETTERS = 7
_OTHER_LETTERS = 11
_TWO_EDITS = 12


class Speller:
    """Knows the words of a vocabulary's names."""

    def __init__(self, concepts: Iterable[Concept]) -> None:
        self._known: set[str] = set()
        meant: set[str] = set()
        for concept in concepts:
            least = _DRUG_LETTERS if concept.kind == "drug" else _OTHER_LETTERS
            of_names = {word.folded for name in concept.names for word in words(name)}
            self._known |= of_names
            meant |= {word for word in of_names if len(word) >= least and word.isalpha()}
        self._choices: dict[tuple[str, int], list[str]] = defaultdict(list)
        for word in sorted(meant):
            self._choices[word[0], len(word)].append(word)
        self.nearest = lru_cache(maxsize=1 << 14)(self._nearest)

    def corrected(self, read: list[Word]) -> list[Word] | None:
        """Read misspelt words as what they must be; None where there are none."""
        nearest = [self.nearest(word.folded) for word in read]
        if not any(nearest):
            return None
        return [
            Word(meant, word.start, word.end) if meant else word
            for word, meant in zip(read, nearest, strict=True)
        ]

    def _nearest(self, word: str) -> str | None:
        if len(word) < _DRUG_LETTERS or word in self._known or not word.isalpha():
            return None
        most = 2 if len(word) >= _TWO_EDITS else 1
        lengths = range(len(word) - most, len(word) + most + 1)
        choices = [choice for length in lengths for choice in self._choices.get((word[0], length), ())]
        found = process.extract(word, choices, scorer=OSA.distance, score_cutoff=most, limit=2)
        if not found or (len(found) > 1 and found[0][1] == found[1][1]):
            return None
        return str(found[0][0])
