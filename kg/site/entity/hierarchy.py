"""Where a concept stands: ways to the top, what is below it, what it contains, what contains it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from kg.search.index import Concept
from kg.site.entity.concepts import vocabulary
from kg.site.nodes import objects, subjects
from kg.site.release import Release
from kg.site.things import Thing, thing
from kg.terms import SKOS, TKG, Term, inside

WAYS, STEPS, SIBLINGS = 6, 20, 12


def ways(release: Release, iri: Term) -> list[list[Thing]]:
    """List the ways from the top down to a concept, without it; the shortest first, at most six."""
    found = sorted(_ways(release, iri, (iri,)), key=lambda way: (len(way), way))
    return [[thing(release, step) for step in way] for way in found[:WAYS] if way]


def _ways(release: Release, iri: Term, below: tuple[Term, ...]) -> Iterator[list[Term]]:
    """Go up from a concept; a hierarchy that runs in a circle ends where it closes."""
    above = [one for one in wider(release, iri) if one not in below]
    if not above or len(below) > STEPS:
        yield []
        return
    for one in above[:WAYS]:
        for number, way in enumerate(_ways(release, one, (*below, one))):
            if number == WAYS:
                break
            yield [*way, one]


@lru_cache(maxsize=1 << 13)
def wider(release: Release, iri: Term) -> tuple[Term, ...]:
    """Give what a concept is directly a kind of."""
    return tuple(objects(release, iri, SKOS.broader, vocabulary(release)))


@lru_cache(maxsize=1 << 11)
def narrower(release: Release, iri: Term) -> list[Concept]:
    """List the direct kinds of a concept, those of most trials first."""
    return counted(release, {node for node, _ in subjects(release, SKOS.broader, iri)} - {iri})


def siblings(release: Release, iri: Term) -> list[Concept]:
    """List other kinds of what a concept is a kind of, those of most trials first."""
    beside = {
        other.iri: other for one in wider(release, iri) for other in narrower(release, one) if other.trials
    }
    beside.pop(inside(iri), None)
    return sorted(beside.values(), key=lambda one: (-one.trials, one.label))[:SIBLINGS]


def components(release: Release, iri: Term) -> list[Concept]:
    """List what a regimen contains."""
    return counted(release, set(objects(release, iri, TKG.hasComponent, vocabulary(release))))


def regimens(release: Release, iri: Term) -> list[Concept]:
    """List the regimens that contain a drug."""
    return counted(release, {node for node, _ in subjects(release, TKG.hasComponent, iri)})


def counted(release: Release, iris: set[Term]) -> list[Concept]:
    """Count the trials of concepts; those without a name, which the index leaves out, come last."""
    found = release.search.concepts(sorted(inside(iri) for iri in iris))
    unnamed = sorted(iris - {f"<{one.iri}>" for one in found})
    bare = (thing(release, iri) for iri in unnamed)
    return [*found, *(Concept(-1, inside(one.iri), one.label, "", one.path or "", 0) for one in bare)]
