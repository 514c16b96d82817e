"""Reads a misspelt word as the word of the vocabulary that it must be, or leaves it.

Guards, since a wrong link is worse than none: long words only, the same first letter, one edit (two in a
word of twelve letters or more), one nearest word and no second as near; a word that is part of any name
of the vocabulary is never read as another. Short common words are only drug names, which resemble none;
brand names do (`Cancidas` and Candida, `Definity` and definite), so that only long ones count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Set
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from kg.folding import Word, words
from kg.vocabulary import Concept

_DRUG_LETTERS = 7
_BRAND_LETTERS = 9
_OTHER_LETTERS = 11
_TWO_EDITS = 12


class Speller:
    """Knows the words of some concepts' names, and all words that are never misspelt ones."""

    def __init__(self, concepts: Iterable[Concept], known: Set[str]) -> None:
        self._known = known
        meant: set[str] = set()
        for concept in concepts:
            for name in concept.names:
                least = _least(concept, name)
                if len(name) >= least:
                    meant |= {w.folded for w in words(name) if len(w.folded) >= least and w.folded.isalpha()}
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


def words_of(concepts: Iterable[Concept]) -> frozenset[str]:
    """Give every word of the names of concepts."""
    return frozenset(word.folded for concept in concepts for name in concept.names for word in words(name))


def _least(concept: Concept, name: str) -> int:
    """Tell how long a word of a name has to be, for another to be read as it."""
    if concept.kind != "drug":
        return _OTHER_LETTERS
    return _BRAND_LETTERS if name[:1].isupper() else _DRUG_LETTERS
