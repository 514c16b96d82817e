"""Plans: what to ask of nodes that have certain predicates and classes, written once as one function.

What such nodes pass whatever their values are is left out. The rest becomes statements: a condition that is
true of a well-formed node, and the call that finds what is wrong where it is not.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial

import msgspec
from rdflib import SH

from kg.check import Finding, spelt
from kg.gate.checks import Check, Rule
from kg.gate.conditions import Conditions
from kg.gate.facts import Facts
from kg.gate.shapes import Shape
from kg.terms import A, Term

# of a node, all facts, what is found, the nodes that other shapes are to look at, and the values of each
# predicate: puts into the third and fourth what there is
Run = Callable[..., None]


class Plan(msgspec.Struct, frozen=True):
    """What to do with a node, and which of its predicates are followed backwards."""

    run: Run
    turns: tuple[Term, ...]


class Planner:
    """Makes plans from shapes and the checks they are compiled to."""

    def __init__(self, shapes: Sequence[Shape], checks: Sequence[Check], backwards: frozenset[Term]) -> None:
        self._shapes, self._checks, self._backwards = shapes, checks, backwards

    def plan(self, predicates: Sequence[Term], types: Sequence[Term], classes: Collection[Term]) -> Plan:
        """Plan for nodes with these predicates, in this order, of these types, and so of these classes."""
        function = _Function(predicates)
        for number, shape in enumerate(self._shapes):
            fed = list(_feeds(shape, predicates, classes))
            if looks_at_others(shape):
                for predicate in fed:
                    function.feed(number, predicate, self._checks[number])
            elif fed:
                for check in _flat(self._checks[number]):
                    if not _holds_for_types(check, types):
                        function.ask(check)
        turns = tuple(predicate for predicate in predicates if predicate in self._backwards)
        return Plan(function.compiled(), turns)


class _Function:
    """The function of a plan, statement by statement."""

    def __init__(self, predicates: Sequence[Term]) -> None:
        self._predicates = frozenset(predicates)
        self._conditions = Conditions(predicates)
        self._lines: list[str] = []

    def feed(self, number: int, predicate: Term | None, check: Check) -> None:
        """Hand the node, or the values of a predicate, to a shape of other nodes, unless all pass it."""
        others = self._conditions.values(predicate) if predicate else "(node,)"
        quick = check.quick()
        unless = f"if not {self._conditions.named(quick)}({others}, nodes): " if quick else ""
        self._lines.append(f"{unless}fed.setdefault({number}, set()).update({others})")

    def ask(self, check: Check) -> None:
        """Ask what nodes with these predicates do not always pass."""
        further = [rule for rule in check.rules if rule.further and rule.needs <= self._predicates]
        if check.path is None:
            further = [rule for rule in further if not (rule.logic and rule.logic.decided(self._predicates))]
            if check.test or further:
                self._ask_plainly(check)
                self._ask_further(check, further, "(node,)")
        elif check.predicate and check.predicate not in self._predicates:  # so nothing is asked of values
            for rule in check.rules:
                if rule.least > 0 or rule in further:
                    self._lines.append(f"found += {self._conditions.named(rule.find)}(node, (), facts)")
        elif check.inner or (check.predicate and check.least > 1):
            self._call(check.find)
        elif check.predicate:
            self._ask_plainly(check)
            self._ask_further(check, further, self._conditions.values(check.predicate))
        else:
            self._ask_plainly(check)
            self._ask_further(check, further, "")

    def compiled(self) -> Run:
        """Compile the function; a loop over what it asks takes several times longer."""
        given = ", ".join(["node", "facts", "found", "fed", *self._conditions.arguments])
        used = [name for name in ("nodes", "backwards") if any(name in line for line in self._lines)]
        lines = [*(f"{name} = facts.{name}" for name in used), *self._lines, "pass"]
        source = "\n    ".join([f"def plan({given}):", *lines])
        exec(compile(source, "<plan>", "exec"), names := self._conditions.names)  # noqa: S102 - written here
        return names["plan"]  # type: ignore[return-value]

    def _ask_plainly(self, check: Check) -> None:
        """Ask what shows at each value and at their number."""
        condition = self._conditions.plain(check)
        if condition != "True":
            self._call(partial(_plain, check), condition)

    def _ask_further(self, check: Check, further: Iterable[Rule], values: str) -> None:
        for rule in further:
            condition = self._conditions.of_rule(rule, values)
            if condition != "True":
                self._call(partial(_by_rule, check, rule), condition)

    def _call(self, look: Callable[[Term, Facts], Iterable[Finding]], condition: str = "") -> None:
        """Write that something is looked at, unless a condition holds."""
        unless = f"if not ({condition}): " if condition else ""
        self._lines.append(f"{unless}found += {self._conditions.named(look)}(node, facts)")


def _plain(check: Check, focus: Term, facts: Facts) -> Iterable[Finding]:
    """Ask the rules that look at nothing but the values."""
    values = check.values(focus, facts)
    return [one for rule in check.rules if not rule.further for one in rule.find(focus, values, facts)]


def _by_rule(check: Check, rule: Rule, focus: Term, facts: Facts) -> Iterable[Finding]:
    return rule.find(focus, check.values(focus, facts), facts)


def _feeds(shape: Shape, predicates: Collection[Term], classes: Collection[Term]) -> Iterable[Term | None]:
    """Name what a node gives a shape to look at: itself (None), or the values of a predicate."""
    for target, value in shape.targets:
        term = spelt(value)
        if (target == SH.targetClass and term in classes) or (
            target == SH.targetSubjectsOf and term in predicates
        ):
            yield None
        elif target == SH.targetObjectsOf and term in predicates:
            yield term


def looks_at_others(shape: Shape) -> bool:
    """Tell whether a shape looks at nodes by what leads to them, or by their names."""
    return any(target in (SH.targetObjectsOf, SH.targetNode) for target, _ in shape.targets)


def _flat(check: Check) -> Iterable[Check]:
    """Take the property shapes of a node shape out of it: they look at the same focus node."""
    if check.path is None:
        yield msgspec.structs.replace(check, inner=())
        for inner in check.inner:
            yield from _flat(inner)
    else:
        yield check


def _holds_for_types(check: Check, types: Sequence[Term]) -> bool:
    """Tell whether a check is one of the classes of a node, and they pass: a plan is for certain classes."""
    return check.predicate == A and not any(rule.further for rule in check.rules) and check.passes(types)
