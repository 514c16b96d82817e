"""N-Quads, gzipped so that the same triples give the same bytes."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from rdflib import Graph
from rdflib.compare import to_canonical_graph
from rdflib.term import BNode, Node

from kg.terms import Term, Triple


def quad_lines(triples: Iterable[Triple], graph: Term) -> str:
    """Spell triples as the lines of one named graph."""
    return "".join(f"{s} {p} {o} {graph} .\n" for s, p, o in triples)


@contextmanager
def gzip_writer(path: Path) -> Iterator[BinaryIO]:
    """Open a .gz for writing, without the time and the name that gzip would put in."""
    with path.open("wb") as file, gzip.GzipFile("", "wb", compresslevel=6, fileobj=file, mtime=0) as zipped:
        yield cast(BinaryIO, zipped)


def rdf_triples(turtle: Path, prefix: str) -> list[Triple]:
    """Read a Turtle file as triples in a fixed order; its lists get IRIs that begin with `prefix`.

    Blank nodes are named by their place in the canonical graph (RDFC-like labels of rdflib), so the same
    file gives the same names.
    """
    graph = to_canonical_graph(Graph().parse(turtle))

    def term(node: Node) -> Term:
        return f"<{prefix}{str(node)}>" if isinstance(node, BNode) else node.n3()

    return sorted((term(s), term(p), term(o)) for s, p, o in graph)
