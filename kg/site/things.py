"""What a thing is called, and where its page stands."""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec

from kg.site.nodes import first, objects
from kg.site.release import Release
from kg.terms import DEFAULT_BASE, LABEL, SKOS, Term

_SHARED = re.compile(re.escape(DEFAULT_BASE) + "(?:ontology|code|concept|vocabulary)(?:[/#]|$)")


class Thing(msgspec.Struct, frozen=True):
    """A thing: its IRI as a term, its label, and the path of its page, if it has one."""

    iri: Term
    label: str
    path: str | None = None


@lru_cache(maxsize=1 << 14)
def thing(release: Release, iri: Term) -> Thing:
    """Look up a thing; what nothing is said of has no page, and is called as its IRI ends."""
    if label := first(release, iri, LABEL):
        return Thing(iri, label, path(release, iri))
    return Thing(iri, re.split("[/#]", iri.strip("<>").rstrip("/"))[-1])


def path(release: Release, iri: Term) -> str | None:
    """Give the path of the page about a term: as it lies below the base, or by the CURIE of a concept."""
    if own := release.path(iri):
        return own
    bare = iri.strip("<>")
    if _SHARED.match(bare):
        return "/" + bare.removeprefix(DEFAULT_BASE)
    notation = curie(release, iri)
    return f"/concept/{notation}" if notation else None


def named_by(release: Release, iri: Term, predicate: Term) -> list[Thing]:
    """List the things that a property of a thing names."""
    return [thing(release, value) for value in objects(release, iri, predicate) if value.startswith("<")]


@lru_cache(maxsize=1 << 14)
def wider(release: Release, concept: Term) -> tuple[Thing, ...]:
    """List the concepts that a concept is a kind of."""
    return tuple(named_by(release, concept, SKOS.broader))


@lru_cache(maxsize=1 << 14)
def curie(release: Release, concept: Term) -> str:
    """Give the CURIE of a concept, by which questions take it; "" where it is none."""
    return first(release, concept, SKOS.notation)
