"""A fast SHACL engine for one record after another, with the findings of pySHACL.

Records are well-formed and alike: nodes of one class mostly have the same predicates. So for each
combination of predicates and classes that occurs, a plan is made once: which tests its values have to
pass, and which rules look further. A node that passes its plan costs little more than a look at each of
its values. Constructs that the gate does not know are refused by name when it is made.

Held to pySHACL, result by result, by tests/test_gate.py; benchmarks/gate.py compares both, and lifting.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce

from rdflib import SH, Graph, URIRef

from kg.check import Finding, shapes_graph, spelt
from kg.errors import ShapesError
from kg.gate.checks import NO_LIMIT, Check
from kg.gate.facts import Facts
from kg.gate.paths import Path, UnknownPathError, compile_path
from kg.gate.plans import Plan, Planner, Run
from kg.gate.rules import Maker
from kg.gate.shapes import Shape, read_shapes
from kg.gate.values import both
from kg.nodes import Nodes, Properties
from kg.terms import A, Term


class Gate:
    """Checks graph after graph against shapes (the shipped ones, if none are given).

    Raises ShapesError for shapes that are broken or say what the gate does not know.
    """

    def __init__(self, shapes: Graph | None = None) -> None:
        self._graph = shapes_graph() if shapes is None else shapes
        self._backwards: set[Term] = set()
        self._maker = Maker(self._graph, self._compiled, self._backwards)
        shapes_read = read_shapes(self._graph)
        self._checks = [self._compiled(shape) for shape in shapes_read]
        self._indexed = frozenset(self._backwards)
        self._named = dict(_named_targets(shapes_read))
        self._planner = Planner(shapes_read, self._checks, self._indexed)
        self._plans: dict[tuple[Term | None, ...], Plan] = {}

    def check(self, nodes: Nodes) -> list[Finding]:
        """Hold one graph against the shapes; findings come in a fixed order."""
        facts = Facts(nodes, self._indexed)
        found: list[Finding] = []
        fed = {number: set(targets) for number, targets in self._named.items()}
        for run, node, properties in self._planned(facts):
            run(node, facts, found, fed, *properties.values())
        for number, targets in fed.items():
            for target in targets:
                found += self._checks[number].find(target, facts)
        return sorted(found)

    def _planned(self, facts: Facts) -> list[tuple[Run, Term, Properties]]:
        """Find the plan of each node, and turn round what shapes follow backwards."""
        plans = {} if facts.has_subclasses else self._plans
        planned = []
        for node, properties in facts.nodes.items():
            key = (*properties, None, *properties.get(A, ()))
            plan = plans.get(key) or self._plan(key, properties, facts)
            planned.append((plan.run, node, properties))
            for predicate in plan.turns:
                facts.turn(predicate, node, properties[predicate])
        return planned

    def _compiled(self, shape: Shape) -> Check:
        rules = self._maker.rules(shape)
        tests = [rule.test for rule in rules if rule.test]
        return Check(
            predicate=spelt(shape.path) if isinstance(shape.path, URIRef) else None,
            parent=self._parent(shape),
            path=self._path(shape),
            rules=tuple(rules),
            inner=tuple(map(self._compiled, shape.properties)),
            least=max((rule.least for rule in rules), default=0),
            most=min((rule.most for rule in rules), default=NO_LIMIT),
            tests=tuple(tests),
            test=reduce(both, tests) if tests else None,
        )

    def _path(self, shape: Shape) -> Path | None:
        if shape.path is None:
            return None
        try:
            return compile_path(self._graph, shape.path, self._backwards)
        except UnknownPathError as error:
            raise ShapesError(f"shape {shape.name}: the fast gate does not know {error}") from error

    def _parent(self, shape: Shape) -> Term | None:
        inner = None if shape.path is None else self._graph.value(shape.path, SH.inversePath)
        return spelt(inner) if isinstance(inner, URIRef) else None

    def _plan(self, key: tuple[Term | None, ...], properties: Properties, facts: Facts) -> Plan:
        """Make a plan, or find it where a graph that says what classes are below others needs its own."""
        types = properties.get(A, ())
        classes = types
        if facts.has_subclasses:
            classes = sorted(set().union(*map(facts.above, types)))
            key = (*key, None, *classes)
        if key not in self._plans:
            self._plans[key] = self._planner.plan([*properties], types, classes)
        return self._plans[key]


def _named_targets(shapes: Iterable[Shape]) -> Iterable[tuple[int, set[Term]]]:
    """Find the nodes that shapes name one by one, which need not occur in a graph."""
    for number, shape in enumerate(shapes):
        if nodes := {spelt(value) for target, value in shape.targets if target == SH.targetNode}:
            yield number, nodes
