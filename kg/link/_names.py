"""Finds the names of concepts in text: whole words, longest first, with their place in the text.

A name of at most three letters and digits (`OS`, `IRE`, `S-1`) counts only as it is written in the
vocabulary, since such names are everyday words too.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate

import ahocorasick_rs
import msgspec

from kg.errors import VocabularyError
from kg.folding import Word, fold, folded, words
from kg.vocabulary import Concept

_SHORT = 3


class Mention(msgspec.Struct, frozen=True, gc=False):
    """A concept named in a text: `text[start:end]` are its words."""

    concept: str
    start: int
    end: int


class NameIndex:
    """The names of some concepts, ready to be looked for in one pass over a text (Aho-Corasick)."""

    def __init__(self, concepts: Iterable[Concept]) -> None:
        names: dict[str, tuple[Concept, list[str]]] = {}
        for concept in concepts:
            for name in concept.names:
                known, spellings = names.setdefault(fold(name), (concept, []))
                if known is not concept:
                    raise VocabularyError(f"{name!r} is a name of {known.id} and of {concept.id}")
                spellings.append(name)
        self._concepts = list(names.values())
        self._automaton = ahocorasick_rs.AhoCorasick(
            list(names), matchkind=ahocorasick_rs.MatchKind.LeftmostLongest
        )

    def mentions(self, text: str, read: list[Word] | None = None) -> Iterator[Mention]:
        """Yield the longest names that stand in a text, from left to right, none over another.

        `read` are its words, where they were read differently from how they are spelt.
        """
        read = words(text) if read is None else read
        found = self._automaton.find_matches_as_indexes(folded(read))
        ends = list(accumulate(len(word.folded) + 2 for word in read)) if found else []
        for pattern, begin, end in found:
            first, last = read[bisect_right(ends, begin)], read[bisect_left(ends, end)]
            concept, spellings = self._concepts[pattern]
            if _is_written_as(text[first.start : last.end], spellings):
                yield Mention(concept=concept.id, start=first.start, end=last.end)


def _is_written_as(written: str, spellings: list[str]) -> bool:
    return written in spellings or sum(map(str.isalnum, written)) > _SHORT
