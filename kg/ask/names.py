"""The names by which people ask: of concepts and of codes, from a store or from the shipped vocabulary."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Protocol, cast

import pyoxigraph

from kg.folding import fold
from kg.terms import CODES
from kg.vocabulary import Vocabulary

_CONCEPTS = """
SELECT DISTINCT ?concept ?name WHERE { GRAPH ?vocabulary {
  ?concept a <https://w3id.org/trialkg/ontology#Concept> ; ?naming ?name .
  FILTER(?naming IN (<http://www.w3.org/2004/02/skos/core#prefLabel>,
                     <http://www.w3.org/2004/02/skos/core#altLabel>,
                     <http://www.w3.org/2004/02/skos/core#notation>))
} }"""
_CODES = """
SELECT ?code ?notation ?label WHERE { GRAPH ?vocabulary {
  ?code <http://www.w3.org/2004/02/skos/core#inScheme> ?scheme ;
        <http://www.w3.org/2004/02/skos/core#notation> ?notation ;
        <http://www.w3.org/2000/01/rdf-schema#label> ?label .
} }"""


class Names(Protocol):
    """Where the names of concepts and codes are looked up.

    `open` says that concepts may exist of which no name is known here, so that an IRI is taken at its word.
    """

    open: bool

    @property
    def concepts(self) -> list[tuple[str, str]]:
        """List IRI and name of concepts: labels, synonyms and CURIEs."""

    @property
    def codes(self) -> list[tuple[str, str, str]]:
        """List IRI, notation and label of codes."""

    def called(self, name: str) -> str | None:
        """Give the IRI of a concept by any of its names, or by itself; of several, the first by IRI."""


class _Listed(ABC):
    """Names of which all are read before the first is looked up."""

    @property
    @abstractmethod
    def concepts(self) -> list[tuple[str, str]]:
        """List IRI and name of concepts."""

    @cached_property
    def folded(self) -> Mapping[str, str]:
        """Give concepts by folded name and by themselves; of several the first by IRI has a name."""
        found: dict[str, str] = {}
        for concept, name in sorted(self.concepts):
            found.setdefault(fold(name), concept)
            found[concept] = concept
        return found

    def called(self, name: str) -> str | None:
        """Look among the names as they are folded, which is done once."""
        return self.folded.get(name) or self.folded.get(fold(name))


class StoreNames(_Listed):
    """The names that a store holds."""

    open = False

    def __init__(self, store: pyoxigraph.Store) -> None:
        self._store = store

    @cached_property
    def concepts(self) -> list[tuple[str, str]]:
        """Read them from the store."""
        return [(concept, name) for concept, name in self._rows(_CONCEPTS)]

    @cached_property
    def codes(self) -> list[tuple[str, str, str]]:
        """Read them from the store."""
        return [(code, notation, label) for code, notation, label in self._rows(_CODES)]

    def _rows(self, sparql: str) -> Iterator[list[str]]:
        for solution in cast(pyoxigraph.QuerySolutions, self._store.query(sparql)):
            yield [cast(pyoxigraph.NamedNode | pyoxigraph.Literal, term).value for term in solution]


class ShippedNames(_Listed):
    """The names of the vocabulary that comes with the software, for stores elsewhere."""

    open = True

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    @cached_property
    def concepts(self) -> list[tuple[str, str]]:
        """List them in the order of the tables."""
        return [
            (self._vocabulary.iri(concept.id).strip("<>"), name)
            for concept in self._vocabulary.concepts.values()
            for name in (*concept.names, concept.id)
        ]

    @property
    def codes(self) -> list[tuple[str, str, str]]:
        """List them in the order of the tables."""
        return [
            (f"{CODES}{code.scheme}/{code.code}", code.code, code.label) for code in self._vocabulary.codes
        ]
