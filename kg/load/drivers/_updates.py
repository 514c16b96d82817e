"""Small pieces of SPARQL Update that several drivers send."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

from kg.load.release import Release, mark_graph
from kg.load.steps import UPDATE, Request

T = TypeVar("T")


def marking(url: str, release: Release, status: str, media_type: str = UPDATE) -> Request:
    """Have the store say which release it holds, and whether it is whole."""
    graph = mark_graph(release.base)
    text = f"DROP SILENT GRAPH <{graph}> ;\n{inserting(graph, release.mark(status))}"
    return Request(title=f"say that it is {status}", method="POST", url=url, body=text, media_type=media_type)


def inserting(graph: str, triples: Iterable[str]) -> str:
    """Spell N-Triples as an update; their escapes are SPARQL's too."""
    return f"INSERT DATA {{ GRAPH <{graph}> {{\n" + "\n".join(triples) + "\n} }"


def dropping(graphs: Iterable[str]) -> str:
    """Spell an update that drops graphs, whether they are there or not."""
    return " ;\n".join(f"DROP SILENT GRAPH <{graph}>" for graph in graphs)


def groups(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Cut into lists of `size`; the last may be shorter."""
    rest = iter(items)
    while some := list(islice(rest, size)):
        yield some
