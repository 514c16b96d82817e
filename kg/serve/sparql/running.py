"""A query run in a worker: refused where it would call out, asked, and written in the format wanted."""

from __future__ import annotations

import msgspec
import pyoxigraph

from kg.serve.problem import ProblemError
from kg.serve.reply import Reply
from kg.serve.sparql.refusal import names_dataset, refuse_calls, wrong
from kg.serve.sparql.rows import Bounds, rows, triples, verdict
from kg.site import Release


class Query(msgspec.Struct, frozen=True):
    """A query as it was asked; without graphs, its own FROM counts, or else everything is one graph."""

    text: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    named: str = ""
    accept: str = ""
    rows: int = 10_000
    size: int = 32 << 20


def run(release: Release, asked: dict[str, object]) -> bytes:
    """Do the job: a query in, a packed reply out."""
    query = msgspec.convert(asked, Query)
    try:
        return answer(release.store, query).packed()
    except ProblemError as error:
        return error.reply().packed()


def answer(store: pyoxigraph.Store, query: Query) -> Reply:
    """Ask a store; raises a `ProblemError` that says what is wrong, and where."""
    refuse_calls(query.text)
    bounds = Bounds(query.rows, query.size)
    try:
        results = _results(store, query)
        if isinstance(results, pyoxigraph.QuerySolutions):
            return rows(results, query.named, query.accept, bounds)
        if isinstance(results, pyoxigraph.QueryTriples):
            return triples(results, query.named, query.accept, bounds)
        return verdict(results, query.named, query.accept)
    except RuntimeError as error:  # such as a function that the engine does not know
        raise ProblemError(400, f"the query cannot be run: {error}") from error


def _results(
    store: pyoxigraph.Store, query: Query
) -> pyoxigraph.QuerySolutions | pyoxigraph.QueryTriples | pyoxigraph.QueryBoolean:
    try:
        if query.default_graphs or query.named_graphs:
            return store.query(
                query.text,
                default_graph=[*_graphs(query.default_graphs)],
                named_graphs=[*_graphs(query.named_graphs)],
            )
        return store.query(query.text, use_default_graph_as_union=not names_dataset(query.text))
    except SyntaxError as error:
        raise wrong(error, query.text) from error


def _graphs(iris: tuple[str, ...]) -> list[pyoxigraph.NamedNode]:
    """Name graphs; one that is not there is empty, one that is no IRI cannot be asked for."""
    try:
        return [pyoxigraph.NamedNode(iri) for iri in iris]
    except ValueError as error:
        raise ProblemError(400, f"the name of a graph is no IRI: {error}") from error
