"""Conditions as Python source, about a node of which the predicates are known.

Inside the function of a plan the node is `node`, the values of its predicates are `v0`, `v1`, …, and
`facts`, `nodes` and `backwards` are what the whole graph says. What cannot be written is called by a name.
"""

from __future__ import annotations

from collections.abc import Sequence

from kg.gate.checks import NO_LIMIT, Check, Logic, Rule
from kg.gate.facts import NOTHING
from kg.gate.paths import steps_of
from kg.gate.values import Test, is_before, source
from kg.terms import A, Term

# how conditions are joined, of which none, any, all or one must be true
_JOINED = {
    "none": ("not (", " or ", ")"),
    "any": ("(", " or ", ")"),
    "all": ("(", " and ", ")"),
    "one": ("(", " + ", ") == 1"),
}


class Conditions:
    """Writes conditions for nodes with certain predicates; `names` gives what they name its meaning."""

    def __init__(self, predicates: Sequence[Term]) -> None:
        self._predicates = frozenset(predicates)
        self._place = {predicate: place for place, predicate in enumerate(predicates)}
        self.names: dict[str, object] = {"NOTHING": NOTHING, "is_before": is_before}

    @property
    def arguments(self) -> list[str]:
        """Name the values of each predicate, in their order."""
        return [f"v{place}" for place in self._place.values()]

    @property
    def predicates(self) -> list[Term]:
        """Give the predicates, in the order of their arguments."""
        return [*self._place]

    def named(self, value: object) -> str:
        """Give a name to an object."""
        name = f"k{len(self.names)}"
        self.names[name] = value
        return name

    def values(self, predicate: Term) -> str:
        """Name the values of a predicate."""
        return f"v{self._place[predicate]}" if predicate in self._place else "()"

    def plain(self, check: Check) -> str:
        """Write what is true only if values, and their number, are right as far as one sees by looking."""
        if check.path is None:
            return self._test(check.test, "node")
        if check.predicate is None:
            return self._of_reached(check)
        values = self.values(check.predicate)
        few = f"len({values}) <= {check.most}" if check.most < NO_LIMIT else ""
        if not check.test:
            return few or "True"
        one = " and ".join(self._quick(test, f"{values}[0]") for test in _asked(check))
        if check.most == 1:
            return f"len({values}) == 1 and {one}"
        each = f"({one} if len({values}) == 1 else all(map({self.named(check.test)}, {values})))"
        return f"{few} and {each}" if few else each

    def of_rule(self, rule: Rule, values: str) -> str:
        """Write what is true only if a rule that looks further finds nothing; nothing, if that is not known.

        `values` are the source of what the rule looks at, which are not known at the end of a longer path.
        """
        if rule.logic and values == "(node,)":
            return self._of_logic(rule.logic)
        if rule.clean:
            return f"{self.named(rule.clean)}(node, facts)"
        if not values:
            return ""
        if rule.of_class:
            is_of = f"{rule.of_class!r} in nodes.get({{}}, NOTHING).get({A!r}, ())"
            each = f"all([{is_of.format('o')} for o in {values}])"
            return f"(len({values}) == 1 and {is_of.format(f'{values}[0]')}) or {each}"
        if rule.value:
            return f"{rule.value!r} in {values}"
        if rule.before:
            limits = self.values(rule.before.predicate)
            ordered = f"is_before({values}[0], {limits}[0], {rule.before.or_same})"
            return f"len({values}) == 1 and len({limits}) == 1 and {ordered}"
        return ""

    def _of_logic(self, logic: Logic) -> str:
        before, between, after = _JOINED[logic.which]
        parts = [self._conforms(check) for check in logic.checks]
        if logic.which == "one":
            parts = [f"bool({part})" for part in parts]
        else:  # what is known to be so, or not, for every such node changes nothing
            idle = "True" if logic.which == "all" else "False"
            parts = [part for part in parts if part != idle] or [idle]
        return before + between.join(parts) + after

    def _conforms(self, check: Check) -> str:
        """Write what is true if the node conforms, and only then."""
        if (decided := check.decided(self._predicates)) is not None:
            return str(decided)
        written = self._of_node(check) if check.path is None else self._of_values(check)
        return f"({written})" if written else f"{self.named(check.conforms)}(node, facts)"

    def _of_node(self, check: Check) -> str:
        if any(rule.further and not rule.logic for rule in check.rules):
            return ""
        asked = [self._of_logic(rule.logic) for rule in check.rules if rule.logic]
        asked += [self._test(test, "node") for test in check.tests]
        asked += [self._conforms(inner) for inner in check.inner]
        return " and ".join(asked) or "True"

    def _of_values(self, check: Check) -> str:
        """Write a condition for values that are there, where only tests and certain values are asked."""
        further = [rule for rule in check.rules if rule.further]
        if check.inner or check.predicate not in self._place or any(not rule.value for rule in further):
            return ""
        values = self.values(check.predicate)
        least = f"{check.least} <= " if check.least > 1 else ""
        most = f" <= {check.most}" if check.most < NO_LIMIT else ""
        asked = [f"{least}len({values}){most}"] if least or most else []
        asked += [f"{rule.value!r} in {values}" for rule in further]
        if check.test:
            asked.append(f"all(map({self.named(check.test)}, {values}))")
        return " and ".join(asked) or "True"

    def _of_reached(self, check: Check) -> str:
        """Write a condition for what a path leads to."""
        reached = f"{self.named(check.path)}(node, facts)"
        if check.parent:
            reached = f"backwards[{check.parent!r}].get(node, ())"
        if check.test:
            return f"{self.named(check.passes)}({reached})"
        most = f" <= {check.most}" if check.most < NO_LIMIT else ""
        steps = steps_of(check.path)
        if len(steps) == 2 and steps[0] in self._place and check.least == 1 and not most:
            first = self.values(steps[0])
            return f"len({first}) == 1 and {steps[1]!r} in nodes.get({first}[0], NOTHING)"
        return f"{check.least} <= len({reached}){most}" if check.least or most else "True"

    def _test(self, test: Test | None, value: str) -> str:
        return f"{self.named(test)}({value})" if test else "True"

    def _quick(self, test: Test, value: str) -> str:
        if written := source(test):
            return written.format(value)
        among = getattr(test, "__self__", None)
        return f"{value} in {self.named(among)}" if isinstance(among, frozenset) else self._test(test, value)


def _asked(check: Check) -> Sequence[Test]:
    """Give the tests one by one, or together where answers are kept."""
    return (check.test,) if check.test and hasattr(check.test, "cache_info") else check.tests
