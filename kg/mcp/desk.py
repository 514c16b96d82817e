"""What a worker has on its desk: the store of a build, its names, its questions, and indexes of words."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sized
from functools import cached_property
from pathlib import Path
from typing import Literal, cast

import pyoxigraph

from kg.ask import Asker, Question, Term, questions, run
from kg.errors import QueryError
from kg.manifest import MANIFEST, read_manifest
from kg.mcp.finder import Finder, Found
from kg.mcp.ontology import Ontology
from kg.mcp.reply import Cell
from kg.show.spelling import plain, shorten
from kg.store import open_build
from kg.terms import DCTERMS, LABEL, TKG, A

Kind = Literal["trial", "concept", "organization"]
SHOWN_DIGITS = 12  # of a release, which is a SHA-256

_TRIALS = f"""SELECT ?trial ?id ?title WHERE {{ GRAPH ?record {{
  ?trial {A} {TKG.Trial} ; {DCTERMS.identifier} ?id ;
         {LABEL} ?title }} }} ORDER BY ?id ?title"""
_ORGANIZATIONS = f"""SELECT DISTINCT ?organization ?name WHERE {{ GRAPH ?record {{
  ?organization {A} {TKG.Organization} ; {LABEL} ?name }} }} ORDER BY ?name ?organization"""
_SOURCES = f"""SELECT ?name (COUNT(DISTINCT ?record) AS ?number) WHERE {{
  ?record {A} {TKG.SourceRecord} ; {TKG.format} ?format . ?format {LABEL} ?name }}
  GROUP BY ?name ORDER BY DESC(?number) ?name"""


class Desk:
    """One build with its store and who asks that; raises BuildError where the build is none."""

    def __init__(self, build: Path, store: pyoxigraph.Store, asker: Asker) -> None:
        self.build = build
        self.manifest = read_manifest(build)
        self.release = hashlib.sha256((build / MANIFEST).read_bytes()).hexdigest()[:SHOWN_DIGITS]
        self.store, self.asker = store, asker
        self.names = asker.names

    @classmethod
    def opened(cls, build: Path) -> Desk:
        """Open a build; raises BuildError where it is none."""
        store = open_build(build)
        return cls(build, store, Asker(store))

    def prepare(self) -> None:
        """Read what every search needs, so that no question has to wait for it."""
        self.names.called("")
        needed: list[Sized] = [*self.finders.values(), self.names.codes]
        for each in needed:
            len(each)

    @cached_property
    def questions(self) -> dict[str, Question]:
        """Give the questions by name."""
        return questions()

    @cached_property
    def ontology(self) -> Ontology:
        """Read the ontology and how often its terms are used."""
        return Ontology(self.build)

    @cached_property
    def sources(self) -> list[tuple[str, int]]:
        """Count the records of each format."""
        return [(str(name), int(str(number))) for name, number in self.select(_SOURCES, union=True)]

    @cached_property
    def trials(self) -> Finder:
        """Index the trials by id and titles."""
        return Finder((str(iri), f"{said} {title}") for iri, said, title in self._named(_TRIALS))

    @cached_property
    def concepts(self) -> Finder:
        """Index the concepts by labels, synonyms and CURIEs."""
        return Finder(self.names.concepts)

    @cached_property
    def organizations(self) -> Finder:
        """Index sponsors and collaborators by their names."""
        return Finder((iri, name) for iri, name in self._named(_ORGANIZATIONS))

    @property
    def finders(self) -> dict[Kind, Finder]:
        """Give the indexes by what they find."""
        return {"trial": self.trials, "concept": self.concepts, "organization": self.organizations}

    def select(self, sparql: str, union: bool = False) -> list[list[Cell]]:
        """Ask for rows, spelt for a reader; with `union` the default graph is all graphs."""
        return [[shown(term) for term in row] for row in self.rows(sparql, union)]

    def rows(self, sparql: str, union: bool = False) -> Iterator[tuple[Term, ...]]:
        """Ask for rows of terms."""
        yield from (
            tuple(solution) for solution in cast(pyoxigraph.QuerySolutions, run(self.store, sparql, union))
        )

    def concept(self, value: str) -> str:
        """Find the IRI of a concept; a `QueryError` names what is alike, with what it is called."""
        if found := self.names.called(value):
            return found
        near = ", ".join(candidate.name for candidate in self.near(self.concepts, value))
        meant = f"; did you mean {near}?" if near else "."
        raise QueryError(f"no concept is called {value!r}{meant} The tool search finds concepts by words.")

    def value(self, iri: str, predicate: str) -> str:
        """Give the least value of a property of a node; "" where there is none."""
        found = self.store.quads_for_pattern(
            pyoxigraph.NamedNode(iri), pyoxigraph.NamedNode(predicate[1:-1]), None, None
        )
        return min(
            (quad.object.value for quad in found if not isinstance(quad.object, pyoxigraph.Triple)),
            default="",
        )

    def label(self, iri: str) -> str:
        """Give what a node is called."""
        return self.value(iri, LABEL)

    def code(self, iri: str, predicate: str) -> str:
        """Give the label of the code that a property has; "" where there is none."""
        code = self.value(iri, predicate)
        return self.label(code) if code else ""

    def near(self, finder: Finder, value: str) -> list[Found]:
        """List the five things that are most like a name."""
        return finder.find(value)[:5]

    def _named(self, sparql: str) -> Iterator[list[str]]:
        for row in self.rows(sparql):
            yield [cast(pyoxigraph.NamedNode | pyoxigraph.Literal, term).value for term in row]


def shown(term: Term) -> Cell:
    """Spell a term in few characters: a value as such, a known IRI as CURIE."""
    return shorten(term) if isinstance(term, pyoxigraph.NamedNode) else plain(term)
