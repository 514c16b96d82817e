"""Finds the names of concepts in text: whole words, longest first, with their place in the text.

Words are compared without case, and hyphens, spaces and the border between letters and digits do not
count: `PD-1`, `PD 1` and `PD1` are one. A name of at most three letters and digits (`OS`, `IRE`, `S-1`)
counts only as it is written in the vocabulary, since such names are everyday words too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain

import ahocorasick_rs
import msgspec

from kg.errors import VocabularyError
from kg.vocabulary import Concept

# a single letter in brackets is a word of its own, so that PD-(L)1 is not PD-L1
_WORD = re.compile(r"(?<=-)\([^\W\d_]\)|[^\W\d_]+|\d+")
_SHORT = 3


class Mention(msgspec.Struct, frozen=True):
    """A concept named in a text: `text[start:end]` are its words."""

    concept: str
    start: int
    end: int
    whole: bool


class NameIndex:
    """The names of some concepts, ready to be looked for in one pass over a text (Aho-Corasick)."""

    def __init__(self, concepts: Iterable[Concept]) -> None:
        names: dict[str, tuple[Concept, list[str]]] = {}
        for concept in concepts:
            for name in concept.names:
                known, spellings = names.setdefault(_folded(_words(name)), (concept, []))
                if known is not concept:
                    raise VocabularyError(f"{name!r} is a name of {known.id} and of {concept.id}")
                spellings.append(name)
        self._concepts = list(names.values())
        self._automaton = ahocorasick_rs.AhoCorasick(
            list(names), matchkind=ahocorasick_rs.MatchKind.LeftmostLongest
        )

    def mentions(self, text: str) -> Iterator[Mention]:
        """Yield the longest names that stand in a text, from left to right, none over another."""
        words = _words(text)
        folded = _folded(words)
        starts = {}
        position = 0
        for number, (word, _, _) in enumerate(words):
            starts[position] = number
            position += len(word) + 2
        starts[position] = len(words)
        for pattern, begin, end in self._automaton.find_matches_as_indexes(folded):
            first, after_last = starts[begin], starts[end]
            start, stop = words[first][1], words[after_last - 1][2]
            concept, spellings = self._concepts[pattern]
            if _is_written_as(text[start:stop], spellings):
                whole = first == 0 and after_last == len(words)
                yield Mention(concept=concept.id, start=start, end=stop, whole=whole)


def _words(text: str) -> list[tuple[str, int, int]]:
    return [(found[0].casefold(), found.start(), found.end()) for found in _WORD.finditer(text)]


def _folded(words: list[tuple[str, int, int]]) -> str:
    """Spell words with a space on either side of each, so that a match can only be of whole words."""
    return "".join(chain.from_iterable((" ", word, " ") for word, _, _ in words))


def _is_written_as(words: str, spellings: list[str]) -> bool:
    return words in spellings or sum(map(str.isalnum, words)) > _SHORT
