"""What one text names: concepts with their words, how they were recognised, and which are alternatives."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import lru_cache
from typing import Protocol

import msgspec

from kg.folding import words
from kg.link._choices import choices, is_optional
from kg.link._denied import is_compared, is_denied, is_denied_with
from kg.link._names import Mention, NameIndex
from kg.link._noise import core, folded_core, is_noise
from kg.link._spelling import Speller, words_of
from kg.vocabulary import SHIPPED, Concept

# a name of this many characters is a mistake of the source; what stands first is read
LONGEST = 2_000
_SHORTEST = 4
_JOINT = re.compile(
    r"[+,;/&()\[\]:]|±|\s-\s|\b(?:and|or|plus|with|without|combined|combination|versus|vs|followed|then)\b",
    re.IGNORECASE,
)


class Named(msgspec.Struct, frozen=True, gc=False):
    """A concept that `text[start:end]` names.

    `choice` numbers the alternatives that it is one of (0: none), `others` are further concepts that
    have the same name, best first, and `vocabulary` is the one that has the name.
    """

    concept: str
    start: int
    end: int
    method: str
    choice: int = 0
    optional: bool = False
    others: tuple[str, ...] = ()
    vocabulary: str = SHIPPED


class Foreign(Protocol):
    """Looks names up in vocabularies that were imported."""

    def candidates(self, folded: str) -> Sequence[tuple[str, str]]:
        """Give the concepts of a name, each with the vocabulary that names it so, best first."""
        ...


class Reader:
    """Reads texts with the names of some concepts, and of imported vocabularies."""

    def __init__(
        self,
        concepts: Sequence[Concept],
        deniable: Set[str],
        foreign: Foreign | None = None,
        above: Mapping[str, Set[str]] | None = None,
        known: Set[str] | None = None,
    ) -> None:
        """Take concepts, the kinds of them that words around can deny, and imported vocabularies.

        `above` are the classes of each concept, `known` words that are no misspelt ones.
        """
        self._above = above or {}
        self._classes = {concept.id for concept in concepts if concept.kind == "drug class"}
        self._deniable = {concept.id for concept in concepts if concept.kind in deniable}
        self._index = NameIndex(concepts)
        self._spellings = {concept.id: {name.casefold() for name in concept.names} for concept in concepts}
        self._speller = Speller(concepts, words_of(concepts) if known is None else known)
        self._foreign = foreign
        self.name = lru_cache(maxsize=1 << 14)(self._name)
        self.label = lru_cache(maxsize=1 << 14)(self._label)

    def mentions(self, text: str) -> list[Named]:
        """List what a text names anywhere, as part of it."""
        return [Named(m.concept, m.start, m.end, "part") for m in self._index.mentions(text)]

    def given(self, text: str) -> list[Named]:
        """List what a text names, without what it says is not given."""
        asserted = self._asserted(text, self.mentions(text))
        return self._related(text, [named for named in asserted if not self._is_compared(text, named)])

    def _asserted(self, text: str, found: Iterable[Named]) -> Iterator[Named]:
        """Yield what is not denied; what a list or brackets put beside a denied name is denied with it."""
        denied: Named | None = None
        for named in found:
            if named.concept not in self._deniable:
                yield named
            elif is_denied(text, named.start, named.end) or (
                denied and is_denied_with(text[denied.end : named.start], named.concept == denied.concept)
            ):
                denied = named
            else:
                denied = None
                yield named

    def _is_compared(self, text: str, named: Named) -> bool:
        return named.concept in self._deniable and is_compared(text, named.start)

    def _name(self, text: str) -> list[Named]:
        """List what a name names; what stands on either side of "versus" is an alternative."""
        return self._related(text, self._found(text[:LONGEST]))

    def _label(self, text: str) -> list[Named]:
        """List what the label of an arm names; what it is compared with is not given in it."""
        return self._related(
            text, [named for named in self._found(text[:LONGEST]) if not self._is_compared(text, named)]
        )

    def _found(self, text: str) -> list[Named]:
        read = words(text)
        found = [self._recognised(text, mention) for mention in self._index.mentions(text, read)]
        looks_further = self._foreign is not None or self._speller.corrected(read)
        further = list(self._by_segment(text, found)) if looks_further else []
        kept = [
            named
            for named in found
            if not any(other.start <= named.start and named.end <= other.end for other in further)
        ]
        return list(self._asserted(text, sorted((*kept, *further), key=lambda named: named.start)))

    def _recognised(self, text: str, mention: Mention) -> Named:
        """Say how a mention was recognised: as the whole text, as it but for noise, or as a part."""
        if not (is_noise(text[: mention.start]) and is_noise(text[mention.end :])):
            method = "part"
        elif text.strip().casefold() in self._spellings[mention.concept]:
            method = "exact"
        else:
            method = "normalised"
        return Named(mention.concept, mention.start, mention.end, method)

    def _by_segment(self, text: str, found: list[Named]) -> Iterator[Named]:
        """Look up whole segments in what was imported, and read the others as if they were misspelt."""
        for start, end in _segments(text):
            inside = [named for named in found if named.start < end and start < named.end]
            if any(not _is_within((named.start, named.end), (start, end)) for named in inside):
                continue
            candidates = self._candidates(text[start:end])
            if candidates:
                whole = is_noise(text[:start]) and is_noise(text[end:])
                method = "normalised" if whole else "part"
                (concept, vocabulary), *others = candidates
                yield Named(
                    concept, start, end, method, others=tuple(o for o, _ in others), vocabulary=vocabulary
                )
            elif not inside:
                yield from self._misspelt(text, start, end)

    def _candidates(self, segment: str) -> Sequence[tuple[str, str]]:
        if self._foreign is None or sum(map(str.isalnum, segment)) < _SHORTEST or segment.isdecimal():
            return ()
        return self._foreign.candidates(folded_core(segment))

    def _misspelt(self, text: str, start: int, end: int) -> Iterator[Named]:
        segment = text[start:end]
        if corrected := self._speller.corrected(words(segment)):
            for mention in self._index.mentions(segment, corrected):
                yield Named(mention.concept, start + mention.start, start + mention.end, "corrected")

    def _related(self, text: str, found: list[Named]) -> list[Named]:
        """Say which of what was found are alternatives, and which are given only to some."""
        numbers = choices(text, [(named.start, named.end) for named in found], self._within(found))
        ends = [0, *(named.end for named in found)]
        optional = [is_optional(text, end, named.start) for end, named in zip(ends[:-1], found, strict=True)]
        in_optional = {number for number, is_ in zip(numbers, optional, strict=True) if is_ and number}
        return [
            msgspec.structs.replace(named, choice=number, optional=is_ or number in in_optional)
            for named, number, is_ in zip(found, numbers, optional, strict=True)
        ]

    def _within(self, found: list[Named]) -> list[bool]:
        """Tell of each of what was found whether it is a kind of the drug class that is named before it."""
        within, last = [], ""
        for named in found:
            if named.concept in self._classes:
                last = named.concept
            within.append(named.concept != last and last in self._above.get(named.concept, ()))
        return within


def _is_within(span: tuple[int, int], whole: tuple[int, int]) -> bool:
    """Tell whether a span is a part of a whole, and not all of it."""
    return whole[0] <= span[0] and span[1] <= whole[1] and span != whole


def _segments(text: str) -> Iterator[tuple[int, int]]:
    """Yield the span of the core of each part between words and signs that join treatments."""
    at = 0
    for joint in (*_JOINT.finditer(text), None):
        end = joint.start() if joint else len(text)
        first, last = core(text[at:end])
        if last > first:
            yield at + first, at + last
        at = joint.end() if joint else end
