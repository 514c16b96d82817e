"""The examples of shapes: a good and a bad graph for every theme, and no constraint without use in them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from rdflib import RDF, SH, BNode, Graph, URIRef
from rdflib.term import Node

from kg.check import check, shapes_graph, spelt
from kg.gate import Gate
from kg.nodes import nodes_of
from kg.terms import Triple

SHAPES = Path(__file__).parent.parent / "shapes"
EXAMPLES = SHAPES / "examples"
FILES = sorted(SHAPES.glob("*.ttl"))
# what a file of shapes says beside constraints; any other word of SHACL is taken for one
BESIDE = {
    *(SH.path, SH.inversePath, SH.property, SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf),
    *(SH.severity, SH.message, SH.prefixes, SH.select, SH.declare, SH.prefix, SH.namespace),
}
each_theme = pytest.mark.parametrize("theme", FILES, ids=lambda path: path.stem)
Findings = Counter[tuple[str, str, str, str]]


def example(theme: Path, name: str) -> Path:
    return EXAMPLES / theme.stem / f"{name}.ttl"


def focus_nodes(shapes: Graph, shape: Node, graph: Graph) -> set[Node]:
    """Give what a shape looks at in a graph (https://www.w3.org/TR/shacl/#targets)."""
    found: set[Node] = set()
    for target in shapes.objects(shape, SH.targetClass):
        found |= set(graph.subjects(RDF.type, target))
    for target in shapes.objects(shape, SH.targetSubjectsOf):
        found |= set(graph.subjects(target, None))
    for target in shapes.objects(shape, SH.targetObjectsOf):
        found |= set(graph.objects(None, target))
    return found


def triples(path: Path) -> list[Triple]:
    return [(spelt(s), spelt(p), spelt(o)) for s, p, o in Graph().parse(path)]


def findings(shapes: Graph, example: list[Triple]) -> Findings:
    """Hold an example against shapes with the gate, quick enough for a thousand mutations."""
    found = Gate(shapes).check(nodes_of(example))
    return Counter((one.focus, one.constraint, one.value, one.message) for one in found)


def is_constraint(predicate: Node) -> bool:
    return str(predicate).startswith(str(SH)) and predicate not in BESIDE


def is_outer(shapes: Graph, holder: Node) -> bool:
    """Tell a constraint that has findings of its own from one inside sh:or, sh:not and the like."""
    return isinstance(holder, URIRef) or any(
        isinstance(owner, URIRef) for owner in shapes.subjects(SH.property, holder)
    )


def test_every_theme_has_examples() -> None:
    """The folders of examples are the themes, each with a good and a bad graph and nothing else."""
    expected = {f"{file.stem}/{name}.ttl" for file in FILES for name in ("good", "bad")}
    found = {path.relative_to(EXAMPLES).as_posix() for path in EXAMPLES.rglob("*") if path.is_file()}
    assert found == expected


def test_examples_are_no_shapes() -> None:
    """What the examples say is not read as shapes."""
    named = {str(subject) for subject in shapes_graph().subjects() if isinstance(subject, URIRef)}
    assert {name for name in named if not name.startswith("https://w3id.org/trialkg/shapes#")} == set()


@each_theme
def test_good_example_conforms(theme: Path) -> None:
    """The good example breaks no shape of its theme at any severity, and every shape looks at some node."""
    shapes, graph = shapes_graph(theme), Graph().parse(example(theme, "good"))
    assert check(graph, shapes) == []
    named = [one for one in shapes.subjects(RDF.type, SH.NodeShape) if isinstance(one, URIRef)]
    assert named
    assert [str(one) for one in named if not focus_nodes(shapes, one, graph)] == []


@each_theme
def test_bad_example_gives_every_message(theme: Path) -> None:
    """The bad example gives every message of its theme, and both engines find the same in it."""
    shapes, path = shapes_graph(theme), example(theme, "bad")
    found = check(Graph().parse(path), shapes)
    messages = {str(message) for message in shapes.objects(None, SH.message)}
    assert messages - {finding.message for finding in found} == set()
    expected = Counter((one.focus, one.constraint, one.value, one.message) for one in found)
    assert findings(shapes, triples(path)) == expected


@each_theme
def test_every_constraint_is_needed(theme: Path) -> None:
    """Without a constraint the bad example loses a finding; without an inner one, one of the two changes."""
    shapes = Graph() + shapes_graph(theme)
    good, bad = triples(example(theme, "good")), triples(example(theme, "bad"))
    whole = findings(shapes, bad)
    idle = []
    for triple in [triple for triple in shapes if is_constraint(triple[1])]:
        mutant = shapes - _one(triple)
        left = findings(mutant, bad)
        if is_outer(shapes, triple[0]):
            needed = bool(whole - left)
        else:
            needed = left != whole or bool(findings(mutant, good))
        if not needed:
            idle.append(" ".join(str(node) for node in triple if not isinstance(node, BNode)))
    assert idle == []


def _one(triple: tuple[Node, Node, Node]) -> Graph:
    return Graph().add(triple)
