"""An organisation as records name it: its names, what sort of body it is, and what it was recognised as."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

import msgspec

from kg.search.things import Thing as Named
from kg.search.things import organizations
from kg.site.nodes import Node, named, read, subjects, words
from kg.site.release import Release
from kg.site.things import Thing, thing
from kg.terms import LABEL, TKG, A, Term

# statements that are read: of a name, which every record of its trials repeats, and with a known organisation
LOOKED_AT, NAMES = 2_000, 20_000


class Recognised(msgspec.Struct, frozen=True):
    """Why a name was taken for a known organisation: the words, how they match, and how sure that is."""

    body: Thing
    words: str
    method: str
    confidence: str
    page: str | None


class Body(msgspec.Struct, frozen=True):
    """An organisation; `within` are the known ones that it belongs to, itself left out."""

    names: list[str]
    kinds: list[Thing]
    recognised: list[Recognised]
    within: list[Thing]


@lru_cache(maxsize=512)
def body(release: Release, iri: Term) -> Body | None:
    """Read an organisation; none where no record names one of the IRI."""
    values: dict[Term, set[str]] = {}
    for quad in islice(release.store.quads_for_pattern(named(iri), None, None, None), LOOKED_AT):
        values.setdefault(str(quad.predicate), set()).add(words(quad.object))
    if TKG.Organization not in values.get(A, ()):
        return None
    known = sorted(values.get(TKG.namesOrganization, ()))
    return Body(
        names=sorted(values.get(LABEL, ()), key=lambda name: (name.casefold(), name)),
        kinds=[thing(release, one) for one in sorted(values.get(TKG.organizationClass, ()))],
        recognised=[_recognised(release, iri, one) for one in known],
        within=[thing(release, one) for one in sorted(values.get(TKG.belongsTo, set()) - set(known))],
    )


@lru_cache(maxsize=256)
def named_as(release: Release, known: Term) -> list[Named]:
    """List the names that records give to a known organisation, those of most trials first."""
    found = islice(subjects(release, TKG.namesOrganization, known), NAMES)
    return organizations(release.search, sorted({release.path(node) or "" for node, _ in found}))


def _recognised(release: Release, iri: Term, known: Term) -> Recognised:
    link = next(_links(release, iri, known), None)
    method = link.one(TKG.method) if link else ""
    return Recognised(
        body=thing(release, known),
        words=link.one(TKG.words) if link else "",
        method=thing(release, method).label if method else "",
        confidence=link.one(TKG.confidence) if link else "",
        page=release.path(link.iri) if link else None,
    )


def _links(release: Release, iri: Term, known: Term) -> Iterator[Node]:
    """Yield the links that take the name for a known organisation."""
    for node, graph in islice(subjects(release, TKG.about, iri), LOOKED_AT):
        link = read(release, node, named(graph))
        if link.one(TKG.concept) == known:
            yield link
