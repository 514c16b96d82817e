"""Which engine holds graphs against shapes: pySHACL, the reference, or the fast gate of the build.

Both give the same findings. `auto` takes pySHACL where that takes at most `PATIENCE`, and says so where not.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from rdflib import Graph

from kg.check import Finding, check
from kg.errors import KgError, ShapesError
from kg.gate import Gate
from kg.gate.values import as_node
from kg.nodes import nodes_of
from kg.terms import Triple

ENGINES = ("auto", "pyshacl", "fast")
# what pySHACL 0.40 takes with the shipped shapes on two cores of 2026, in seconds: docs/validate.md
PER_GRAPH = 0.25
PER_TRIPLE = 0.0004
PATIENCE = 120.0
# above this, whoever asks for pySHACL is told first what that means
MANY = 1_000_000

Say = Callable[[str], None]


class Engine(Protocol):
    """Holds one graph after another against shapes."""

    name: str

    def check(self, triples: list[Triple]) -> list[Finding]:
        """Give the findings of one graph, in a fixed order."""


class Reference:
    """pySHACL."""

    name = "pyshacl"

    def __init__(self, shapes: Graph) -> None:
        self._shapes = shapes

    def check(self, triples: list[Triple]) -> list[Finding]:
        """Hold the triples against the shapes, their literals as they are written."""
        graph = Graph()
        for subject, predicate, value in triples:
            graph.add((as_node(subject), as_node(predicate), as_node(value)))
        return check(graph, self._shapes)


class Fast:
    """The gate of the build."""

    name = "fast"

    def __init__(self, shapes: Graph) -> None:
        self._gate = Gate(shapes)

    def check(self, triples: list[Triple]) -> list[Finding]:
        """Hold the triples against the shapes."""
        return self._gate.check(nodes_of(triples))


def checked_name(name: str) -> str:
    """Give the name of an engine back; a `KgError` where there is none of that name."""
    if name not in ENGINES:
        raise KgError(f"there is no engine {name!r}; there are {', '.join(ENGINES)}")
    return name


def engine(name: str, shapes: Graph, triples: int, graphs: int, say: Say) -> Engine:
    """Choose an engine for so much data; `say` is told what a user should know of the choice.

    Raises ShapesError where `fast` is asked for and does not know a construct of the shapes.
    """
    estimate = graphs * PER_GRAPH + triples * PER_TRIPLE
    words = f"pySHACL takes about {spoken(estimate)} for {triples:,} triples in {graphs:,} graphs"
    if name == "fast":
        return Fast(shapes)
    if name == "auto" and estimate > PATIENCE:
        try:
            fast = Fast(shapes)
        except ShapesError as error:
            say(f"{words}; the fast engine cannot stand in: {error}")
            return Reference(shapes)
        say(f"{words}, so the fast engine checks them; --engine pyshacl asks for the reference")
        return fast
    if triples > MANY:
        say(f"{words}; --engine fast gives the same findings sooner")
    return Reference(shapes)


def spoken(seconds: float) -> str:
    """Say a time for people.

    >>> spoken(30), spoken(780), spoken(40_000)
    ('30 seconds', '13 minutes', '11.1 hours')
    """
    if seconds < 120:
        return f"{seconds:.0f} seconds"
    return f"{seconds / 60:.0f} minutes" if seconds < 7200 else f"{seconds / 3600:.1f} hours"
