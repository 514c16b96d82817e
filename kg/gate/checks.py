"""What shapes are compiled to: rules about values, and checks, which are rules with a path."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import product

import msgspec

from kg.check import Finding
from kg.gate.facts import NOTHING, Facts
from kg.gate.paths import Path
from kg.gate.values import Test
from kg.nodes import Properties
from kg.terms import A, Term

Find = Callable[[Term, Sequence[Term], Facts], Iterable[Finding]]
Quick = Callable[[Sequence[Term], dict[Term, Properties]], bool]
NO_LIMIT = float("inf")
HOLDS: dict[str, Callable[[Iterable[bool]], bool]] = {
    "none": lambda conforms: not any(conforms),
    "any": any,
    "all": all,
    "one": lambda conforms: sum(conforms) == 1,
}


class Logic(msgspec.Struct, frozen=True):
    """What must be true of a value's conforming to each of several shapes: it to none, any, all or one."""

    which: str
    checks: tuple[Check, ...]

    def holds(self, conforms: Iterable[bool]) -> bool:
        """Tell whether it is true, given whether the value conforms to each shape."""
        return HOLDS[self.which](conforms)

    def decided(self, predicates: frozenset[Term]) -> bool | None:
        """Tell what comes out for every node that has just these predicates; None where it depends."""
        outcomes = [check.decided(predicates) for check in self.checks]
        ways = product(*((True, False) if one is None else (one,) for one in outcomes))
        possible = {self.holds(way) for way in ways}
        return possible.pop() if len(possible) == 1 else None


class Before(msgspec.Struct, frozen=True):
    """The predicate whose values must come after those of the rule, or be the same."""

    predicate: Term
    or_same: bool


class Rule(msgspec.Struct, frozen=True):
    """What is wrong, given a focus node and the values of a path.

    A rule finds something where there are fewer values than `least` or more than `most`, or one fails
    `test`; else nothing, unless it has to look `further` than at the values. Of those that do, some find
    nothing where the node lacks a predicate of `needs`, or where all values are of `of_class`, or include
    `value`, or are before those of the predicate `before`, or where `clean` says so.
    """

    find: Find
    test: Test | None = None
    least: int = 0
    most: float = NO_LIMIT
    further: bool = False
    needs: frozenset[Term] = frozenset()
    of_class: Term | None = None
    value: Term | None = None
    before: Before | None = None
    clean: Callable[[Term, Facts], bool] | None = None
    logic: Logic | None = None


class Check(msgspec.Struct, frozen=True):
    """A shape, compiled: a path from the focus node (None: the node itself) and what its values must be."""

    predicate: Term | None  # the path, where it is just this
    parent: Term | None  # the predicate that the path follows backwards, where it is just this
    path: Path | None
    rules: tuple[Rule, ...]
    inner: tuple[Check, ...]  # what is asked of each value
    least: int
    most: float
    tests: tuple[Test, ...]
    test: Test | None  # all of them together

    def values(self, focus: Term, facts: Facts) -> Sequence[Term]:
        """Follow the path."""
        if self.predicate:  # nearly always, and cheaper
            return facts.nodes.get(focus, NOTHING).get(self.predicate, ())
        return self.path(focus, facts) if self.path else (focus,)

    def find(self, focus: Term, facts: Facts) -> Iterable[Finding]:
        """Find everything that is wrong with a focus node."""
        values = self.values(focus, facts)
        found = [finding for rule in self.rules for finding in rule.find(focus, values, facts)]
        for check in self.inner:
            for value in values:
                found += check.find(value, facts)
        return found

    def passes(self, values: Sequence[Term]) -> bool:
        """Tell whether nothing is wrong with values, as far as can be told by looking at them."""
        return self.least <= len(values) <= self.most and (self.test is None or all(map(self.test, values)))

    def conforms(self, focus: Term, facts: Facts) -> bool:
        """Tell whether nothing at all is wrong with a node."""
        values = self.values(focus, facts)
        return (
            self.passes(values)
            and not any(rule.further and any(rule.find(focus, values, facts)) for rule in self.rules)
            and all(check.conforms(value, facts) for check in self.inner for value in values)
        )

    def quick(self) -> Quick | None:
        """Give the quick way to tell that all of some nodes pass, where it is by a test or by their class."""
        if classes := self.classes():
            return lambda nodes, said: (
                not any(
                    [classes.isdisjoint(said.get(one, NOTHING).get(A, ())) for one in nodes]  # noqa: C419 - faster
                )
            )
        if self.path or self.inner or len(self.rules) != 1 or not (test := self.rules[0].test):
            return None
        return lambda nodes, _said: all(map(test, nodes))

    def classes(self) -> frozenset[Term]:
        """Give classes of which each is enough for a node to pass; none where it is not only by class."""
        if self.path or self.inner or len(self.rules) != 1:
            return frozenset()
        (rule,) = self.rules
        if rule.logic and rule.logic.which == "any":
            return frozenset().union(*(check.classes() for check in rule.logic.checks))
        return frozenset({rule.of_class} if rule.of_class else ())

    def decided(self, predicates: frozenset[Term]) -> bool | None:
        """Tell whether every node that has just these predicates conforms; None where it depends."""
        if self.path is None:
            asked = [self._decided_by(rule, predicates) for rule in self.rules]
            return _all([*asked, *(check.decided(predicates) for check in self.inner)])
        if self.predicate is None:
            return None
        if self.predicate not in predicates:
            further = any(rule.further and rule.needs <= predicates for rule in self.rules)
            return False if self.least else (None if further else True)
        is_plain = not (self.inner or self.test or any(rule.further for rule in self.rules))
        return True if is_plain and self.least <= 1 and self.most == NO_LIMIT else None

    @staticmethod
    def _decided_by(rule: Rule, predicates: frozenset[Term]) -> bool | None:
        return rule.logic.decided(predicates) if rule.logic else None


def _all(outcomes: Sequence[bool | None]) -> bool | None:
    if False in outcomes:
        return False
    return None if None in outcomes else True
