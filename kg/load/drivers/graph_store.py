"""Any store with the SPARQL 1.1 Graph Store HTTP Protocol: one PUT a graph (https://www.w3.org/TR/sparql11-http-rdf-update/).

The protocol has no transaction over several graphs, so the mark in `graph/release` says `loading` until all
graphs are there; each graph by itself is always whole. Other graphs of the store stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from kg.load.release import LOADING, WHOLE, Release, mark_graph
from kg.load.steps import NTRIPLES, Request
from kg.load.target import Present, Target

TITLE = "any store with the SPARQL 1.1 Graph Store Protocol; queries at --query"
TESTED = True
READERS = "whole graphs, some old and some new, while it loads; graph/release says loading meanwhile"
ALONE = False
OFFLINE = False


def plan(release: Release, target: Target, present: Present) -> Iterator[Request]:
    """Say that it is loading, take out what is not of this release, and put graph after graph."""
    yield _put(target, mark_graph(release.base), release.mark(LOADING), "say that it is loading")
    for graph in present.graphs:
        if graph not in release.graphs:
            yield _delete(target, graph)
    for graph, triples in release.by_graph():
        yield _put(target, graph, triples, f"load {graph}", key=graph, count=len(triples))


def finish(release: Release, target: Target) -> Iterator[Request]:
    """Say that it is whole."""
    yield _put(target, mark_graph(release.base), release.mark(WHOLE), "say that it is whole")


def clear(base: str, target: Target, present: Present) -> Iterator[Request]:
    """Delete our graphs, one by one."""
    for graph in (*present.graphs, mark_graph(base)):
        yield _delete(target, graph)


def queries(target: Target) -> str:
    """Queries go where --query says; few stores take them at the same address."""
    return target.query or target.address()


def _put(
    target: Target, graph: str, triples: list[str], title: str, key: str = "", count: int = 0
) -> Request:
    return Request(
        title=title,
        method="PUT",
        url=_address(target, graph),
        body="\n".join(triples) + "\n",
        media_type=NTRIPLES,
        triples=count,
        key=key,
    )


def _delete(target: Target, graph: str) -> Request:
    return Request(title=f"delete {graph}", method="DELETE", url=_address(target, graph))


def _address(target: Target, graph: str) -> str:
    return target.address(f"?graph={quote(graph, safe='')}")
