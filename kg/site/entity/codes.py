"""Codes of the registry's lists: what they mean, what is said by them, and which trials have them."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from itertools import islice

import msgspec

from kg.site.entity.concepts import vocabulary
from kg.site.nodes import first, named, objects, subjects
from kg.site.release import Release
from kg.site.things import Thing, thing
from kg.terms import LABEL, RDF, SKOS, TKG, A, Term

LOOKED_AT = 5_000  # statements with a code that are read
_TRIAL = re.compile("/trial/[^/]+")


class Use(msgspec.Struct, frozen=True):
    """What is said by a code: the property, and how often; `trials` have it themselves, not in a part.

    `more` says that there are more statements than were read.
    """

    properties: list[tuple[Thing, int]]
    trials: list[Term]
    more: bool


class Listed(msgspec.Struct, frozen=True):
    """A code of a list."""

    code: Thing
    notation: str
    order: int
    match: Term


def is_code(release: Release, iri: Term) -> bool:
    """Tell whether a list has a code."""
    return TKG.Code in objects(release, iri, A, vocabulary(release))


@lru_cache(maxsize=256)
def use(release: Release, iri: Term) -> Use:
    """Read what is said by a code."""
    found = release.store.quads_for_pattern(None, None, named(iri), None)
    counted: Counter[Term] = Counter()
    trials: set[Term] = set()
    read = 0
    for quad in islice(found, LOOKED_AT + 1):
        read += 1
        counted[str(quad.predicate)] += 1
        subject = str(quad.subject)
        if _TRIAL.fullmatch(release.path(subject) or ""):
            trials.add(subject)
    properties = [(thing(release, one), number) for one, number in sorted(counted.items(), key=_most)]
    return Use(properties, sorted(trials), read > LOOKED_AT)


def _most(counted: tuple[str, int]) -> tuple[int, str]:
    return -counted[1], counted[0]


def counted(release: Release, scheme: str, code: str) -> int:
    """Count the trials with a site in a country, which sites say by a letter code and not by its IRI."""
    return sum(number for key, _, number in release.search.counts.get(scheme, []) if key == code)


@lru_cache(maxsize=64)
def listed(release: Release, scheme: Term) -> list[Listed]:
    """List the codes of a list in its order; none where there is no such list."""
    found = [_listed(release, code) for code, _ in subjects(release, SKOS.inScheme, scheme)]
    return sorted(found, key=lambda one: (one.order, one.notation))


def _listed(release: Release, code: Term) -> Listed:
    return Listed(
        code=thing(release, code),
        notation=first(release, code, SKOS.notation),
        order=int(first(release, code, RDF.value) or 0),
        match=first(release, code, SKOS.exactMatch),
    )


@lru_cache(maxsize=2)
def schemes(release: Release) -> list[tuple[Thing, int]]:
    """List the lists of codes by name, with how many codes each has."""
    found = [thing(release, node) for node, _ in subjects(release, A, SKOS.ConceptScheme)]
    numbers = {one.iri: sum(1 for _ in subjects(release, SKOS.inScheme, one.iri)) for one in found}
    return sorted(((one, numbers[one.iri]) for one in found), key=lambda one: (one[0].label, one[0].iri))


def label(release: Release, iri: Term) -> str:
    """Give the name of a code or a list."""
    return first(release, iri, LABEL)
