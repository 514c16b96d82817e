"""Apache Jena Fuseki over HTTP: one transaction for the whole release.

An empty dataset is filled by `POST` of N-Quads to its read-write graph store, a full one replaced by one
update, `DROP ALL` and `INSERT DATA`, which Fuseki reads as a stream; readers of TDB2 keep their snapshot.
`PUT` of N-Quads would do both, but Jena 5.5 leaves triples behind then: it stores "3"^^xsd:decimal as a
number and looks for "3.0" to delete. For many millions of triples the driver tdb2 is the quick way.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.load.drivers._updates import dropping
from kg.load.release import WHOLE, Release, mark_graph
from kg.load.steps import NQUADS, UPDATE, Dumps, Inserts, Request
from kg.load.target import Present, Target

TITLE = "Apache Jena Fuseki, over HTTP; the endpoint is the dataset, http://host:3030/name"
TESTED = True
READERS = "the old release until the new one is whole"
ALONE = True
OFFLINE = False


def plan(release: Release, target: Target, present: Present) -> Iterator[Request]:
    """Fill the dataset, or replace it, in one request."""
    full = bool(present.graphs)
    said = release.mark_quads(WHOLE)
    yield Request(
        title="load the release",
        method="POST",
        url=target.address("/update" if full else "/data"),
        body=Inserts("DROP ALL ;", release.dumps, said) if full else Dumps(release.dumps, said),
        media_type=UPDATE if full else NQUADS,
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
