"""Nodes of the store, read as they are needed: no page reads more than it shows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from typing import cast

import msgspec
import pyoxigraph

from kg.site.release import Release
from kg.terms import LABEL, A, Term


@lru_cache(maxsize=1 << 12)
def named(term: Term) -> pyoxigraph.NamedNode:
    """Make the store's form of a term."""
    return pyoxigraph.NamedNode(term[1:-1])


def words(term: object) -> str:
    """Give the text of a literal, or an IRI as a term."""
    return term.value if isinstance(term, pyoxigraph.Literal) else str(term)


class Node(msgspec.Struct, frozen=True):
    """What one graph says of a node: texts of literals, and terms, by property."""

    iri: Term
    values: dict[Term, list[str]]

    def all(self, predicate: Term) -> list[str]:
        """Give every value of a property, parts of the trial in their order."""
        return in_order(self.values.get(predicate, []))

    def one(self, predicate: Term) -> str:
        """Give the first value of a property; "" where there is none."""
        return next(iter(self.all(predicate)), "")

    @property
    def label(self) -> str:
        """Give the label; "" where there is none."""
        return self.one(LABEL)


def read(release: Release, iri: Term, graph: pyoxigraph.NamedNode) -> Node:
    """Read all that a graph says of a node."""
    values: dict[Term, list[str]] = {}
    for quad in release.store.quads_for_pattern(named(iri), None, None, graph):
        values.setdefault(str(quad.predicate), []).append(words(quad.object))
    return Node(iri, values)


def objects(
    release: Release, subject: Term, predicate: Term, graph: pyoxigraph.NamedNode | None = None
) -> list[str]:
    """List the values of one property of a node, in one graph or in all."""
    found = release.store.quads_for_pattern(named(subject), named(predicate), None, graph)
    return in_order({words(quad.object) for quad in found})


def by_subject(release: Release, predicate: Term, graph: pyoxigraph.NamedNode) -> dict[Term, list[str]]:
    """Read the values of a property of all nodes of a graph at once."""
    found: dict[Term, list[str]] = {}
    for quad in release.store.quads_for_pattern(None, named(predicate), None, graph):
        found.setdefault(str(quad.subject), []).append(words(quad.object))
    return {subject: in_order(values) for subject, values in found.items()}


def first(release: Release, subject: Term, predicate: Term) -> str:
    """Give one value of a property, however many graphs state it; "" where none does."""
    found = release.store.quads_for_pattern(named(subject), named(predicate), None, None)
    return next((words(quad.object) for quad in found), "")


def subjects(release: Release, predicate: Term, value: Term) -> Iterator[tuple[Term, Term]]:
    """Yield each node that has an IRI for a property, with the graph that says so."""
    for quad in release.store.quads_for_pattern(None, named(predicate), named(value), None):
        yield str(quad.subject), str(quad.graph_name)


def rows(release: Release, query: str) -> list[tuple[str, ...]]:
    """Ask for rows of texts and terms; what is not bound is ""."""
    solutions = cast(pyoxigraph.QuerySolutions, release.store.query(query))
    return [tuple("" if term is None else words(term) for term in row) for row in solutions]


def in_order(values: Collection[str]) -> list[str]:
    """Sort values, most of which are alone."""
    return sorted(values, key=by_number) if len(values) > 1 else list(values)


def by_number(term: str) -> tuple[str, int, str]:
    """Order terms so that part 10 comes after part 9."""
    before, _, number = term.rstrip(">").rpartition("/")
    return (before, int(number), term) if number.isascii() and number.isdigit() else (term, 0, term)


def instances(release: Release, kind: Term) -> Iterator[str]:
    """Yield the paths of all nodes of a class, each once, in the order of their IRIs."""
    quads = release.store.quads_for_pattern(None, named(A), named(kind), None)
    yield from _paths(release, quads)


def paths_of(release: Release, predicate: Term) -> Iterator[str]:
    """Yield the paths of all nodes that have a property, each once, in the order of their IRIs."""
    yield from _paths(release, release.store.quads_for_pattern(None, named(predicate), None, None))


def _paths(release: Release, quads: Iterable[pyoxigraph.Quad]) -> Iterator[str]:
    for iri in sorted({str(quad.subject) for quad in quads}):
        if path := release.path(iri):
            yield path
