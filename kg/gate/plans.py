"""Plans: what to ask of nodes that have certain predicates and classes, written as functions.

What such nodes pass whatever their values are is left out. The rest becomes statements: a condition that is
true of a well-formed node, and the call that finds what is wrong where it is not. At first each statement is
a function that other plans share; a plan that is used often is written anew as one function, which is faster,
but takes milliseconds to compile.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice

import msgspec
from rdflib import SH

from kg.check import Finding, spelt
from kg.gate.checks import Check, Rule
from kg.gate.conditions import Conditions
from kg.gate.facts import Facts
from kg.gate.paths import steps_of
from kg.gate.shapes import Shape
from kg.terms import A, Term

TOGETHER = 4  # properties of a shape that are asked by one function
OFTEN = 150  # nodes, after which compiling a plan pays
# of a node, all facts, what is found, the nodes that other shapes are to look at, and the values of each
# predicate: puts into the third and fourth what there is
Run = Callable[..., None]


class _Step(msgspec.Struct, frozen=True):
    """A few things to ask: their number, the predicates that decide how they are written, and what writes.

    A set of predicates is also a number that has a bit for each, which is quicker to meet with another.
    """

    number: int
    concerns: dict[Term, int]
    bits: int
    write: Callable[[_Function], None]
    of_types: Check | None = None  # where it is what the classes of a node have to be
    pieces: dict[int, Run | None] = {}  # by the bits of those that a node has

    def piece(self, present: int) -> Run | None:
        """Compile the step for nodes that have just these of the predicates that concern it."""
        if present not in self.pieces:
            function = _written(sorted(one for one, bit in self.concerns.items() if bit & present), [self])
            self.pieces[present] = None if function.is_empty else function.compiled_alone()
        return self.pieces[present]


class Plan:
    """What to do with a node: `run`, and which of its predicates are followed backwards (`turns`)."""

    def __init__(
        self,
        predicates: Sequence[Term],
        steps: Sequence[_Step],
        pieces: Sequence[Run],
        turns: tuple[Term, ...],
    ) -> None:
        self._predicates, self._steps, self._pieces = predicates, steps, pieces
        self._used = 0
        self.run: Run = self._piece_by_piece
        self.turns = turns

    def _piece_by_piece(
        self,
        node: Term,
        facts: Facts,
        found: list[Finding],
        fed: dict[int, set[Term]],
        *_values: Sequence[Term],
    ) -> None:
        properties = facts.nodes[node]
        for piece in self._pieces:
            piece(node, facts, found, fed, properties)
        self._used += 1
        if self._used == OFTEN:
            self.run = _written(self._predicates, self._steps).compiled()


class Planner:
    """Makes plans from shapes and the checks they are compiled to."""

    def __init__(self, shapes: Sequence[Shape], checks: Sequence[Check], backwards: frozenset[Term]) -> None:
        self._backwards = backwards
        self._steps = 0
        self._of_class: dict[Term, list[_Step]] = defaultdict(list)
        self._of_predicate: dict[Term, list[_Step]] = defaultdict(list)
        self._bits: dict[Term, int] = {}
        for number, (shape, check) in enumerate(zip(shapes, checks, strict=True)):
            self._add(number, shape, check)

    def plan(self, predicates: Sequence[Term], types: Sequence[Term], classes: Collection[Term]) -> Plan:
        """Plan for nodes with these predicates, in this order, of these types, and so of these classes."""
        found = {step.number: step for name in classes for step in self._of_class.get(name, ())}
        found |= {step.number: step for name in predicates for step in self._of_predicate.get(name, ())}
        steps = [
            step
            for _, step in sorted(found.items())
            if not (step.of_types and _holds_for_types(step.of_types, types))
        ]
        bits = sum(self._bits.get(predicate, 0) for predicate in predicates)
        pieces = [step.piece(step.bits & bits) for step in steps]
        turns = tuple(predicate for predicate in predicates if predicate in self._backwards)
        return Plan(predicates, steps, [piece for piece in pieces if piece], turns)

    def _add(self, number: int, shape: Shape, check: Check) -> None:
        """Note by what a node comes to be looked at by a shape, or to give it others to look at."""
        others = looks_at_others(shape)
        steps = [self._feeding(number, None, check)] if others else [*self._asking(check)]
        for target, value in shape.targets:
            term = spelt(value)
            if target == SH.targetClass:
                self._of_class[term] += steps
            elif target == SH.targetSubjectsOf:
                self._of_predicate[term] += steps
            elif target == SH.targetObjectsOf:
                self._of_predicate[term].append(self._feeding(number, term, check))

    def _asking(self, check: Check) -> Iterator[_Step]:
        """Ask what a shape asks, a few properties at a time."""
        flat = [*_flat(check)]
        typed = [one for one in flat if one.predicate == A]
        rest = iter([one for one in flat if one.predicate != A])
        for some in (*([one] for one in typed), *iter(lambda: [*islice(rest, TOGETHER)], [])):
            of_types = some[0] if some[0].predicate == A else None
            concerns = sorted(frozenset[Term]().union(*map(_concerns, some)))
            yield self._step(concerns, partial(_ask_all, some), of_types)

    def _feeding(self, number: int, predicate: Term | None, check: Check) -> _Step:
        concerns = [predicate] if predicate else []
        return self._step(concerns, lambda function: function.feed(number, predicate, check))

    def _step(
        self, concerns: list[Term], write: Callable[[_Function], None], of_types: Check | None = None
    ) -> _Step:
        self._steps += 1
        bits = {one: self._bits.setdefault(one, 1 << len(self._bits)) for one in concerns}
        return _Step(self._steps, bits, sum(bits.values()), write, of_types)


def _ask_all(checks: Iterable[Check], function: _Function) -> None:
    for check in checks:
        function.ask(check)


def _written(predicates: Sequence[Term], steps: Iterable[_Step]) -> _Function:
    function = _Function(predicates)
    for step in steps:
        step.write(function)
    return function


def _concerns(check: Check) -> frozenset[Term]:
    """Name the predicates of which it matters whether a node has them."""
    inner = [*check.inner, *(one for rule in check.rules if rule.logic for one in rule.logic.checks)]
    named = [*steps_of(check.path)[:1], *([check.predicate] if check.predicate else [])]
    named += [rule.before.predicate for rule in check.rules if rule.before]
    return frozenset(named).union(*(rule.needs for rule in check.rules), *map(_concerns, inner))


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

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing has to be asked."""
        return not self._lines

    def compiled(self) -> Run:
        """Compile the function of a whole plan; a loop over what it asks takes several times longer."""
        return self._compiled(self._conditions.arguments, [])

    def compiled_alone(self) -> Run:
        """Compile the function of a piece, which is given the node's properties."""
        names = self._conditions.arguments
        pairs = zip(names, self._conditions.predicates, strict=True)
        return self._compiled(["properties"], [f"{name} = properties[{term!r}]" for name, term in pairs])

    def _compiled(self, arguments: list[str], begin: list[str]) -> Run:
        given = ", ".join(["node", "facts", "found", "fed", *arguments])
        used = [name for name in ("nodes", "backwards") if any(name in line for line in self._lines)]
        lines = [*begin, *(f"{name} = facts.{name}" for name in used), *self._lines, "pass"]
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
