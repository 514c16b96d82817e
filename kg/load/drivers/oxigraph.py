"""Oxigraph server over HTTP: one transaction for the whole release.

`PUT /store` replaces the store's content and `POST /store?no_transaction` is the bulk loader, which writes
each request at once, when it is whole; so an empty store is filled by the second, and a full one replaced
by the first. Queries run on snapshots. The store's own limit of 128 MB is on SPARQL text, not on data.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.load.drivers._updates import dropping
from kg.load.release import WHOLE, Release, mark_graph
from kg.load.steps import NQUADS, UPDATE, Dumps, Request
from kg.load.target import Present, Target

TITLE = "Oxigraph server, over HTTP"
TESTED = True
READERS = "the old release until the new one is whole"
ALONE = True
OFFLINE = False


def plan(release: Release, target: Target, present: Present) -> Iterator[Request]:
    """Replace all that is there, or fill what is empty, in one request."""
    empty = not present.graphs
    yield Request(
        title="load the release",
        method="POST" if empty else "PUT",
        url=target.address("/store?no_transaction" if empty else "/store"),
        body=Dumps(files=release.dumps, after=release.mark_quads(WHOLE)),
        media_type=NQUADS,
        triples=release.triples,
        again=False,
    )


def finish(_release: Release, _target: Target) -> Iterator[Request]:
    """Nothing: the release came with its mark."""
    yield from ()


def clear(base: str, target: Target, present: Present) -> Iterator[Request]:
    """Drop our graphs in one update, which is one transaction."""
    text = dropping((*present.graphs, mark_graph(base)))
    url = target.address("/update")
    yield Request(title="drop our graphs", method="POST", url=url, body=text, media_type=UPDATE)


def queries(target: Target) -> str:
    """Queries go to /query, whose default graph is empty; a client asks for the union."""
    return target.query or target.address("/query")
