"""Terms as SPARQL's operators and functions see them; where SPARQL has an error, `Unsure` is raised."""

from __future__ import annotations

import operator
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache

from kg.gate.values import is_string, literal, text_of
from kg.terms import XSD, Term

Number = int | float | Decimal
_INTEGER = f'"^^{XSD.integer}'


class Unsure(Exception):  # noqa: N818 - what SPARQL calls a type error, which is no fault of the program
    """An expression has no value."""


class Iri(str):
    """An IRI, which is equal to no string."""


class Tagged(str):
    """Text in a language, which is equal only to the same text in the same language."""

    language: str = ""


class Other(str):
    """A literal without a value that is known here, spelt as a term: only itself is sure to be the same."""


@lru_cache(maxsize=4_096)
def value(term: Term) -> object:
    """Give the Python value of a term: a string, a number, a boolean, a date, an IRI."""
    if term[0] == "<":
        return Iri(term)
    if term.endswith(_INTEGER) and (digits := term[1 : -len(_INTEGER)]).isdecimal():
        return int(digits)
    if is_string(term):
        return text_of(term)
    if term[0] != '"' or (read := literal(term)).value is None:
        return Other(term)
    if not read.language:
        return read.value
    tagged = Tagged(read)
    tagged.language = read.language.lower()
    return tagged


def text(given: object) -> str:
    """Give STR() of a value that was worked out."""
    if isinstance(given, str):
        return text_of(given) if isinstance(given, Iri | Other) else given
    return str(given)


def _words(given: object) -> str:
    if isinstance(given, str) and not isinstance(given, Iri | Other):
        return given
    raise Unsure


def _is_number(given: object) -> bool:
    return isinstance(given, Number) and not isinstance(given, bool)


def same(one: object, other: object) -> bool:
    """Compare for equality; things of different kinds have none, but an IRI is never a literal."""
    if type(one) is int and type(other) is int:  # lengths and places in a text, which are compared most
        return one == other
    if isinstance(one, Iri) or isinstance(other, Iri):
        return type(one) is type(other) and one == other
    if isinstance(one, Other) or isinstance(other, Other):
        if type(one) is type(other) and one == other:
            return True
        raise Unsure
    if isinstance(one, str) and isinstance(other, str):
        return one == other and getattr(one, "language", "") == getattr(other, "language", "")
    if type(one) is type(other) or (_is_number(one) and _is_number(other)):
        return one == other
    raise Unsure


def differ(one: object, other: object) -> bool:
    """Compare for inequality."""
    return not same(one, other)


def _ordered(compare: Callable[..., bool]) -> Callable[[object, object], bool]:
    def holds(one: object, other: object) -> bool:
        if isinstance(one, Iri | Other) or isinstance(other, Iri | Other):
            raise Unsure
        if type(one) is type(other) or (_is_number(one) and _is_number(other)):
            return compare(one, other)
        raise Unsure

    return holds


def either(*ways: Callable[[], bool]) -> bool:
    """Say that one of several holds; an error counts only where none does."""
    unsure = False
    for way in ways:
        try:
            if way():
                return True
        except Unsure:
            unsure = True
    if unsure:
        raise Unsure
    return False


def reckon(sign: str, one: object, other: object) -> Number:
    """Work out a sum, a difference or a product."""
    if type(one) is int and type(other) is int:
        return _SIGNS[sign](one, other)
    if not (_is_number(one) and _is_number(other)):
        raise Unsure
    if isinstance(one, float) or isinstance(other, float):
        one, other = float(one), float(other)  # type: ignore[arg-type]
    return _SIGNS[sign](one, other)


_SIGNS: dict[str, Callable[..., Number]] = {"+": operator.add, "-": operator.sub, "*": operator.mul}


def length_of(term: Term) -> int:
    """STRLEN of a term; most are plain strings, which need no reading."""
    if term[0] == '"' == term[-1] and "\\" not in term:
        return len(term) - 2
    return len(_words(value(term)))


def _part(given: object, start: object, length: object = None) -> str:
    """SUBSTR: characters are counted from 1."""
    words = _words(given)
    if not isinstance(start, int) or not isinstance(length, int | None):
        raise Unsure
    begin = start - 1
    return words[max(begin, 0) :] if length is None else words[max(begin, 0) : max(begin + length, 0)]


# what the source of a compiled query may call
NAMES: dict[str, object] = {
    "Unsure": Unsure,
    "NOTHING": {},
    "value": value,
    "text": text,
    "text_of": text_of,
    "same": same,
    "differ": differ,
    "less": _ordered(operator.lt),
    "more": _ordered(operator.gt),
    "at_most": _ordered(operator.le),
    "at_least": _ordered(operator.ge),
    "either": either,
    "reckon": reckon,
    "length": lambda given: len(_words(given)),
    "length_of": length_of,
    "part": _part,
    "joined": lambda *given: "".join(map(_words, given)),
    "ends": lambda one, other: _words(one).endswith(_words(other)),
    "begins": lambda one, other: _words(one).startswith(_words(other)),
    "holds": lambda one, other: _words(other) in _words(one),
}
