"""Finds the names of concepts in text: whole words, longest first, with their place in the text.

A name of at most three letters and digits (`OS`, `IRE`, `S-1`) counts only as it is written in the
vocabulary, since such names are everyday words too. A regimen's name that only lists its drugs (`carboplatin
plus paclitaxel`) counts where it is the whole text; within a longer text the drugs are what is named.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate

import ahocorasick_rs
import msgspec

from kg.errors import VocabularyError
from kg.folding import Word, fold, folded, words
from kg.link._noise import is_noise
from kg.vocabulary import Concept

_SHORT = 3
_JOINED = re.compile(r"[+,/&;]|\b(?:and|plus|with)\b|(?<=\w{4})[ -](?=\w{4})", re.IGNORECASE)
# between the drugs of a regimen these say that they are not given together, or that one is beside the others
_APART = re.compile(r"[()\[\]±;]")
# how much noise (doses, routes) may stand around a name that is the whole text
_AROUND = 80


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
        self._kinds = {concept.id: concept.kind for concept, _ in names.values()}
        self._all = _Names(names)
        self._single = _Names({name: of for name, of in names.items() if not _is_joined(*of)})
        self._lists = {name for name, of in names.items() if _is_joined(*of) and self._lists_drugs(of[1][0])}

    def mentions(self, text: str, read: list[Word] | None = None) -> Iterator[Mention]:
        """Yield the longest names that stand in a text, from left to right, none over another.

        `read` are its words, where they were read differently from how they are spelt.
        """
        read = words(text) if read is None else read
        for mention, first, last in self._all.found(text, read):
            if self._lists and self._is_mere_list(text, mention, read[first:last]):
                yield from (single for single, _, _ in self._single.found(text, read[first:last]))
            else:
                yield mention

    def _lists_drugs(self, name: str) -> bool:
        found = [mention.concept for mention, _, _ in self._single.found(name, words(name))]
        return sum(self._kinds[concept] in {"drug", "regimen"} for concept in found) > 1

    def _is_mere_list(self, text: str, mention: Mention, read: list[Word]) -> bool:
        if folded(read) not in self._lists:
            return False
        around = len(text) - mention.end + mention.start
        return (
            around > _AROUND
            or bool(_APART.search(text, mention.start, mention.end))
            or not is_noise(text[: mention.start])
            or not is_noise(text[mention.end :])
        )


def _is_joined(concept: Concept, spellings: list[str]) -> bool:
    """Tell whether a name may only list drugs; one with "/" in its label is one product."""
    return concept.kind == "regimen" and "/" not in concept.label and any(map(_JOINED.search, spellings))


class _Names:
    """Names by how they are compared, in one automaton."""

    def __init__(self, names: dict[str, tuple[Concept, list[str]]]) -> None:
        self._concepts = list(names.values())
        self._automaton = ahocorasick_rs.AhoCorasick(
            list(names), matchkind=ahocorasick_rs.MatchKind.LeftmostLongest
        )

    def found(self, text: str, read: list[Word]) -> Iterator[tuple[Mention, int, int]]:
        """Yield the names among words of a text, each with which of the words it is."""
        found = self._automaton.find_matches_as_indexes(folded(read))
        ends = list(accumulate(len(word.folded) + 2 for word in read)) if found else []
        for pattern, begin, end in found:
            first, last = bisect_right(ends, begin), bisect_left(ends, end) + 1
            start, stop = read[first].start, read[last - 1].end
            concept, spellings = self._concepts[pattern]
            if _is_written_as(text[start:stop], spellings):
                yield Mention(concept=concept.id, start=start, end=stop), first, last


def _is_written_as(written: str, spellings: list[str]) -> bool:
    return written in spellings or sum(map(str.isalnum, written)) > _SHORT
