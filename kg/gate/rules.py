"""Constraints as rules: a rule finds what is wrong with the values at the end of a path.

Most rules look at nothing but each value; they carry that test by itself, so that the gate can pass over
the values of a well-formed record without asking them for findings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import islice

import msgspec
from rdflib import SH, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from kg.check import Finding, spelt
from kg.errors import ShapesError
from kg.gate import values as tests
from kg.gate.checks import Before, Check, Logic, Rule
from kg.gate.facts import Facts
from kg.gate.shapes import COMPONENTS, Constraint, Shape
from kg.gate.sparql import compile_select
from kg.gate.values import Test
from kg.terms import Term

Say = Callable[..., Finding]


class Maker:
    """Makes the rules of shapes of one graph; `compiled` compiles a shape that a constraint refers to."""

    def __init__(self, graph: Graph, compiled: Callable[[Shape], Check], backwards: set[Term]) -> None:
        self._graph, self._compiled, self._backwards = graph, compiled, backwards

    def rules(self, shape: Shape) -> list[Rule]:
        """Make the rules of a shape, in the order of its constraints."""
        return [rule for constraint in shape.constraints for rule in self._rules(shape, constraint)]

    def _rules(self, shape: Shape, constraint: Constraint) -> Iterable[Rule]:
        """Make what one parameter asks: one rule, or two of a qualified value shape."""
        parameter, value = constraint.parameter, constraint.value
        say = _saying(shape, f"<{SH}{COMPONENTS[parameter]}ConstraintComponent>")
        needs = frozenset({f"<{shape.path}>"}) if isinstance(shape.path, URIRef) else frozenset[Term]()
        if (test := self._test(shape, constraint)) is not None:
            return [Rule(partial(_failing, test, say), test, needs=needs)]
        if parameter == SH.minCount:
            least = _whole(shape, value)
            return [Rule(partial(_too_few, least, say), least=least)]
        if parameter == SH.maxCount:
            most = _whole(shape, value)
            return [Rule(partial(_too_many, most, say), most=most)]
        if parameter == SH.hasValue:
            return [Rule(partial(_lacking, spelt(value), say), least=1, further=True, value=spelt(value))]
        if parameter == SH.qualifiedValueShape:
            return list(self._qualified(shape, self._compiled(constraint.shapes[0])))
        if parameter == SH.sparql:
            return [self._sparql(shape, constraint)]
        if parameter == SH["class"]:
            find = partial(_not_of_class, spelt(value), say)
            return [Rule(find, further=True, of_class=spelt(value), needs=needs)]
        if parameter in _PAIRS:
            find = partial(_PAIRS[parameter], spelt(value), say)
            both = needs | {spelt(value)} if parameter != SH.equals else frozenset[Term]()
            before = Before(spelt(value), _ORDERS[parameter]) if parameter in _ORDERS else None
            return [Rule(find, further=True, needs=both, before=before)]
        logic = Logic(_LOGIC[parameter], tuple(map(self._compiled, constraint.shapes)))
        return [Rule(partial(_logically_wrong, logic, say), further=True, needs=needs, logic=logic)]

    def _test(self, shape: Shape, constraint: Constraint) -> Test | None:
        """Make the test of a constraint that looks at nothing but a value; None for the others."""
        parameter, value = constraint.parameter, constraint.value
        if parameter == SH["in"]:
            return frozenset(map(spelt, Collection(self._graph, value))).__contains__
        if parameter == SH.pattern:
            return tests.like(str(value), str(shape.beside.get(SH.flags, "")))
        if parameter == SH.nodeKind:
            return tests.OF_KIND[str(value).rpartition("#")[2]]
        if parameter == SH.datatype:
            return tests.of_datatype(str(value))
        if parameter in _LENGTHS:
            return _LENGTHS[parameter](_whole(shape, value))
        if parameter in _RANGES:
            return tests.in_range(_RANGES[parameter], spelt(value))
        if parameter in (SH["or"], SH["and"], SH["not"]):
            return self._of_tests(constraint)
        return None

    def _of_tests(self, constraint: Constraint) -> Test | None:
        """Combine tests, where all that is combined looks at nothing but the value."""
        inner = [self._alone(one) for one in constraint.shapes]
        found = [test for test in inner if test is not None]
        if len(found) < len(inner):
            return None
        if constraint.parameter == SH["not"]:
            return lambda term: not found[0](term)
        combine = any if constraint.parameter == SH["or"] else all
        return lambda term: combine(test(term) for test in found)

    def _alone(self, shape: Shape) -> Test | None:
        if shape.path is not None or shape.properties or not shape.constraints:
            return None
        found = [self._test(shape, constraint) for constraint in shape.constraints]
        known = [test for test in found if test is not None]
        if len(known) < len(found):
            return None
        return known[0] if len(known) == 1 else lambda term: all(test(term) for test in known)

    def _qualified(self, shape: Shape, check: Check) -> Iterable[Rule]:
        for name, find in (("Min", _too_few_such), ("Max", _too_many_such)):
            if (limit := shape.beside.get(SH[f"qualified{name}Count"])) is not None:
                say = _saying(shape, f"<{SH}Qualified{name}CountConstraintComponent>")
                number = _whole(shape, limit)
                yield Rule(
                    partial(find, check, number, say), least=number if name == "Min" else 0, further=True
                )

    def _sparql(self, shape: Shape, constraint: Constraint) -> Rule:
        select = compile_select(self._graph, constraint.value, shape.name, self._backwards)
        component = f"<{SH.SPARQLConstraintComponent}>"
        message = constraint.message or shape.message
        if "{?" in message or "{$" in message:
            raise ShapesError(f"shape {shape.name}: the fast gate fills no variables into messages")
        said = msgspec.structs.replace(shape, message=message)
        find = partial(_answered, select.run, _saying(said, component), shape.path is None)
        return Rule(find, further=True, needs=select.needs, clean=select.clean)


def _saying(shape: Shape, component: Term) -> Say:
    """Make the function that makes a constraint's findings of a focus node, and a value if there is one."""
    path = f"<{shape.path}>" if isinstance(shape.path, URIRef) else ""
    name = f"<{shape.name}>" if shape.name else ""

    def say(focus: Term, value: Term = "") -> Finding:
        return Finding(focus, path, value, shape.severity, component, name, shape.message)

    return say


