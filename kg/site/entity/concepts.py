"""A concept as the vocabulary of the release has it: names, definition, and what it matches elsewhere."""

from __future__ import annotations

from functools import lru_cache

import msgspec
import pyoxigraph

from kg.site.nodes import Node, named, read
from kg.site.release import Release
from kg.site.things import path, thing
from kg.terms import SKOS, TKG, A, Term, inside

_MATCHES = (
    ("exactly", SKOS.exactMatch),
    ("closely", SKOS.closeMatch),
    ("something broader", SKOS.broadMatch),
)


class Match(msgspec.Struct, frozen=True):
    """A concept of another vocabulary: its CURIE, and its address there."""

    curie: str
    web: str


class Described(msgspec.Struct, frozen=True):
    """A concept; `matches` are grouped by how well they match."""

    iri: Term
    path: str
    label: str
    kind: str
    curie: str
    definition: str
    note: str
    synonyms: list[str]
    matches: list[tuple[str, list[Match]]]


@lru_cache(maxsize=8)
def vocabulary(release: Release) -> pyoxigraph.NamedNode:
    """Name the graph in which concepts, codes and the ontology are described."""
    return named(f"<{release.base}graph/vocabulary>")


def described(release: Release, iri: Term) -> Described | None:
    """Read a concept; none where the vocabulary has none of the IRI."""
    node = read(release, iri, vocabulary(release))
    if TKG.Concept not in node.all(A):
        return None
    return Described(
        iri=iri,
        path=path(release, iri) or "",
        label=thing(release, iri).label,
        kind=node.one(TKG.conceptKind) or "concept",
        curie=node.one(SKOS.notation) or short(release, iri),
        definition=node.one(SKOS.definition),
        note=node.one(SKOS.editorialNote),
        synonyms=sorted(set(node.all(SKOS.altLabel)), key=lambda name: (name.casefold(), name)),
        matches=_matches(release, node),
    )


def _matches(release: Release, node: Node) -> list[tuple[str, list[Match]]]:
    found = [
        (how, [Match(short(release, iri), inside(iri)) for iri in node.all(predicate)])
        for how, predicate in _MATCHES
    ]
    return [(how, matches) for how, matches in found if matches]


def short(release: Release, iri: Term) -> str:
    """Spell an IRI by its prefix, where it has one."""
    return release.vocabulary.converter.compress(inside(iri)) or inside(iri)
