"""What names may mean in a build: the shipped vocabulary, and the imported ones that the user chose.

The shipped concepts are found anywhere in a text. An imported name counts only as a whole part of one,
after doses and forms are taken off, since large vocabularies have names for everyday words. A concept that
an import matches exactly with a shipped one is the shipped one.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path

import msgspec

from kg import __version__
from kg.errors import VocabularyError
from kg.infer import Closure, inferred_of, shipped_closure
from kg.link import FAMILIES, Linker
from kg.terms import LABEL, SKOS, TKG, A, Term, Triple, inside, iri, text
from kg.vocab.index import Index
from kg.vocab.publishers import curie
from kg.vocabulary import SHIPPED, Concept, Vocabulary, load

# how far exact matches are followed; each step is another publisher's word
_STEPS = 2
# what a concept is that only stands above others, where its vocabulary does not say
_KIND_ABOVE = {"treatment": "drug class", "condition": "condition", "endpoint": "endpoint"}


class Chosen(msgspec.Struct, frozen=True):
    """An imported vocabulary that a build uses, in the release it has."""

    name: str
    title: str
    version: str
    licence: str
    sha256: str


def shipped_release() -> Chosen:
    """Say which release the shipped vocabulary is."""
    return Chosen(
        name=SHIPPED, title="trialkg vocabulary", version=__version__, licence="CC BY 4.0", sha256=""
    )


def chosen(index: Index, names: Iterable[str]) -> tuple[Chosen, ...]:
    """Find imported vocabularies by name, in the order given; raise VocabularyError for an unknown one."""
    known = {one.name: one for one in index.vocabularies()}
    unknown = [name for name in names if name not in known]
    if unknown:
        there = ", ".join(known) or "none; kg vocab add imports one"
        raise VocabularyError(f"no vocabulary {unknown[0]!r} was imported; there are: {there}")
    return tuple(
        Chosen(name=one.name, title=one.title, version=one.version, licence=one.licence, sha256=one.sha256)
        for one in (known[name] for name in dict.fromkeys(names))
    )


class _Foreign:
    """The names of imported concepts of some kinds (`kg.link` looks them up)."""

    def __init__(self, lexicon: Lexicon, kinds: Collection[str]) -> None:
        self._lexicon, self._kinds = lexicon, kinds

    def candidates(self, folded: str) -> Sequence[tuple[str, str]]:
        """Give the concepts that a name may mean, each with the vocabulary that says so, best first."""
        return self._lexicon.candidates(folded, self._kinds)


class _Above(dict[str, frozenset[str]]):
    """What each concept is a kind of or contains; that of imported ones is looked up when it is needed."""

    def __init__(self, shipped: Mapping[str, frozenset[str]], lexicon: Lexicon) -> None:
        super().__init__(shipped)
        self._lexicon = lexicon

    def __missing__(self, concept: str) -> frozenset[str]:
        found = self[concept] = self._lexicon.above_imported(concept)
        return found


class Lexicon:
    """Concepts by id: the CURIE of a shipped one, the IRI of an imported one."""

    def __init__(
        self, vocabulary: Vocabulary, closure: Closure, index: Index, of: Sequence[Chosen] = ()
    ) -> None:
        self.vocabulary = vocabulary
        self.releases = of
        self.above: dict[str, frozenset[str]] = _Above(closure.ancestors, self)
        self.components = {concept.id: concept.components for concept in vocabulary.concepts.values()}
        self._closure = closure
        self._index = index
        self._names = [one.name for one in of]
        self._shipped = _shipped_iris(vocabulary)
        self._meant = lru_cache(maxsize=1 << 16)(self._find_meant)

    def linker(self) -> Linker:
        """Make a linker to all concepts."""
        foreign = {kind: _Foreign(self, kinds) for kind, kinds in FAMILIES.items()} if self._names else {}
        return Linker(self.vocabulary, self.above, foreign)

    def iri(self, concept: str) -> Term:
        """Name a concept."""
        return self.vocabulary.iri(concept) if concept in self.vocabulary.concepts else iri(concept)

    def label(self, concept: str) -> str:
        """Give what a concept is called."""
        shipped = self.vocabulary.concepts.get(concept)
        return shipped.label if shipped else self._index.label(concept) or concept

    def of(self, concept: Term) -> list[Term]:
        """List what naming a concept implies, the concept itself included, in order."""
        if not self._names or inside(concept) in self._shipped:
            return self._closure.of(concept)
        return sorted(map(self.iri, self.above[inside(concept)]))

    def candidates(self, folded: str, kinds: Collection[str]) -> list[tuple[str, str]]:
        """Find what an imported name may mean, of some kinds; what a shipped concept is, we say."""
        found: dict[str, str] = {}
        for candidate in self._index.named(folded, self._names):
            meant = self._meant(candidate.iri)
            shipped = self.vocabulary.concepts.get(meant)
            if candidate.kind in kinds and (shipped is None or shipped.kind in kinds):
                found.setdefault(meant, candidate.vocabulary)
        return list(found.items())

    def above_imported(self, concept: str) -> frozenset[str]:
        """Give what an imported concept is a kind of, itself included; a circle is gone round once."""
        reached = {concept}
        for parent in self._index.ancestors(concept, self._names):
            meant = self._meant(parent)
            reached |= self.above[meant] if meant in self.vocabulary.concepts else {meant}
        return frozenset(reached)

    def _find_meant(self, concept: str) -> str:
        """Tell which concept an imported one is: a shipped one, or the first vocabulary's."""
        reached, level = [concept], [concept]
        for _ in range(_STEPS + 1):
            for one in level:
                if one in self._shipped:
                    return self._shipped[one]
            matches = [m.iri for one in level for m in self._index.matches(one) if m.relation == "exact"]
            level = [one for one in dict.fromkeys(matches) if one not in reached]
            reached += level
        ranked = {one: self._index.rank(one, self._names) for one in reached}
        return min(reached, key=lambda one: (ranked[one], reached.index(one)))

    def imported_triples(self, used: Iterable[tuple[str, str]]) -> Iterator[Triple]:
        """Describe imported concepts, given with the kind of link, and everything above them."""
        kinds: dict[str, str] = {}
        for family, concept in sorted(used):
            for above in self.above[concept]:
                if above not in self.vocabulary.concepts:
                    kinds.setdefault(
                        above, self._index.kind(above, self._names) or _KIND_ABOVE.get(family, family)
                    )
        for concept in sorted(kinds):
            yield from self._imported(concept, kinds)

    def _imported(self, concept: str, kinds: Mapping[str, str]) -> Iterator[Triple]:
        subject, label = self.iri(concept), self.label(concept)
        yield subject, A, TKG.Concept
        yield subject, LABEL, text(label)
        yield subject, SKOS.prefLabel, text(label)
        yield subject, SKOS.notation, text(curie(concept))
        yield subject, TKG.conceptKind, text(kinds[concept])
        for parent in self._index.broader(concept, self._names):
            meant = self._meant(parent)
            if meant != concept and (meant in kinds or meant in self.vocabulary.concepts):
                yield subject, SKOS.broader, self.iri(meant)
        for match in self._index.matches(concept):
            if match.relation == "exact":
                yield subject, SKOS.exactMatch, iri(match.iri)
        for implied in self.of(subject):
            yield subject, inferred_of(kinds[concept]), implied


