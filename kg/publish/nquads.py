"""N-Quads, gzipped so that the same triples give the same bytes."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from rdflib import Graph
from rdflib.term import BNode

from kg.nodes import Nodes
from kg.terms import Term, Triple

LEVEL = 6  # of compression


def node_lines(nodes: Nodes, graph: Term) -> str:
    """Spell the nodes of one named graph as lines."""
    end = f" {graph} .\n"
    return "".join(
        f"{subject} {predicate} {value}{end}"
        for subject, properties in nodes.items()
        for predicate, values in properties.items()
        for value in values
    )


def quad_lines(triples: Iterable[Triple], graph: Term) -> str:
    """Spell triples as the lines of one named graph."""
    return "".join(f"{s} {p} {o} {graph} .\n" for s, p, o in triples)


@contextmanager
def gzip_writer(path: Path) -> Iterator[BinaryIO]:
    """Open a .gz for writing, without the time and the name that gzip would put in."""
    with (
        path.open("wb") as file,
        gzip.GzipFile("", "wb", compresslevel=LEVEL, fileobj=file, mtime=0) as zipped,
    ):
        yield cast(BinaryIO, zipped)


def rdf_triples(turtle: Path) -> list[Triple]:
    """Read the triples of a Turtle file in a fixed order, without those that need a blank node.

    Of the ontology these are the lists of its inference rules, which are for a reasoner to read in the file.
    """
    triples = Graph().parse(turtle)
    named = (triple for triple in triples if not any(isinstance(node, BNode) for node in triple))
    return sorted((s.n3(), p.n3(), o.n3()) for s, p, o in named)
