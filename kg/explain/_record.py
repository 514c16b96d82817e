"""One record of a trial in memory, and the concepts of its build: what explaining looks things up in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import cast

import msgspec
import pyoxigraph
from rapidfuzz import process

from kg.errors import QueryError
from kg.explain._fields import field_of
from kg.registries import trial_id
from kg.terms import DCTERMS, LABEL, SKOS, TKG, A, Term
from kg.vocabulary import CONDITIONS, TREATMENTS

IMPLIED = (TKG.involves, TKG.studies, TKG.measures, TKG.belongsTo)


def family(kind: str) -> str:
    """Name the kind of link that a kind of concept may have."""
    if kind in TREATMENTS:
        return "treatment"
    return "condition" if kind in CONDITIONS else kind


def node(term: Term) -> pyoxigraph.NamedNode:
    """Make the store's form of a term."""
    return pyoxigraph.NamedNode(term[1:-1])


class Target(msgspec.Struct, frozen=True):
    """A concept that is asked about, and `below`: itself and all that is a kind of it or contains it."""

    iri: Term
    label: str
    family: str
    below: frozenset[Term]


class Concepts:
    """The concepts of a build."""

    def __init__(self, store: pyoxigraph.Store) -> None:
        self._store = store
        self.target = cache(self._target)

    def _target(self, iri: Term) -> Target:
        """Look up a concept with all that implies it."""
        own = store_graph(self._store, iri)
        below = {
            str(quad.subject)
            for predicate in IMPLIED
            for quad in self._store.quads_for_pattern(None, node(predicate), node(iri), own)
        }
        kind = next(iter(self._values(iri, TKG.conceptKind)), "")
        return Target(iri, self.label(iri), family(kind), frozenset(below) | {iri})

    def label(self, iri: Term) -> str:
        """Give the label of a concept, a code or a vocabulary."""
        return next(iter(self._values(iri, LABEL)), iri.strip("<>"))

    def family(self, iri: Term) -> str:
        """Name the kind of link that a concept may have."""
        return family(next(iter(self._values(iri, TKG.conceptKind)), ""))

    def implies(self, concept: Term, target: Term) -> bool:
        """Tell whether a concept is another one, a kind of it, or contains it."""
        return concept in self.target(target).below

    def is_kind_of(self, concept: Term, wider: Term) -> bool:
        """Tell whether a concept is a kind of another, and not just a regimen that contains it."""
        reached, waiting = {concept}, [concept]
        for at in waiting:
            above = [one for one in self._values(at, SKOS.broader) if one not in reached]
            reached.update(above)
            waiting += above
        return wider in reached and wider != concept

    def components(self, regimen: Term) -> list[Term]:
        """List the components of a regimen."""
        return self._values(regimen, TKG.hasComponent)

    def steps(self, concept: Term, target: Target) -> str:
        """Say how a concept comes to be another: `XELOX contains capecitabine, which is a kind of …`."""
        ways: dict[Term, list[tuple[str, Term]]] = {concept: []}
        for at in (waiting := [concept]):
            if at == target.iri:
                break
            for words, predicate in (("is a kind of", SKOS.broader), ("contains", TKG.hasComponent)):
                for above in sorted(self._values(at, predicate)):
                    if above in target.below and above not in ways:
                        ways[above] = [*ways[at], (words, above)]
                        waiting.append(above)
        said = [f"{words} {self.label(above)}" for words, above in ways.get(target.iri, ())]
        return ", which ".join(said)

    def _values(self, subject: Term, predicate: Term) -> list[str]:
        found = self._store.quads_for_pattern(node(subject), node(predicate), None, None)
        return [_value(quad.object) for quad in found]


def store_graph(store: pyoxigraph.Store, concept: Term) -> pyoxigraph.NamedNode:
    """Find the graph that a concept is described in."""
    quad = next(iter(store.quads_for_pattern(node(concept), node(A), node(TKG.Concept), None)))
    return cast(pyoxigraph.NamedNode, quad.graph_name)


