"""Values of parameters as SPARQL terms: made by an RDF library, so that none can break out of its place."""

from __future__ import annotations

import math
import re
from decimal import Decimal

import pyoxigraph

from kg.ask.names import Names
from kg.ask.question import Derived, Param, nearest
from kg.errors import QueryError, RecordError
from kg.folding import fold
from kg.terms import CODES, date

_XSD = "http://www.w3.org/2001/XMLSchema#"
_NUMBERS = {
    "integer": (r"[+-]?\d{1,18}", "a whole number"),
    "decimal": (r"[+-]?\d{1,12}(\.\d{1,9})?", "a number, such as 17.5"),
}
_WORDS = {"true": "true", "yes": "true", "false": "false", "no": "false"}
_DERIVED = {"cosine": math.cos, "sine": math.sin}
# an escaped backslash before u; or any other escape, which is passed over
_BACKSLASH_U = re.compile(r"(\\\\)([uU])|\\.")


def value_term(param: Param, value: str, names: Names) -> str:
    """Make the term of a value; a `QueryError` says why it cannot be used, and what can."""
    match param.type:
        case "concept":
            return str(pyoxigraph.NamedNode(concept_iri(value, names)))
        case "code":
            return str(pyoxigraph.NamedNode(_code_iri(param, value, names)))
        case "string":
            return _string(value)
        case "integer" | "decimal":
            return _number(param, value)
        case "boolean":
            return _boolean(param, value)
        case "date":
            return _date(param, value)
    raise QueryError(f"parameter {param.name} has the type {param.type!r}, which nothing is known of")


def derived_term(derived: Derived, value: str) -> str:
    """Work out sine or cosine of an angle in degrees, to nine places."""
    number = _DERIVED[derived.by](math.radians(float(value)))
    return _typed(f"{number:.9f}", "decimal")


def concept_iri(value: str, names: Names) -> str:
    """Find the IRI of a concept by label, synonym, CURIE or IRI; else name the nearest candidates."""
    if found := names.called(value):
        return found
    if names.open and re.match(r"https?://", value):
        return _given_iri(value)
    raise QueryError(f"no concept is called {value!r}{nearest(value, [name for _, name in names.concepts])}")


def _given_iri(value: str) -> str:
    try:
        return pyoxigraph.NamedNode(value).value
    except ValueError as error:
        raise QueryError(f"{value!a} is no IRI: {error}") from error


def _code_iri(param: Param, value: str, names: Names) -> str:
    scheme = f"{CODES}{param.scheme}/"
    codes = {code: (n, label) for code, n, label in names.codes if code.startswith(scheme)}
    for code, spellings in codes.items():
        if fold(value) in {fold(code.removeprefix(scheme)), *map(fold, spellings)}:
            return code
    allowed = ", ".join(code.removeprefix(scheme) for code in sorted(codes))
    raise QueryError(f"{param.name}={value!r} is not one of {allowed}")


def _string(value: str) -> str:
    """Spell a string.

    A reader may decode `\\u0022` before it knows of strings (SPARQL 1.1, 19.2: codepoint escapes "are
    replaced before parsing by the grammar"), and rdflib does so even after an escaped backslash. So a u that
    follows a backslash is spelt as an escape itself, with eight digits, so that what follows is none of them.
    """
    try:
        spelt = str(pyoxigraph.Literal(value))
    except (UnicodeEncodeError, ValueError) as error:
        raise QueryError(f"{value!a} is not text that can be asked for: {error}") from error
    return _BACKSLASH_U.sub(lambda found: f"\\\\\\U{ord(found[2]):08X}" if found[2] else found[0], spelt)


def _number(param: Param, value: str) -> str:
    pattern, kind = _NUMBERS[param.type]
    spelt = value.strip()
    if not re.fullmatch(pattern, spelt, re.ASCII):
        raise QueryError(f"{param.name}={value!r} is not {kind}")
    number = Decimal(spelt)
    if param.least is not None and number < Decimal(param.least):
        raise QueryError(f"{param.name}={spelt} is less than {param.least}, the least there is")
    if param.most is not None and number > Decimal(param.most):
        raise QueryError(f"{param.name}={spelt} is more than {param.most}, the most there is")
    return _typed(spelt, param.type)


def _boolean(param: Param, value: str) -> str:
    if value.strip().lower() not in _WORDS:
        raise QueryError(f"{param.name}={value!r} is neither yes nor no")
    return _typed(_WORDS[value.strip().lower()], "boolean")


def _date(param: Param, value: str) -> str:
    try:
        return date(value)
    except RecordError as error:
        raise QueryError(f"{param.name}: {error}") from error


def _typed(value: str, datatype: str) -> str:
    return str(pyoxigraph.Literal(value, datatype=pyoxigraph.NamedNode(_XSD + datatype)))