def _whole(shape: Shape, value: Node) -> int:
    if isinstance(value, Literal) and isinstance(value.value, int):
        return value.value
    raise ShapesError(f"shape {shape.name}: {value} is no whole number")


def _failing(test: Test, say: Say, focus: Term, values: Sequence[Term], _facts: Facts) -> Iterable[Finding]:
    return [say(focus, value) for value in values if not test(value)]


def _too_few(least: int, say: Say, focus: Term, values: Sequence[Term], _facts: Facts) -> Iterable[Finding]:
    return () if len(values) >= least else (say(focus),)


def _too_many(most: int, say: Say, focus: Term, values: Sequence[Term], _facts: Facts) -> Iterable[Finding]:
    return () if len(values) <= most else (say(focus),)


def _lacking(value: Term, say: Say, focus: Term, values: Sequence[Term], _facts: Facts) -> Iterable[Finding]:
    return () if value in values else (say(focus),)


def _not_of_class(
    name: Term, say: Say, focus: Term, values: Sequence[Term], facts: Facts
) -> Iterable[Finding]:
    return [say(focus, value) for value in values if not facts.is_a(value, name)]


def _unequal(other: Term, say: Say, focus: Term, values: Sequence[Term], facts: Facts) -> Iterable[Finding]:
    return [say(focus, value) for value in sorted({*values} ^ {*facts.values(focus, other)})]


def _shared(other: Term, say: Say, focus: Term, values: Sequence[Term], facts: Facts) -> Iterable[Finding]:
    return [say(focus, value) for value in sorted({*values} & {*facts.values(focus, other)})]


def _late(
    or_same: bool, other: Term, say: Say, focus: Term, values: Sequence[Term], facts: Facts
) -> Iterable[Finding]:
    limits = facts.values(focus, other)
    return [
        say(focus, value)
        for value in values
        for limit in limits
        if not tests.is_before(value, limit, or_same)
    ]


def _logically_wrong(
    logic: Logic, say: Say, focus: Term, values: Sequence[Term], facts: Facts
) -> Iterable[Finding]:
    """Find the values that conform to the wrong number of shapes."""
    return [
        say(focus, value)
        for value in values
        if not logic.holds(check.conforms(value, facts) for check in logic.checks)
    ]


def _too_few_such(
    check: Check, least: int, say: Say, focus: Term, values: Sequence[Term], facts: Facts
) -> Iterable[Finding]:
    return () if _such(check, values, facts, least) == least else (say(focus),)


def _too_many_such(
    check: Check, most: int, say: Say, focus: Term, values: Sequence[Term], facts: Facts
) -> Iterable[Finding]:
    return () if _such(check, values, facts, most + 1) <= most else (say(focus),)


def _such(check: Check, values: Sequence[Term], facts: Facts, enough: int) -> int:
    """Count the values that conform, as far as it matters."""
    return sum(1 for _ in islice(filter(lambda value: check.conforms(value, facts), values), enough))


def _answered(
    run: Callable[[Term, Facts], Iterable[Term]],
    say: Say,
    of_node: bool,
    focus: Term,
    _values: Sequence[Term],
    facts: Facts,
) -> Iterable[Finding]:
    """Find what a query answers; of a node shape the focus node is the value where the query names none."""
    found = dict.fromkeys(run(focus, facts))  # an answer that comes twice is one finding
    return [say(focus, value or (focus if of_node else "")) for value in found]


_LENGTHS = {SH.minLength: tests.at_least_long, SH.maxLength: tests.at_most_long}
_RANGES: dict[URIRef, Callable[[int], bool]] = {
    SH.minInclusive: lambda order: order >= 0,
    SH.maxInclusive: lambda order: order <= 0,
    SH.minExclusive: lambda order: order > 0,
    SH.maxExclusive: lambda order: order < 0,
}
_PAIRS: dict[URIRef, Callable[..., Iterable[Finding]]] = {
    SH.equals: _unequal,
    SH.disjoint: _shared,
    SH.lessThan: partial(_late, False),
    SH.lessThanOrEquals: partial(_late, True),
}
_ORDERS = {SH.lessThan: False, SH.lessThanOrEquals: True}
# which of several shapes a value must conform to
_LOGIC = {SH["not"]: "none", SH["or"]: "any", SH["and"]: "all", SH.node: "all", SH.xone: "one"}
