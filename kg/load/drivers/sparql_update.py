"""Any store with SPARQL 1.1 Update: `INSERT DATA` in batches.

Batches hold 2,000 triples unless --batch says otherwise, since Virtuoso fails near 5,000. Nothing hides a
half-loaded release; the mark in `graph/release` says `loading` as long as it is one.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from kg.load.drivers._updates import dropping, groups, inserting, marking
from kg.load.release import LOADING, WHOLE, Release, mark_graph
from kg.load.steps import UPDATE, Request
from kg.load.target import Present, Target

TITLE = "any store with SPARQL 1.1 Update; queries at --query"
TESTED = True
READERS = "both releases in part while it loads; graph/release says loading meanwhile"
ALONE = False
OFFLINE = False
BATCH = 2_000  # triples
DROPS = 200  # graphs


def plan(release: Release, target: Target, present: Present) -> Iterator[Request]:
    """Say that it is loading, drop what is there, and insert batch after batch."""
    yield marking(target.address(), release, LOADING)
    # with the key, a load that goes on knows that what is there is its own
    old = list(groups(present.graphs or list(release.graphs)[:1], DROPS))
    for some in old[:-1]:
        yield _update(target, f"drop {len(some)} graphs", dropping(some))
    yield _update(target, f"drop {len(old[-1])} graphs", dropping(old[-1]), key="clear")
    size = target.batch or BATCH
    quads = ((graph, triple) for graph, triples in release.by_graph() for triple in triples)
    for number, batch in enumerate(groups(quads, size), start=1):
        by_graph = groupby(batch, key=lambda quad: quad[0])
        text = " ;\n".join(inserting(graph, (triple for _, triple in some)) for graph, some in by_graph)
        yield _update(target, f"batch {number}", text, key=f"batch {number} of {size}", triples=len(batch))


def finish(release: Release, target: Target) -> Iterator[Request]:
    """Say that it is whole."""
    yield marking(target.address(), release, WHOLE)


def clear(base: str, target: Target, present: Present) -> Iterator[Request]:
    """Drop our graphs, some hundred a request."""
    for some in groups((*present.graphs, mark_graph(base)), DROPS):
        yield _update(target, f"drop {len(some)} graphs", dropping(some))


def queries(target: Target) -> str:
    """Queries go where --query says; few stores take them at the same address."""
    return target.query or target.address()


def _update(target: Target, title: str, text: str, key: str = "", triples: int = 0) -> Request:
    return Request(
        title=title,
        method="POST",
        url=target.address(),
        body=text,
        media_type=UPDATE,
        triples=triples,
        key=key,
    )
