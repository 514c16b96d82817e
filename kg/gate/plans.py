"""Plans: what to do with the nodes that have certain predicates and classes, worked out once.

Checks that such nodes always pass are left out; the tests of their values become one function.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial

import msgspec
from rdflib import SH

from kg.check import Finding, spelt
from kg.gate.checks import NO_LIMIT, Check, Find, Quick, Rule
from kg.gate.facts import NOTHING, Facts
from kg.gate.shapes import Shape
from kg.gate.values import is_string
from kg.terms import A, Term

Look = Callable[[Term, Facts], Iterable[Finding]]


class Plan(msgspec.Struct, frozen=True):
    """What to ask of a node, in the order of what it costs."""

    passes: Callable[..., bool]  # takes node, facts by node and backwards, and the values of each predicate
    plain: list[Look]  # what to ask where it does not pass
    finds: list[tuple[Term, Find]]  # predicate, what looks further at its values
    looks: list[Look]
    # a shape of other nodes, the predicate that leads to them (None: it is this one), whether all pass
    feeds: list[tuple[int, Term | None, Quick | None]]


class Planner:
    """Makes plans from shapes and the checks they are compiled to."""

    def __init__(self, shapes: Sequence[Shape], checks: Sequence[Check]) -> None:
        self._shapes, self._checks = shapes, checks

    def plan(self, predicates: Sequence[Term], types: Sequence[Term], classes: Collection[Term]) -> Plan:
        """Plan for nodes with these predicates, in this order, of these types, and so of these classes."""
        plan = Plan(_always, [], [], [], [])
        tests = _Tests(predicates)
        for number, shape in enumerate(self._shapes):
            fed = list(_feeds(shape, predicates, classes))
            if looks_at_others(shape):
                quick = self._checks[number].quick()
                plan.feeds.extend((number, predicate, quick) for predicate in fed)
            elif fed:
                for check in _flat(self._checks[number]):
                    if not _holds_for_types(check, types):
                        _add(check, frozenset(predicates), tests, plan)
        return msgspec.structs.replace(plan, passes=tests.compiled(), plain=tests.looks)


class _Tests:
    """What is asked of the values of each predicate, and of what leads to a node, in one expression."""

    def __init__(self, predicates: Sequence[Term]) -> None:
        self._place = {predicate: place for place, predicate in enumerate(predicates)}
        self._asked: list[str] = []
        self._names: dict[str, object] = {"NOTHING": NOTHING}
        self.looks: list[Look] = []

    def add_values(self, check: Check) -> None:
        """Ask for the number of values, and the test of each."""
        if not (check.test or check.most < NO_LIMIT):
            return
        values = f"v{self._place[check.predicate or '']}"
        test = check.test or bool
        one = f"{self._named(test)}({values}[0])"
        if test is is_string:  # the datatype may say so too, but hardly ever does
            one = f"{values}[0][-1] == '\"'"
        several = f"all(map({self._named(test)}, {values}))" if check.most > 1 else "False"
        few = f"len({values}) <= {check.most} and " if 1 < check.most < NO_LIMIT else ""
        self._ask(f"({one} if len({values}) == 1 else {few}{several})", partial(_plain, check))

    def add_class(self, check: Check, rule: Rule) -> None:
        """Ask for the class of the values."""
        values = f"v{self._place[check.predicate or '']}"
        asked = f"all([{rule.of_class!r} in nodes.get(o, NOTHING).get({A!r}, ()) for o in {values}])"
        self._ask(asked, partial(_by_rule, check, rule))

    def add_parent(self, check: Check) -> None:
        """Ask for the number of nodes that lead to this one."""
        self._ask(
            f"{check.least} <= len(backwards[{check.parent!r}].get(node, ())) <= {self._named(check.most)}",
            check.find,
        )

    def compiled(self) -> Callable[..., bool]:
        """Compile what is asked; a loop over it takes three times longer."""
        given = ", ".join(["node", "nodes", "backwards", *(f"v{place}" for place in self._place.values())])
        source = f"lambda {given}: {' and '.join(self._asked) or True}"
        return eval(source, self._names)  # type: ignore[no-any-return]  # noqa: S307 - written here

    def _ask(self, source: str, look: Look) -> None:
        self._asked.append(source)
        self.looks.append(look)

    def _named(self, value: object) -> str:
        name = f"k{len(self._names)}"
        self._names[name] = value
        return name


def _plain(check: Check, focus: Term, facts: Facts) -> Iterable[Finding]:
    """Ask the rules that look at nothing but the values."""
    values = check.values(focus, facts)
    return [one for rule in check.rules if not rule.further for one in rule.find(focus, values, facts)]


def _by_rule(check: Check, rule: Rule, focus: Term, facts: Facts) -> Iterable[Finding]:
    return rule.find(focus, check.values(focus, facts), facts)


def _always(*_given: object) -> bool:
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
            tests.add_parent(check)
        else:
            plan.looks.append(partial(_look, check, further))
    elif check.predicate not in predicates:
        if check.least > 0 or further:
            plan.looks.append(check.find)
    elif check.inner or check.least > 1:
        plan.looks.append(check.find)
    else:
        tests.add_values(check)
        for rule in further:
            if rule.of_class:
                tests.add_class(check, rule)
            else:
                plan.finds.append((check.predicate, rule.find))


def _look(check: Check, further: list[Rule], focus: Term, facts: Facts) -> Iterable[Finding]:
    """Find what is wrong, without asking the rules whose answer shows at the values."""
    values = check.values(focus, facts)
    if check.passes(values) and not check.inner:
        return [finding for rule in further for finding in rule.find(focus, values, facts)]
    return check.find(focus, facts)
