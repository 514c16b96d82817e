"""Canned questions, asked of a store: of a build, or of an endpoint elsewhere.

A question is a file, `queries/NAME.rq` (`kg.ask.question`). Values are made into terms (`kg.ask.value`) and
put into its text (`kg.ask.filling`); the answer is rows, and the sentence that says of how many they are.
"""

from __future__ import annotations

from typing import cast

import msgspec
import pyoxigraph

from kg.ask.answer import Answer, Counted, Page, Reader, Row, Term
from kg.ask.endpoint import Endpoint
from kg.ask.filling import Values, filled, given, values_of
from kg.ask.names import Names, ShippedNames, StoreNames
from kg.ask.question import Param, Question, placeholders, question, questions, read_question
from kg.ask.value import concept_iri, value_term
from kg.errors import QueryError
from kg.vocabulary import load

__all__ = [
    "Answer",
    "Asker",
    "Counted",
    "Endpoint",
    "Page",
    "Param",
    "Question",
    "Results",
    "Row",
    "StoreNames",
    "Term",
    "Values",
    "given",
    "placeholders",
    "question",
    "questions",
    "read_question",
    "run",
    "values_of",
]

Results = pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | pyoxigraph.QueryTriples


class Asker:
    """Asks questions of one store, with the names that it knows, or those that are given.

    A build does not change, and so a number that no value decides is counted once; an endpoint may change.
    """

    def __init__(self, store: pyoxigraph.Store | Endpoint, names: Names | None = None) -> None:
        self.store = store
        self._counts: dict[str, int] = {}
        self.names: Names = names or _names(store)

    def sparql(self, asked: Question, values: Values) -> str:
        """Put values (and defaults) into a question; a `QueryError` says which value cannot be used."""
        return filled(asked, values, self.names)

    def run(self, asked: Question, values: Values) -> pyoxigraph.QuerySolutions:
        """Ask a question for its rows alone."""
        return self._rows(self.sparql(asked, values))

    def answer(self, asked: Question, values: Values, page: Page = Page()) -> Answer:  # noqa: B008
        """Ask a question: a page of its rows, and of how many all of them are."""
        columns = [name for name in placeholders(asked.of) if name not in asked.counts]
        reader = Reader(self.run(asked, values), page, columns)
        found = reader.answer()
        return msgspec.structs.replace(found, counted=self._counted(asked, values, reader))

    def term(self, param: Param, value: str) -> str:
        """Make the RDF term of a value, as SPARQL text."""
        return value_term(param, value, self.names)

    def concept(self, value: str) -> str:
        """Find the IRI of a concept by label, synonym, CURIE or IRI; else name the nearest candidates."""
        return concept_iri(value, self.names)

    def _counted(self, asked: Question, values: Values, reader: Reader) -> Counted:
        """Fill the sentence of a question: with counts, and with numbers of different values of columns."""
        numbers = {
            name: self._count(asked, name, values) if name in asked.counts else reader.different(name)
            for name in placeholders(asked.of)
        }
        spelt = {name: f"{number:,}" for name, number in numbers.items()}
        return Counted(sentence=asked.of.format_map(spelt), numbers=numbers)

    def _count(self, asked: Question, name: str, values: Values) -> int:
        body = asked.counts[name].body
        if body in self._counts:
            return self._counts[body]
        sparql = filled(asked, values, self.names, body)
        number = int(cast(pyoxigraph.Literal, next(self._rows(sparql))[0]).value)
        if sparql == body and not isinstance(self.store, Endpoint):
            self._counts[body] = number
        return number

    def _rows(self, sparql: str) -> pyoxigraph.QuerySolutions:
        results = self.store.query(sparql) if isinstance(self.store, Endpoint) else run(self.store, sparql)
        if not isinstance(results, pyoxigraph.QuerySolutions):
            raise QueryError("the answer has no rows")
        return results


def _names(store: pyoxigraph.Store | Endpoint) -> Names:
    return ShippedNames(load()) if isinstance(store, Endpoint) else StoreNames(store)


def run(store: pyoxigraph.Store, sparql: str, union: bool = False) -> Results:
    """Run SPARQL; a `QueryError` says where it is wrong. With `union` the default graph is all graphs."""
    try:
        return store.query(sparql, use_default_graph_as_union=union)
    except SyntaxError as error:
        raise QueryError(f"the SPARQL is wrong: {error}") from error
    except OSError as error:
        raise QueryError(f"the query could not be run: {error}") from error
