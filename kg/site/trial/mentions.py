"""Conditions and concepts that a record names, with the words that name them."""

from __future__ import annotations

import msgspec

from kg.site.nodes import by_subject, first
from kg.site.release import Release
from kg.site.things import Thing, curie, thing, wider
from kg.site.trial.records import Record, parts, values
from kg.terms import TKG, Term


class Condition(msgspec.Struct, frozen=True):
    """A condition as the record names it, and the concepts recognised in the name."""

    label: str
    concepts: list[Thing]


class Mention(msgspec.Struct, frozen=True):
    """A concept of a record: `kind` of concept, the words that name it, and its wider concepts."""

    concept: Thing
    curie: str
    kind: str
    words: list[str]
    wider: tuple[Thing, ...]


class Mentions(msgspec.Struct, frozen=True):
    """Conditions as stated, keywords, and the concepts of conditions (stages and biomarkers among them)."""

    conditions: list[Condition]
    keywords: list[str]
    concepts: list[Mention]

    def __bool__(self) -> bool:
        return bool(self.conditions or self.keywords or self.concepts)


def mentions(release: Release, record: Record) -> Mentions:
    """Read what a record is about."""
    stated = [
        Condition(node.label, [thing(release, one) for one in node.all(TKG.namesCondition)])
        for node in parts(release, record, TKG.hasCondition)
    ]
    concepts = values(release, record, TKG.namesCondition)
    words = _words(release, record)
    found = [_mention(release, concept, words.get(concept, [])) for concept in concepts]
    return Mentions(stated, values(release, record, TKG.keyword), sorted(found, key=_by_kind))


def _words(release: Release, record: Record) -> dict[Term, list[str]]:
    """Find the words of every link, by concept."""
    found: dict[Term, list[str]] = {}
    concepts, words = (by_subject(release, of, record.graph) for of in (TKG.concept, TKG.words))
    for link in values(release, record, TKG.hasLink):
        for concept in concepts.get(link, []):
            said = found.setdefault(concept, [])
            said.extend(one for one in words.get(link, []) if one not in said)
    return found


def _mention(release: Release, concept: Term, said: list[str]) -> Mention:
    return Mention(
        concept=thing(release, concept),
        curie=curie(release, concept),
        kind=first(release, concept, TKG.conceptKind),
        words=said,
        wider=wider(release, concept),
    )


def _by_kind(mention: Mention) -> tuple[str, str]:
    order = {"condition": "0", "stage": "1", "biomarker": "2"}
    return order.get(mention.kind, "3"), mention.concept.label.casefold()
