"""SPARQL constraints as Python functions: nested loops over the facts of one graph.

A small part of SPARQL is compiled: basic graph patterns, property paths, joins, unions and filters with
EXISTS, comparisons, arithmetic and a few functions of strings. As fastjsonschema does for JSON Schema, the
function is written as source: interpreting the algebra took six times longer. A query with anything else
is left to rdflib, which is slow, but only for the nodes that its shape looks at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, cast

import msgspec
from rdflib import SH, Graph, Literal, URIRef, Variable
from rdflib.paths import AlternativePath, InvPath
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.algebra import translateGroupGraphPattern
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.plugins.sparql.sparql import Query
from rdflib.term import Identifier, Node

from kg.check import spelt
from kg.errors import ShapesError
from kg.gate import paths, terms
from kg.gate.facts import Facts
from kg.gate.values import as_node
from kg.terms import Term

Bound = frozenset[Variable]
Then = Callable[[Bound], None]
THIS = Variable("this")


class Select(msgspec.Struct, frozen=True):
    """A compiled query: the values it answers for a focus node, which must have the predicates of `needs`.

    `clean` tells, faster, that it answers nothing; a query that is left to rdflib has none.
    """

    run: Callable[[Term, Facts], Iterable[Term]]
    needs: frozenset[Term]
    clean: Callable[[Term, Facts], bool] | None = None


class _UnknownError(Exception):
    """Part of a query that is not known."""


def compile_select(graph: Graph, constraint: Node, shape: str, backwards: set[Term]) -> Select:
    """Compile the query of a constraint of a shape; predicates followed backwards go into `backwards`.

    Raises ShapesError where the query is broken, or has what SHACL does not allow.
    """
    text = str(graph.value(constraint, SH.select) or "")
    try:
        query = prepareQuery(_prefixes(graph, constraint) + text)
    except Exception as error:  # rdflib lets errors of its parser through as they are
        raise ShapesError(f"shape {shape}: its SPARQL cannot be read: {error}") from error
    if THIS not in (query.algebra.PV or ()):
        raise ShapesError(f"shape {shape}: its SPARQL does not select $this")
    if forbidden := _FORBIDDEN & _names(query.algebra):
        raise ShapesError(f"shape {shape}: SHACL does not allow {min(forbidden)} in SPARQL")
    try:
        return _select(query.algebra, backwards)
    except _UnknownError:
        return Select(partial(_by_rdflib, query), frozenset())


def _by_rdflib(query: Query, focus: Term, facts: Facts) -> Iterable[Term]:
    for row in facts.graph().query(query, initBindings={"this": cast(Identifier, as_node(focus))}):
        value = row.asdict().get("value")  # type: ignore[union-attr]
        yield "" if value is None else spelt(value)


def _prefixes(graph: Graph, constraint: Node) -> str:
    declared = [
        (graph.value(one, SH.prefix), graph.value(one, SH.namespace))
        for source in graph.objects(constraint, SH.prefixes)
        for one in graph.objects(source, SH.declare)
    ]
    return "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in sorted(declared, key=str))


def _select(algebra: CompValue, backwards: set[Term]) -> Select:
    pattern = algebra.p
    while pattern.name in ("Distinct", "Project"):
        pattern = pattern.p
    value = _name(Variable("value")) if Variable("value") in algebra.PV else "''"
    given = frozenset({THIS})
    return Select(
        run=_Compiler(backwards, given).function(pattern, f"yield {value}", "return"),
        needs=_needs(pattern),
        clean=_Compiler(backwards, given).function(pattern, "return False", "return True"),
    )


class _Compiler:
    """Writes the source of one query."""

    def __init__(self, backwards: set[Term], given: Bound) -> None:
        self._backwards, self._given = backwards, given
        self._ahead: list[str] = []  # what is worked out once, before all loops
        self._lines: list[str] = []
        self._depth = 1
        self._names: dict[str, object] = dict(terms.NAMES)
        self._count = 0

    def function(self, pattern: CompValue, found: str, end: str) -> Callable[[Term, Facts], Any]:
        """Write a function that does `found` at every solution of a pattern, and `end` after the last."""
        self._pattern(pattern, self._given, lambda _bound: self._write(found))
        begin = ["def run(this, facts):", "    nodes = facts.nodes"]
        source = "\n".join([*begin, *self._ahead, *self._lines, f"    {end}"])
        exec(compile(source, "<constraint>", "exec"), self._names)  # noqa: S102 - written here, from algebra
        return self._names["run"]  # type: ignore[return-value]

    def _write(self, line: str) -> None:
        self._lines.append("    " * self._depth + line)

    def _inside(self, line: str, then: Callable[[], None]) -> None:
        """Write a line that opens a block, and what stands in the block."""
        self._write(line)
        self._depth += 1
        then()
        self._depth -= 1

    def _constant(self, value: object) -> str:
        self._count += 1
        self._names[f"k{self._count}"] = value
        return f"k{self._count}"

    def _worked_out(self, source: str) -> str:
        """Name what is the same for every solution: that of $this alone."""
        self._ahead.append(f"    a{len(self._ahead)} = {source}")
        return f"a{len(self._ahead) - 1}"

    def _pattern(self, part: CompValue, bound: Bound, then: Then) -> None:
        """Write loops over the solutions of a pattern, and inside them what `then` writes."""
        if part.name == "BGP":
            self._triples(list(part.triples), bound, then)
        elif part.name == "Join":
            self._pattern(part.p1, bound, lambda more: self._pattern(part.p2, more, then))
        elif part.name == "Union":
            self._pattern(part.p1, bound, then)
            self._pattern(part.p2, bound, then)
        elif part.name == "Filter":
            self._filter(part, bound, then)
        else:
            raise _UnknownError(part.name)

    def _filter(self, part: CompValue, bound: Bound, then: Then) -> None:
        # a filter sees what its own group binds; loops around it must not lend it more
        if lent := (_variables(part.expr) & bound) - _variables(part.p) - self._given:
            raise _UnknownError(f"a filter on ?{min(lent)}, which its group does not bind")

        def filtered(more: Bound) -> None:
            self._inside("try:", lambda: self._write(f"kept = {self._expression(part.expr, more)}"))
            self._inside("except Unsure:", lambda: self._write("kept = False"))
            self._inside("if kept:", lambda: then(more))

        self._pattern(part.p, bound, filtered)

    def _triples(self, triples: list[tuple[Node, Node, Node]], bound: Bound, then: Then) -> None:
        """Write one loop a triple pattern, those first that have most bound."""
        if not triples:
            then(bound)
            return

        def unbound(triple: tuple[Node, Node, Node]) -> int:
            ends = (*[triple[1]] * 9, triple[0], triple[0], triple[2])  # a predicate has to be known
            return sum(isinstance(end, Variable) and end not in bound for end in ends)

        chosen = min(triples, key=unbound)
        rest = [triple for triple in triples if triple is not chosen]
        more = bound | {end for end in chosen if isinstance(end, Variable)}
        self._inside(self._loop(chosen, bound), lambda: self._triples(rest, more, then))

    def _loop(self, triple: tuple[Node, Node, Node], bound: Bound) -> str:
        """Write the head of the loop, or the condition, of one triple pattern."""
        subject, predicate, value = triple
        known = [not isinstance(end, Variable) or end in bound for end in (subject, value)]
        if known == [True, True]:
            return f"if {self._term(value)} in {self._forth(subject, predicate, bound)}:"
        if known == [True, False]:
            return f"for {_name(value)} in {self._forth(subject, predicate, bound)}:"
        if known == [False, True]:
            return f"for {_name(subject)} in {self._forth(value, _turned(predicate), bound)}:"
        if isinstance(predicate, URIRef):
            pairs = f"facts.pairs({spelt(predicate)!r})"
            return f"for {_name(subject)}, {_name(value)} in [(s, o) for s, os in {pairs} for o in os]:"
        raise _UnknownError("a triple pattern of which neither end is bound")

    def _forth(self, node: Node, path: Node, bound: Bound) -> str:
        """Write where a path leads from a node."""
        if isinstance(path, Variable) and path in bound:
            return f"nodes.get({self._term(node)}, NOTHING).get({_name(path)}, ())"
        if isinstance(path, URIRef):
            return f"nodes.get({self._term(node)}, NOTHING).get({spelt(path)!r}, ())"
        if isinstance(path, InvPath) and isinstance(path.arg, URIRef):
            self._backwards.add(spelt(path.arg))
            return f"facts.backwards[{spelt(path.arg)!r}].get({self._term(node)}, ())"
        if isinstance(path, AlternativePath):
            ways = tuple(spelt(way) for way in path.args if isinstance(way, URIRef))
            if len(ways) == len(path.args):
                said = f"nodes.get({self._term(node)}, NOTHING)"
                return f"[v for p in {self._constant(ways)} for v in {said}.get(p, ())]"
        try:
            walk = self._constant(paths.of_sparql(path, self._backwards))
        except paths.UnknownPathError as error:
            raise _UnknownError(error) from error
        return f"{walk}({self._term(node)}, facts)"

    def _term(self, node: Node) -> str:
        return _name(node) if isinstance(node, Variable) else repr(spelt(node))

    def _expression(self, part: Node | CompValue, bound: Bound) -> str:
        """Write an expression; where SPARQL has an error the source raises Unsure."""
        if isinstance(part, Variable):
            if part not in bound:
                raise _UnknownError(f"?{part}, which may be unbound,")
            return f"value({_name(part)})"
        if isinstance(part, URIRef | Literal):
            return self._constant(terms.value(spelt(part)))
        if not isinstance(part, CompValue) or (write := _EXPRESSIONS.get(part.name)) is None:
            raise _UnknownError(getattr(part, "name", str(part)))
        return write(self, part, bound)

    def _exists(self, part: CompValue, bound: Bound) -> str:
        """Ask for a solution of a group: of one triple pattern in place, else in a function of its own."""
        group = _translated(part.graph)
        if group.name == "BGP" and len(group.triples) == 1:
            subject, path, value = group.triples[0]
            if isinstance(path, URIRef):
                return self._is_there(group.triples[0], bound)
            if subject == THIS and value in bound:
                return f"({_name(value)} in {self._worked_out(self._forth(subject, path, bound))})"
        inner = _Compiler(self._backwards, bound)  # a solution is substituted into the group
        inner._pattern(group, bound, lambda _bound: inner._write("return True"))
        shared = sorted(map(_name, bound))
        source = [f"def exists({', '.join(['facts', 'nodes', *shared])}):"]
        source += [*inner._ahead, *inner._lines, "    return False"]
        exec(compile("\n".join(source), "<exists>", "exec"), inner._names)  # noqa: S102 - written here
        return f"{self._constant(inner._names['exists'])}({', '.join(['facts', 'nodes', *shared])})"

    def _is_there(self, triple: tuple[Node, Node, Node], bound: Bound) -> str:
        subject, predicate, value = triple
        known = [not isinstance(end, Variable) or end in bound for end in (subject, value)]
        if known == [False, False]:
            raise _UnknownError("a triple pattern of which neither end is bound")
        if known == [False, True]:
            return f"bool({self._forth(value, _turned(predicate), bound)})"
        there = self._forth(subject, predicate, bound)
        return f"({self._term(value)} in {there})" if known[1] else f"bool({there})"

    def _not_exists(self, part: CompValue, bound: Bound) -> str:
        return f"not {self._exists(part, bound)}"

    def _relation(self, part: CompValue, bound: Bound) -> str:
        known = {"=": "same", "!=": "differ", "<": "less", ">": "more", "<=": "at_most", ">=": "at_least"}
        if part.op is None:
            return self._expression(part.expr, bound)
        if part.op not in known:
            raise _UnknownError(part.op)
        return f"{known[part.op]}({self._all([part.expr, part.other], bound)})"

    def _all(self, parts: Iterable[Node | CompValue], bound: Bound) -> str:
        return ", ".join(self._expression(part, bound) for part in parts)

    def _either(self, part: CompValue, bound: Bound) -> str:
        if not part.other:
            return self._expression(part.expr, bound)
        ways = [f"lambda: {self._expression(one, bound)}" for one in (part.expr, *part.other)]
        return f"either({', '.join(ways)})"

    def _both(self, part: CompValue, bound: Bound) -> str:
        return f"({' and '.join(self._expression(one, bound) for one in (part.expr, *(part.other or ())))})"

    def _reckoned(self, part: CompValue, bound: Bound) -> str:
        source = self._expression(part.expr, bound)
        for sign, other in zip(part.op or (), part.other or (), strict=True):
            source = f"reckon({sign!r}, {source}, {self._expression(other, bound)})"
        return source

    def _string(self, part: CompValue, bound: Bound) -> str:
        if not isinstance(part.arg, Variable):
            return f"text({self._expression(part.arg, bound)})"
        self._expression(part.arg, bound)  # refuses what may be unbound
        return f"text_of({_name(part.arg)})"

    def _length(self, part: CompValue, bound: Bound) -> str:
        source = self._expression(part.arg, bound)
        return f"length_of({_name(part.arg)})" if isinstance(part.arg, Variable) else f"length({source})"

    def _called(self, part: CompValue, bound: Bound) -> str:
        names, function = _FUNCTIONS[part.name]
        given = [part.get(name) for name in names if part.get(name) is not None]
        flat = [one for arg in given for one in (arg if isinstance(arg, list) else [arg])]
        return f"{function}({self._all(flat, bound)})"


def _name(variable: Node) -> str:
    return "this" if variable == THIS else f"v_{variable}"


def _turned(path: Node) -> Node:
    return ~path  # type: ignore[operator, no-any-return]


def _translated(group: CompValue) -> CompValue:
    """Turn the group of an EXISTS, which rdflib leaves as it is parsed, into algebra."""
    if group.name == "GroupGraphPatternSub":
        return translateGroupGraphPattern(group)
    return group


def _variables(part: object) -> frozenset[Variable]:
    """Find the variables that occur anywhere in a part of a query."""
    if isinstance(part, Variable):
        return frozenset({part})
    if isinstance(part, CompValue):
        return frozenset().union(*(_variables(part[key]) for key in part if key != "_vars"))
    if isinstance(part, list | tuple):
        return frozenset().union(*map(_variables, part))
    return frozenset()


def _needs(pattern: CompValue) -> frozenset[Term]:
    """Find predicates that $this must have for any answer."""
    if pattern.name == "BGP":
        return frozenset(
            spelt(first)
            for subject, predicate, _ in pattern.triples
            if subject == THIS and isinstance(first := paths.first_step(predicate), URIRef)
        )
    if pattern.name == "Join":
        return _needs(pattern.p1) | _needs(pattern.p2)
    if pattern.name == "Union":
        return _needs(pattern.p1) & _needs(pattern.p2)
    return _needs(pattern.p) if pattern.name == "Filter" else frozenset()


def _names(part: object) -> set[str]:
    """Find what kinds of parts a query has."""
    if isinstance(part, CompValue):
        return {part.name}.union(*(_names(part[key]) for key in part if key != "_vars"))
    return set().union(*map(_names, part)) if isinstance(part, list | tuple) else set()


# https://www.w3.org/TR/shacl/#pre-binding
_FORBIDDEN = {"Minus", "ServiceGraphPattern", "ToMultiSet", "values"}
_FUNCTIONS = {
    "Builtin_SUBSTR": (("arg", "start", "length"), "part"),
    "Builtin_CONCAT": (("arg",), "joined"),
    "Builtin_STRENDS": (("arg1", "arg2"), "ends"),
    "Builtin_STRSTARTS": (("arg1", "arg2"), "begins"),
    "Builtin_CONTAINS": (("arg1", "arg2"), "holds"),
}
_EXPRESSIONS: dict[str, Callable[[_Compiler, CompValue, Bound], str]] = {
    "Builtin_EXISTS": _Compiler._exists,
    "Builtin_NOTEXISTS": _Compiler._not_exists,
    "RelationalExpression": _Compiler._relation,
    "ConditionalOrExpression": _Compiler._either,
    "ConditionalAndExpression": _Compiler._both,
    "AdditiveExpression": _Compiler._reckoned,
    "MultiplicativeExpression": _Compiler._reckoned,
    "Builtin_STR": _Compiler._string,
    "Builtin_STRLEN": _Compiler._length,
    **dict.fromkeys(_FUNCTIONS, _Compiler._called),
}