class Record:
    """One record of a trial: its graph."""

    def __init__(self, store: pyoxigraph.Store, graph: pyoxigraph.NamedNode, trial: Term) -> None:
        self.trial = trial
        self._values: dict[tuple[Term, Term], list[str]] = defaultdict(list)
        self._texts: list[tuple[Term, Term, str]] = []
        for quad in store.quads_for_pattern(None, None, None, graph):
            subject, predicate = str(quad.subject), str(quad.predicate)
            self._values[subject, predicate].append(_value(quad.object))
            if isinstance(quad.object, pyoxigraph.Literal):
                self._texts.append((subject, predicate, quad.object.value))
        self.document = self.one(str(graph), LABEL).partition(" in ")[2]

    def all(self, subject: Term, predicate: Term) -> list[str]:
        """Give every value of a property: the text of a literal, or a term."""
        return sorted(self._values.get((subject, predicate), ()), key=_by_number)

    def one(self, subject: Term, predicate: Term) -> str:
        """Give the only value of a property; "" where there is none."""
        return next(iter(self.all(subject, predicate)), "")

    def arm(self, arm: Term) -> str:
        """Name an arm by its number and label."""
        return f"arm {arm.rpartition('/')[2].strip('>')} ({quoted(self.one(arm, LABEL))})"

    def fields(self) -> Iterator[tuple[Term, str, str, str]]:
        """Yield node, role, words and text of each field that the record fills."""
        start = self.trial[:-1]
        sponsors = {*self.all(self.trial, TKG.leadSponsor), *self.all(self.trial, TKG.collaborator)}
        for subject, predicate, text in sorted(self._texts, key=lambda said: _by_number(said[0])):
            if subject in sponsors:
                part = "organization:"
            elif subject == self.trial or subject.startswith(f"{start}/"):
                part = subject[len(start) + 1 : -1]
            else:
                continue
            if field := field_of(part, predicate):
                yield subject, *field, text


def find_records(store: pyoxigraph.Store, name: str) -> tuple[str, list[Record]]:
    """Find the records of a trial by its id; a `QueryError` names the nearest ids that the build has."""
    spelt = found.id if (found := trial_id(name)) else name.strip()
    graphs = [
        (cast(pyoxigraph.NamedNode, quad.graph_name), str(quad.subject))
        for quad in store.quads_for_pattern(None, node(DCTERMS.identifier), pyoxigraph.Literal(spelt), None)
        if pyoxigraph.Quad(quad.subject, node(A), node(TKG.Trial), quad.graph_name) in store
    ]
    if not graphs:
        raise QueryError(_unknown(store, spelt))
    return spelt, [Record(store, graph, trial) for graph, trial in sorted(graphs, key=str)]


def _unknown(store: pyoxigraph.Store, name: str) -> str:
    trials = {quad.subject for quad in store.quads_for_pattern(None, node(A), node(TKG.Trial), None)}
    ids = sorted(
        _value(quad.object)
        for trial in trials
        for quad in store.quads_for_pattern(trial, node(DCTERMS.identifier), None, None)
    )
    nearest = [found[0] for found in process.extract(name, ids, limit=5)] if ids else []
    known = f"; the nearest ids are {', '.join(nearest)}" if nearest else ""
    return f"there is no trial {name!r} among the {len(trials):,} of this build{known}"


def quoted(text: str, longest: int = 80) -> str:
    """Put words in quotation marks, cut where they are long."""
    said = " ".join(text.split())
    return f"“{said if len(said) <= longest else said[: longest - 1].rstrip() + '…'}”"


def listed(words: list[str]) -> str:
    """Join words with commas and `and`.

    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else ""


def _value(term: object) -> str:
    return term.value if isinstance(term, pyoxigraph.Literal) else str(term)


def _by_number(term: str) -> tuple[str, int, str]:
    before, _, number = term.rstrip(">").rpartition("/")
    return (before, int(number), term) if number.isascii() and number.isdigit() else (term, 0, term)
