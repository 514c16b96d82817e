"""Property paths as functions: from a node to the nodes and literals at the end of the path, each once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from rdflib import RDF, SH, Graph, URIRef
from rdflib.collection import Collection
from rdflib.paths import AlternativePath, InvPath, MulPath, SequencePath
from rdflib.term import Node

from kg.gate.facts import NOTHING, Facts
from kg.terms import Term

Path = Callable[[Term, Facts], Sequence[Term]]


class UnknownPathError(Exception):
    """A path that the gate does not know."""


def compile_path(graph: Graph, path: Node, backwards: set[Term]) -> Path:
    """Make the function of a path; the predicates that it follows backwards are put down in `backwards`.

    Raises UnknownPathError for what is no path (https://www.w3.org/TR/shacl/#property-paths).
    """
    if isinstance(path, URIRef):
        return partial(_forth, f"<{path}>")
    if graph.value(path, RDF.first) is not None:
        return _sequence([compile_path(graph, step, backwards) for step in Collection(graph, path)])
    if (inner := graph.value(path, SH.inversePath)) is not None:
        if not isinstance(inner, URIRef):
            raise UnknownPathError("a path that goes backwards over more than one predicate")
        backwards.add(f"<{inner}>")
        return partial(_back, f"<{inner}>")
    if (inner := graph.value(path, SH.alternativePath)) is not None:
        ways = [compile_path(graph, way, backwards) for way in Collection(graph, inner)]
        return partial(_either, ways)
    for kind, least, often in _REPEATS:
        if (inner := graph.value(path, kind)) is not None:
            return partial(_again, compile_path(graph, inner, backwards), least, often)
    raise UnknownPathError("a path that is neither an IRI nor one of the paths of SHACL")


# kind of path, whether it begins with a first step, whether it goes on after one
_REPEATS = (
    (SH.zeroOrOnePath, False, False),
    (SH.zeroOrMorePath, False, True),
    (SH.oneOrMorePath, True, True),
)


def _forth(predicate: Term, node: Term, facts: Facts) -> Sequence[Term]:
    return facts.values(node, predicate)


def _back(predicate: Term, node: Term, facts: Facts) -> Sequence[Term]:
    return facts.subjects(predicate, node)


def _in_turn(steps: list[Path], node: Term, facts: Facts) -> Sequence[Term]:
    reached: Sequence[Term] = (node,)
    for step in steps:
        if len(reached) == 1:  # nearly always, and cheaper
            reached = step(reached[0], facts)
        else:
            reached = list(dict.fromkeys(value for one in reached for value in step(one, facts)))
    return reached


def _sequence(steps: list[Path]) -> Path:
    """Put steps one after the other; where each is over predicates alone, which is usual, that is faster."""
    ways = [_predicates(step) for step in steps]
    return partial(_along, ways) if all(ways) else partial(_in_turn, steps)


def _predicates(step: Path) -> tuple[Term, ...]:
    """Give the predicates of which a step goes forth over any; none where it does something else."""
    if isinstance(step, partial) and step.func is _forth:
        return (step.args[0],)
    if isinstance(step, partial) and step.func is _either:
        ways = [_predicates(way) for way in step.args[0]]
        return tuple(one for way in ways for one in way) if all(ways) else ()
    return ()


def _along(ways: list[tuple[Term, ...]], node: Term, facts: Facts) -> Sequence[Term]:
    nodes, reached = facts.nodes, [node]
    for predicates in ways:
        reached = [
            value for one in reached for p in predicates for value in nodes.get(one, NOTHING).get(p, ())
        ]
    return list(dict.fromkeys(reached)) if len(reached) > 1 else reached


def steps_of(path: Path | None) -> list[Term]:
    """Give the predicates of a path that goes forth over one after the other; none of any other path."""
    if not isinstance(path, partial) or path.func is not _along:
        return []
    (ways,) = path.args
    return [way[0] for way in ways] if all(len(way) == 1 for way in ways) else []


def _either(ways: list[Path], node: Term, facts: Facts) -> Sequence[Term]:
    return list(dict.fromkeys(value for way in ways for value in way(node, facts)))


def _again(step: Path, first: bool, often: bool, node: Term, facts: Facts) -> Sequence[Term]:
    """Follow a step from the node itself, or from the first step on; once, or as long as it leads on."""
    reached = dict.fromkeys(step(node, facts) if first else (node,))
    waiting = list(reached)
    while waiting:
        for value in step(waiting.pop(), facts):
            if value not in reached:
                reached[value] = None
                if often:
                    waiting.append(value)
    return list(reached)


def of_sparql(path: object, backwards: set[Term]) -> Path:
    """Make the function of a property path of a query; UnknownPathError for a negated one."""
    if isinstance(path, URIRef):
        return partial(_forth, f"<{path}>")
    if isinstance(path, SequencePath):
        return _sequence([of_sparql(step, backwards) for step in path.args])
    if isinstance(path, AlternativePath):
        return partial(_either, [of_sparql(way, backwards) for way in path.args])
    if isinstance(path, MulPath):
        step = of_sparql(path.path, backwards)
        return partial(_again, step, path.mod == "+", path.mod != "?")
    if isinstance(path, InvPath) and isinstance(path.arg, URIRef):
        backwards.add(f"<{path.arg}>")
        return partial(_back, f"<{path.arg}>")
    if isinstance(path, InvPath):
        return of_sparql(_reversed(path.arg), backwards)
    raise UnknownPathError(f"the path {path}")


def _reversed(path: object) -> object:
    """Turn a longer path round, down to its predicates."""
    if isinstance(path, SequencePath):
        return SequencePath(*(~step for step in reversed(path.args)))
    if isinstance(path, AlternativePath):
        return AlternativePath(*(~way for way in path.args))
    if isinstance(path, MulPath):
        return MulPath(~path.path, path.mod)
    return path.arg if isinstance(path, InvPath) else path


def first_step(path: object) -> Node | None:
    """Give the predicate that a path begins with for sure."""
    if isinstance(path, SequencePath):
        return first_step(path.args[0])
    return path if isinstance(path, URIRef) else None
