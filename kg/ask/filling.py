"""Values put into a query: what is asked becomes text that every SPARQL store reads alike.

A parameter `name` of a type stands in the text as `?_name_type` (`?_name` for a string), or with two
underscores where it is optional and may stay unbound (BASIL's convention). Its term is put in the place of
the variable. Where the text has `VALUES ?_name_type { UNDEF }`, the terms, one or more, are put into that
block, and the variable stays. All are put in at once: a value that looks like a variable is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import pyoxigraph

from kg.ask.names import Names
from kg.ask.question import Param, Question
from kg.ask.value import derived_term, value_term
from kg.errors import QueryError

Values = Mapping[str, str | list[str]]


def values_of(params: Iterable[str]) -> Values:
    """Read parameters as they are typed, `key=value`; a key that is given again has several values."""
    values: dict[str, list[str]] = {}
    for typed in params:
        key, equals, value = typed.partition("=")
        if not equals:
            raise QueryError(f"--param {typed!r} is not key=value")
        values.setdefault(key.strip(), []).append(value.strip())
    return dict(values)


def filled(asked: Question, values: Values, names: Names, body: str | None = None) -> str:
    """Put values and defaults into a question, or into a count of it, and read the outcome once more.

    A `QueryError` says which value cannot be used, or that the outcome is no SPARQL.
    """
    terms = _terms(asked, values, names)
    text = _put(body or asked.body, terms) if terms else body or asked.body
    try:
        pyoxigraph.Store().query(text)
    except SyntaxError as error:
        raise QueryError(f"{asked.name} is no SPARQL with these values: {error}") from error
    return text


def given(asked: Question, values: Values) -> dict[str, list[str]]:
    """Give the values of every parameter that has any: those that were named, else the defaults."""
    for name, value in values.items():
        if isinstance(value, list) and len(value) > 1 and not asked.param(name).many:
            raise QueryError(f"{asked.name} takes one {name}, not {len(value)}")
        asked.param(name)
    chosen = {param.name: _chosen(asked, param, values) for param in asked.params}
    return {name: value for name, value in chosen.items() if value}


def _chosen(asked: Question, param: Param, values: Values) -> list[str]:
    value = values.get(param.name)
    chosen = param.defaults if value is None else [value] if isinstance(value, str) else value
    if not chosen and not param.optional:
        raise QueryError(f"{asked.name} needs a value: --param {param.name}={param.example or '…'}")
    return chosen


def _terms(asked: Question, values: Values, names: Names) -> dict[str, list[str]]:
    """Make the terms of every parameter, by what matches its variable."""
    chosen = given(asked, values)
    terms = {}
    for param in asked.params:
        if param.name in chosen:
            terms[param.variable] = [value_term(param, value, names) for value in chosen[param.name]]
    for name, derived in asked.derived.items():
        variable = Param(name=name, label=name, type="decimal").variable
        terms[variable] = [derived_term(derived, chosen[derived.source][0])]
    return terms


def _put(body: str, terms: Mapping[str, list[str]]) -> str:
    blocks = {variable: rf"(VALUES\s+{variable}\s*\{{\s*)UNDEF(\s*\}})" for variable in terms}
    patterns = [
        blocks[variable] if re.search(blocks[variable], body) else f"({variable})()" for variable in terms
    ]
    spelt = list(terms.values())

    def term(found: re.Match[str]) -> str:
        which = next(n for n in range(len(spelt)) if found[2 * n + 1] is not None)
        before, after = found[2 * which + 1], found[2 * which + 2]
        return f"{before}{' '.join(spelt[which])}{after}" if before.startswith("V") else spelt[which][0]

    return re.sub("|".join(patterns), term, body)
