"""Finds the names of concepts in text: whole words, longest first, with their place in the text.

Words are compared as `kg.folding` says: `PD-1`, `PD 1` and `PD1` are one. A name of at most three letters
and digits (`OS`, `IRE`, `S-1`) counts only as it is written in the vocabulary, since such names are everyday
words too.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

import ahocorasick_rs
import msgspec

from kg.errors import VocabularyError
from kg.folding import fold, folded, words
from kg.vocabulary import Concept

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
                known, spellings = names.setdefault(fold(name), (concept, []))
                if known is not concept:
                    raise VocabularyError(f"{name!r} is a name of {known.id} and of {concept.id}")
                spellings.append(name)
        self._concepts = list(names.values())
        self._automaton = ahocorasick_rs.AhoCorasick(
            list(names), matchkind=ahocorasick_rs.MatchKind.LeftmostLongest
        )

    def mentions(self, text: str) -> Iterator[Mention]:
        """Yield the longest names that stand in a text, from left to right, none over another."""
        found = words(text)
        starts = {}
        position = 0
        for number, (word, _, _) in enumerate(found):
            starts[position] = number
            position += len(word) + 2
        starts[position] = len(found)
        for pattern, begin, end in self._automaton.find_matches_as_indexes(folded(found)):
            first, after_last = starts[begin], starts[end]
            start, stop = found[first][1], found[after_last - 1][2]
            concept, spellings = self._concepts[pattern]
            if _is_written_as(text[start:stop], spellings):
                whole = first == 0 and after_last == len(found)
                yield Mention(concept=concept.id, start=start, end=stop, whole=whole)


def _is_written_as(written: str, spellings: list[str]) -> bool:
    if sum(map(str.isalnum, written)) > _SHORT:
        return True
    return written in spellings or unicodedata.normalize("NFKC", written) in spellings
