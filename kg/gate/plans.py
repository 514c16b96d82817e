"""Plans: what to do with the nodes that have certain predicates and classes, worked out once.

Checks that such nodes always pass are left out; the tests of their values become one function.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial, reduce

import msgspec
from rdflib import SH

from kg.check import Finding, spelt
from kg.gate.checks import NO_LIMIT, Check, Find, Rule
from kg.gate.facts import NOTHING, Facts, Properties
from kg.gate.shapes import Shape
from kg.gate.values import Test, both, is_string
from kg.terms import A, Term

Look = Callable[[Term, Facts], Iterable[Finding]]


class Plan(msgspec.Struct, frozen=True):
    """What to ask of a node, in the order of what it costs."""

    passes: Callable[..., bool]  # takes the values of each predicate in turn
    plain: list[tuple[Term, list[Rule]]]  # what to ask where they do not pass
    classes: list[tuple[Term, Term, Find]]  # predicate, class of its values, what finds the others
    finds: list[tuple[Term, Find]]  # predicate, what looks further at its values
    parents: list[
        tuple[Term, int, float, Look]
    ]  # predicate that leads here, least and most, what finds others
    looks: list[Look]
    feeds: list[
        tuple[int, Term | None, Test | None]
    ]  # a shape of other nodes, which those are, what they pass

    def find(self, node: Term, properties: Properties, facts: Facts) -> Iterable[Finding]:
        """Find what is wrong with a node, but for what is wrong with nodes that its values are."""
        found: list[Finding] = []
        if not self.passes(*properties.values()):
            for predicate, rules in self.plain:
                values = properties[predicate]
                found += [finding for rule in rules for finding in rule.find(node, values, facts)]
        for predicate, name, find in self.classes:
            values = properties[predicate]
            if not all(name in facts.nodes.get(one, NOTHING).get(A, ()) for one in values):
                found += find(node, values, facts)
        for predicate, find in self.finds:
            found += find(node, properties[predicate], facts)
        for predicate, least, most, look in self.parents:
            if not least <= len(facts.backwards[predicate].get(node, ())) <= most:
                found += look(node, facts)
        for look in self.looks:
            found += look(node, facts)
        return found


class Planner:
    """Makes plans from shapes and the checks they are compiled to."""

    def __init__(self, shapes: Sequence[Shape], checks: Sequence[Check]) -> None:
        self._shapes, self._checks = shapes, checks

    def plan(self, predicates: Sequence[Term], types: Sequence[Term], classes: Collection[Term]) -> Plan:
        """Plan for nodes with these predicates, in this order, of these types, and so of these classes."""
        plan = Plan(_always, [], [], [], [], [], [])
        tests = _Tests(predicates)
        for number, shape in enumerate(self._shapes):
            fed = list(_feeds(shape, predicates, classes))
            if looks_at_others(shape):
                passes = self._checks[number].alone()
                plan.feeds.extend((number, predicate, passes) for predicate in fed)
            elif fed:
                for check in _flat(self._checks[number]):
                    if not _holds_for_types(check, types):
                        _add(check, frozenset(predicates), tests, plan)
        return msgspec.structs.replace(plan, passes=tests.compiled(), plain=tests.rules())


class _Tests:
    """The tests of the values of each predicate."""

    def __init__(self, predicates: Sequence[Term]) -> None:
        self._checks: dict[Term, list[Check]] = {predicate: [] for predicate in predicates}

    def add(self, predicate: Term, check: Check) -> None:
        if check.test or check.most < NO_LIMIT:
            self._checks[predicate].append(check)

    def rules(self) -> list[tuple[Term, list[Rule]]]:
        """Give the rules behind the tests, which say what is wrong where a test fails."""
        return [
            (predicate, [rule for check in checks for rule in check.rules if not rule.further])
            for predicate, checks in self._checks.items()
            if checks
        ]

    def compiled(self) -> Callable[..., bool]:
        """Write one function of the values of all predicates; a loop takes three times longer."""
        names: dict[str, object] = {}
        asked = [
            self._asked(f"v{place}", f"t{place}", checks, names)
            for place, checks in enumerate(self._checks.values())
            if checks
        ]
        given = ", ".join(f"v{place}" for place in range(len(self._checks)))
        source = f"lambda {given}: {' and '.join(asked) or True}"
        return eval(source, names)  # type: ignore[no-any-return]  # noqa: S307 - written here, of nothing read

    @staticmethod
    def _asked(values: str, test: str, checks: list[Check], names: dict[str, object]) -> str:
        tests = [check.test for check in checks if check.test]
        others = [one for one in tests if one is not is_string]
        most = min(check.most for check in checks)
        names[test] = reduce(both, tests) if tests else bool
        single = [f"{values}[0][-1] == '\"'"] if len(others) < len(tests) else []
        if others:
            names[f"{test}_"] = reduce(both, others)
            single.append(f"{test}_({values}[0])")
        one = " and ".join(single) or "True"
        several = f"len({values}) <= {most} and all(map({test}, {values}))" if most > 1 else "False"
        several = several.replace("len(" + values + ") <= inf and ", "")
        return f"(({one}) if len({values}) == 1 else {several})"


def _always() -> bool:
    return True


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


def _add(check: Check, predicates: frozenset[Term], tests: _Tests, plan: Plan) -> None:
    """Put a check where it costs least: nowhere, if nodes with these predicates always pass it."""
    further = [rule for rule in check.rules if rule.further and rule.needs <= predicates]
    if check.path is None:
        further = [rule for rule in further if not (rule.logic and rule.logic.decided(predicates))]
        if check.test or further:
            plan.looks.append(partial(_look, check, further))
    elif check.predicate is None:
        if check.parent and not (further or check.inner or check.test):
            plan.parents.append((check.parent, check.least, check.most, check.find))
        else:
            plan.looks.append(partial(_look, check, further))
    elif check.predicate not in predicates:
        if check.least > 0 or further:
            plan.looks.append(check.find)
    elif check.inner or check.least > 1:
        plan.looks.append(check.find)
    else:
        tests.add(check.predicate, check)
        _add_further(check.predicate, further, plan)


def _add_further(predicate: Term, further: list[Rule], plan: Plan) -> None:
    for rule in further:
        if rule.of_class:
            plan.classes.append((predicate, rule.of_class, rule.find))
        else:
            plan.finds.append((predicate, rule.find))


def _look(check: Check, further: list[Rule], focus: Term, facts: Facts) -> Iterable[Finding]:
    """Find what is wrong, without asking the rules whose answer shows at the values."""
    values = check.values(focus, facts)
    if check.passes(values) and not check.inner:
        return [finding for rule in further for finding in rule.find(focus, values, facts)]
    return check.find(focus, facts)
