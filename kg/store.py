"""The embedded store: Oxigraph on disk, filled by a build and then only read."""

from __future__ import annotations

import gzip
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import IO, cast

import pyoxigraph

from kg.errors import BuildError
from kg.terms import LABEL, TKG, A, Term


def fill(folder: Path, dumps: Iterable[Path]) -> int:
    """Load N-Quads.gz dumps into a new store and return how many quads it holds."""
    store = pyoxigraph.Store(str(folder))
    for dump in dumps:
        _load(store, dump)
    store.optimize()
    store.flush()
    return len(store)


def replace(folder: Path, kept: Collection[str], dump: Path) -> None:
    """Replace all but the graphs that are kept, by their IRIs, with those of a dump."""
    store = pyoxigraph.Store(str(folder))
    for graph in list(store.named_graphs()):
        if graph.value not in kept:
            store.remove_graph(graph)
    _load(store, dump)
    store.flush()


def _load(store: pyoxigraph.Store, dump: Path) -> None:
    with gzip.open(dump) as quads:
        store.bulk_load(cast(IO[bytes], quads), pyoxigraph.RdfFormat.N_QUADS)


def open_build(build: Path) -> pyoxigraph.Store:
    """Open the store of a build for reading."""
    folder = build / "store"
    if not folder.is_dir():
        raise BuildError(f"{build} holds no build; make one with: kg build FILE… -o {build}")
    try:
        return pyoxigraph.Store.read_only(str(folder))
    except OSError as error:
        raise BuildError(f"{folder} cannot be opened: {error}") from error


def entities(store: pyoxigraph.Store, kind: Term) -> int:
    """Count the nodes of a class, each once in however many graphs it is described."""
    query = f"SELECT (COUNT(DISTINCT ?node) AS ?number) WHERE {{ ?node {A} {kind} }}"
    (row,) = _rows(store, query)
    return int(row[0].value)


def documents(store: pyoxigraph.Store, most: int) -> Iterator[tuple[Term, str, str]]:
    """Yield node, name and SHA-256 of the documents that were read; none where they are more than `most`.

    The union of all graphs would hold what is said of a document once for each of its records.
    """
    query = f"""
        SELECT ?node (MIN(?label) AS ?name) ?sha256
        WHERE {{ GRAPH ?record {{ ?node {A} {TKG.SourceDocument} ; {TKG.sha256} ?sha256 ; {LABEL} ?label }} }}
        GROUP BY ?node ?sha256 ORDER BY ?name ?node LIMIT {most + 1}"""
    found = [(str(node), name.value, sha256.value) for node, name, sha256 in _rows(store, query)]
    yield from found if len(found) <= most else ()


def _rows(store: pyoxigraph.Store, query: str) -> Iterator[list[pyoxigraph.Literal]]:
    """Ask about all graphs together; the columns are those of the query."""
    solutions = cast(pyoxigraph.QuerySolutions, store.query(query, use_default_graph_as_union=True))
    for solution in solutions:
        yield [cast(pyoxigraph.Literal, term) for term in solution]
