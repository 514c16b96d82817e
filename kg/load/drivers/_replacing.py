"""RDF4J's REST API, which GraphDB speaks too: PUT of a repository's statements replaces all at once."""

from __future__ import annotations

from collections.abc import Iterator

from kg.load.drivers._updates import dropping
from kg.load.release import WHOLE, Release, mark_graph
from kg.load.steps import NQUADS, UPDATE, Dumps, Request
from kg.load.target import Present, Target


def replacing(release: Release, target: Target) -> Iterator[Request]:
    """Replace the statements of a repository in one request, which is one transaction."""
    yield Request(
        title="load the release",
        method="PUT",
        url=target.address("/statements"),
        body=Dumps(files=release.dumps, after=release.mark_quads(WHOLE)),
        media_type=NQUADS,
        triples=release.triples,
        again=False,
    )


def dropped(base: str, target: Target, present: Present) -> Iterator[Request]:
    """Drop our graphs in one update."""
    text = dropping((*present.graphs, mark_graph(base)))
    url = target.address("/statements")
    yield Request(title="drop our graphs", method="POST", url=url, body=text, media_type=UPDATE)
