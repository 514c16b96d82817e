"""How one term of an answer is spelt, for people and for programs."""

from __future__ import annotations

from decimal import Decimal

import pyoxigraph

from kg.ask import Term
from kg.vocabulary import load

_XSD = "http://www.w3.org/2001/XMLSchema#"
_NUMBERS = {f"{_XSD}{name}" for name in ("integer", "decimal", "double", "float")}


def shorten(term: Term) -> str:
    """Spell a term for people: the value of a literal, the CURIE of a known IRI, the path under any base."""
    if term is None:
        return ""
    if not isinstance(term, pyoxigraph.NamedNode):
        return term.value if isinstance(term, pyoxigraph.Literal) else str(term)
    curie = load().converter.compress(term.value)
    return curie if curie and "/" not in curie else term.value


def is_number(term: Term) -> bool:
    """Tell a number from everything else."""
    return isinstance(term, pyoxigraph.Literal) and term.datatype.value in _NUMBERS


def plain(term: Term) -> str | int | float | bool | None:
    """Give a term as a program without RDF has it: numbers and truth values as such, the rest as text."""
    if not isinstance(term, pyoxigraph.Literal):
        return None if term is None else term.value if isinstance(term, pyoxigraph.NamedNode) else str(term)
    kind = term.datatype.value.removeprefix(_XSD)
    if kind == "integer":
        return int(term.value)
    if kind == "boolean":
        return term.value in {"true", "1"}
    return float(Decimal(term.value)) if kind in {"decimal", "double", "float"} else term.value


def subject_of(columns: list[str], row: tuple[Term, ...]) -> str | None:
    """Give the address of what a row is about: its `trial`, where it has one."""
    for column, term in zip(columns, row, strict=True):
        if column == "trial" and isinstance(term, pyoxigraph.NamedNode):
            return term.value
    return None
