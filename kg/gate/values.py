"""Tests on a single term: of its datatype, its kind, its text, its place in an order.

Terms are spelt as in N-Triples. The ordinary forms are told by looking at the text; whatever is unusual
is left to rdflib, which pySHACL asks too.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache, partial
from operator import methodcaller

import rdflib
from rdflib import RDF, XSD

from kg.terms import Term, unescape

Test = Callable[[Term], bool]

# https://www.w3.org/TR/n-triples/#n-triples-grammar
_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"(?:@([A-Za-z0-9-]+)|\^\^<([^>]*)>)?', re.DOTALL)
_KEPT = 16_384  # answers
_DATE, _INTEGERS, _DECIMALS = (f"^^<{one}>" for one in (XSD.date, XSD.integer, XSD.decimal))
_INK = r"[^ \t\n\r]"
_SEARCH_INK = re.compile(_INK).search
_WHOLE = re.compile(r'"[+-]?[0-9]+"')
_DECIMAL = re.compile(r'"[+-]?[0-9]+(?:\.[0-9]+)?"')
_KINDS = {
    "IRI": ("<",),
    "Literal": ('"',),
    "BlankNode": ("_",),
    "IRIOrLiteral": ("<", '"'),
    "BlankNodeOrIRI": ("_", "<"),
    "BlankNodeOrLiteral": ("_", '"'),
}


def text_of(term: Term) -> str:
    """Give what SPARQL's STR() gives: the IRI, or the text of a literal."""
    if term[-1] == '"':
        return unescape(term[1:-1])
    if term[0] == '"':
        return unescape(term[1 : term.rindex('"')])
    return term[1:-1] if term[0] == "<" else term


@lru_cache(maxsize=_KEPT)
def literal(term: Term) -> rdflib.Literal:
    """Read a literal with rdflib, its text kept as it is; TypeError where the term is none."""
    found = _LITERAL.fullmatch(term)
    if not found:
        raise TypeError(f"{term} is no literal")
    datatype = rdflib.URIRef(found[3]) if found[3] else None
    return rdflib.Literal(unescape(found[1]), lang=found[2], datatype=datatype, normalize=False)


def as_node(term: Term) -> rdflib.term.Node:
    """Read any term with rdflib."""
    if term[0] == "<":
        return rdflib.URIRef(term[1:-1])
    return literal(term) if term[0] == '"' else rdflib.BNode(term.removeprefix("_:"))


# a literal without language and datatype, or of the datatype that says the same; made of what runs in C
is_string: Test = methodcaller("endswith", ('"', '"^^<http://www.w3.org/2001/XMLSchema#string>'))


def of_datatype(datatype: str) -> Test:
    """Make the test of `sh:datatype`: of the datatype, and well written for it."""
    if datatype == str(XSD.string):
        return is_string
    if datatype == str(RDF.langString):
        return lambda term: term[0] == '"' and term[-1] not in '">'
    is_of = partial(_is_of, datatype, f"^^<{datatype}>", _ORDINARY.get(datatype, _never))
    return lru_cache(maxsize=_KEPT)(is_of)  # numbers and dates are short, and come again


def _is_of(datatype: str, ending: str, ordinary: Test, term: Term) -> bool:
    if not term.endswith(ending) or term[0] != '"':
        return False
    return ordinary(term[: -len(ending)]) or _is_well_typed(term, datatype)


@lru_cache(maxsize=_KEPT)
def _is_well_typed(term: Term, datatype: str) -> bool:
    read = literal(term)
    kind = _PYTHON.get(datatype)
    return not read.ill_typed and (kind is None or isinstance(read.value, kind))


def _never(_term: Term) -> bool:
    return False


def _is_day(quoted: str) -> bool:
    try:
        # the hyphen tells it from a day of a week, 2020-W01-1
        return len(quoted) == 12 and quoted[8] == "-" and bool(datetime.date.fromisoformat(quoted[1:-1]))
    except ValueError:
        return False


# what is well written for sure; what is not of this form is looked at by rdflib
_ORDINARY: dict[str, Test] = {
    str(XSD.integer): lambda quoted: bool(_WHOLE.fullmatch(quoted)),
    str(XSD.decimal): lambda quoted: bool(_DECIMAL.fullmatch(quoted)),
    str(XSD.boolean): lambda quoted: quoted in ('"true"', '"false"'),
    str(XSD.date): _is_day,
}
# what pySHACL asks of the value that rdflib makes of the text
_PYTHON: dict[str, type] = {
    str(XSD.integer): int,
    str(XSD.float): float,
    str(XSD.decimal): Decimal,
    str(XSD.boolean): bool,
    str(XSD.date): datetime.date,
    str(XSD.time): datetime.time,
}


# the tests of `sh:nodeKind`, by their names in SHACL
OF_KIND: dict[str, Test] = {name: methodcaller("startswith", begins) for name, begins in _KINDS.items()}