def release_triples(base: str, releases: Iterable[Chosen]) -> Iterator[Triple]:
    """Say which release of which vocabulary names were looked up in."""
    for one in releases:
        subject = f"<{base}vocabulary/{one.name}>"
        yield subject, A, TKG.VocabularyRelease
        yield subject, LABEL, text(one.title or one.name)
        yield subject, TKG.vocabularyVersion, text(one.version or one.sha256[:12])
        yield subject, TKG.vocabularyLicence, text(one.licence)


def _shipped_iris(vocabulary: Vocabulary) -> dict[str, str]:
    """Give the shipped concept of each IRI that is its own, or that it matches exactly."""
    found: dict[str, str] = {}
    for concept in vocabulary.concepts.values():
        for name in reversed(_iris(concept, vocabulary)):
            found.setdefault(name, concept.id)
    found.update({inside(vocabulary.iri(curie_of)): curie_of for curie_of in vocabulary.concepts})
    return found


def _iris(concept: Concept, vocabulary: Vocabulary) -> list[str]:
    return [inside(vocabulary.iri(each)) for each in (concept.id, *concept.exact_match)]


@cache
def lexicon(index: str = "", of: tuple[Chosen, ...] = ()) -> Lexicon:
    """Give the shipped lexicon, or one with imported vocabularies of an index; once a process."""
    return Lexicon(load(), shipped_closure(), Index(Path(index or os.devnull)), of)
