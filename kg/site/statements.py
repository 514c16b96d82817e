"""What a graph says of a node, property by property, in words."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pyoxigraph

from kg.site.nodes import by_number, named, words
from kg.site.release import Release
from kg.site.things import Thing, thing
from kg.terms import Term

MOST = 20  # values of a property that are shown


class Statement(msgspec.Struct, frozen=True):
    """A property with its values; `more` counts those that are not shown."""

    predicate: Thing
    values: list[Thing]
    more: int


def statements(release: Release, iri: Term, graph: pyoxigraph.NamedNode | None = None) -> list[Statement]:
    """Read what one graph, or all, say of a node; properties in the order of their labels."""
    by_predicate: dict[Term, set[tuple[bool, str]]] = {}
    for quad in release.store.quads_for_pattern(named(iri), None, None, graph):
        is_iri = isinstance(quad.object, pyoxigraph.NamedNode)
        by_predicate.setdefault(str(quad.predicate), set()).add((is_iri, words(quad.object)))
    found = [_statement(release, predicate, values) for predicate, values in by_predicate.items()]
    return sorted(found, key=lambda one: one.predicate.label.casefold())


def _statement(release: Release, predicate: Term, values: set[tuple[bool, str]]) -> Statement:
    in_order = sorted(values, key=lambda value: by_number(value[1]))
    shown = [_value(release, is_iri, value) for is_iri, value in in_order[:MOST]]
    return Statement(thing(release, predicate), shown, len(in_order) - len(shown))


def _value(release: Release, is_iri: bool, value: str) -> Thing:
    return thing(release, value) if is_iri else Thing("", value)


def graphs_of(release: Release, iri: Term) -> Iterator[Term]:
    """Yield the graphs that say something of a node."""
    quads = release.store.quads_for_pattern(named(iri), None, None, None)
    yield from sorted({str(quad.graph_name) for quad in quads})