def like(pattern: str, flags: str = "") -> Test:
    """Make the test of `sh:pattern`."""
    if (pattern, flags) == (_INK, ""):
        return not_blank
    search = re.compile(pattern, (re.I if "i" in flags else 0) | (re.M if "m" in flags else 0)).search

    def found(term: Term) -> bool:
        if term[-1] == '"' and "\\" not in term:  # most are such, and need no reading
            return search(term[1:-1]) is not None
        return term[0] != "_" and search(text_of(term)) is not None

    return found


def not_blank(term: Term) -> bool:
    """Tell whether a term has more than white space: the pattern that is asked most, of every label."""
    return term[0] != "_" and _SEARCH_INK(text_of(term)) is not None


def not_empty(term: Term) -> bool:
    """Tell whether a term has any text: `sh:minLength 1`, which is asked most."""
    return len(term) > 2 if term[-1] == '"' else term[0] != "_" and text_of(term) != ""


def at_least_long(length: int) -> Test:
    """Make the test of `sh:minLength`."""
    if length == 1:
        return not_empty
    return lambda term: length == 0 or (term[0] != "_" and len(text_of(term)) >= length)


def at_most_long(length: int) -> Test:
    """Make the test of `sh:maxLength`."""
    return lambda term: term[0] != "_" and len(text_of(term)) <= length


def both(one: Test, other: Test) -> Test:
    """Make the test that two tests are passed; its answers are kept, and not theirs, where theirs are."""
    first, second = (getattr(test, "__wrapped__", test) for test in (one, other))

    def passes(term: Term) -> bool:
        return first(term) and second(term)

    is_kept = any(hasattr(test, "cache_info") for test in (one, other))
    return lru_cache(maxsize=_KEPT)(passes) if is_kept else passes


def in_range(holds: Callable[[int], bool], limit: Term) -> Test:
    """Make the test of `sh:minInclusive` and its like, from what must hold of the comparison with a limit."""
    bound = _number(limit)

    def passes(term: Term) -> bool:
        number = None if bound is None else _number(term)
        if number is None or bound is None:
            return _is_in_range(holds, limit, term)
        return holds((number > bound) - (number < bound))

    return lru_cache(maxsize=_KEPT)(passes)


def _number(term: Term) -> int | Decimal | None:
    """Read an integer or a decimal that is ordinarily spelt."""
    if term.endswith(_INTEGERS) and _WHOLE.fullmatch(quoted := term[: -len(_INTEGERS)]):
        return int(quoted[1:-1])
    if term.endswith(_DECIMALS) and _DECIMAL.fullmatch(quoted := term[: -len(_DECIMALS)]):
        return Decimal(quoted[1:-1])
    return None


def _is_in_range(holds: Callable[[int], bool], limit: Term, term: Term) -> bool:
    if term[0] != '"':
        return False
    value, other = literal(term), literal(limit)
    if isinstance(value.value, str) != isinstance(other.value, str):
        return False
    try:
        return holds(0 if value.eq(other) else 1 if _is_more(value, other) else -1)
    except (TypeError, NotImplementedError):  # of two kinds that have no order
        return False


def _is_more(value: rdflib.Literal, other: rdflib.Literal) -> bool:
    # rdflib orders times with and without a zone by force, which is no comparison
    if isinstance(value.value, datetime.datetime | datetime.time):
        return bool(value.value > other.value)
    return value > other


@lru_cache(maxsize=_KEPT)
def _is_date(term: Term) -> bool:
    return term.endswith(_DATE) and _is_day(term[: -len(_DATE)])


@lru_cache(maxsize=_KEPT)
def is_before(term: Term, other: Term, or_same: bool = False) -> bool:
    """Compare two terms as `sh:lessThan` does; what cannot be compared is not before."""
    if _is_date(term) and _is_date(other):  # spelt so that their order is that of their texts
        return term <= other if or_same else term < other
    one, two = _comparable(term), _comparable(other)
    if isinstance(one, rdflib.Literal) != isinstance(two, rdflib.Literal):
        return False
    try:
        return bool(one <= two if or_same else one < two)
    except TypeError:
        return False


def _comparable(term: Term) -> str | rdflib.Literal:
    if term[0] == '"' and not isinstance(literal(term).value, str):
        return literal(term)
    return text_of(term)


def source(test: Test) -> str | None:
    """Give a test as Python about the term `{0}`, if it is so short; where that is true the test is passed.

    A string may also name its datatype, which the source does not see, but hardly ever does.
    """
    return _SOURCES.get(test)


_SOURCES: dict[Test, str] = {
    is_string: "{0}[-1] == '\"'",
    not_empty: "len({0}) > 2",
    # begins with a sign of ASCII that is neither white space nor quote nor backslash
    not_blank: "('\"#' <= {0}[:2] <= '\"[' or '\"a' <= {0}[:2] <= '\"~')",
    OF_KIND["IRI"]: "{0}[0] == '<'",
}
