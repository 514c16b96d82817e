"""Apache Jena Fuseki over HTTP: one transaction for the whole release.

`PUT` of N-Quads to a dataset's read-write graph store replaces the dataset in one transaction of TDB2, whose
readers keep their snapshot (https://jena.apache.org/documentation/fuseki2/fuseki-quick.html). Taking the
old quads out is slow; for millions of triples over an older release the driver tdb2 is the quick way.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.load.drivers._updates import dropping
from kg.load.release import WHOLE, Release, mark_graph
from kg.load.steps import NQUADS, UPDATE, Dumps, Request
from kg.load.target import Present, Target

TITLE = "Apache Jena Fuseki, over HTTP; the endpoint is the dataset, http://host:3030/name"
TESTED = True
READERS = "the old release until the new one is whole"
ALONE = True


def plan(release: Release, target: Target, present: Present) -> Iterator[Request]:
    """Replace the dataset in one request; an empty one is only added to."""
    yield Request(
        title="load the release",
        method="PUT" if present.graphs else "POST",
        url=target.address("/data"),
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
    """Queries go to /query; the union as default graph is a setting of the dataset."""
    return target.query or target.address("/query")
