"""Answers of the embedded store and of a server, made comparable."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pyoxigraph
import pytest
import yaml

from kg.ask import Asker, run
from kg.errors import LoadError
from kg.load import load
from kg.load._requests import Http
from kg.load.drivers import driver
from kg.load.release import read_release

from .conftest import Store

CASES = Path(__file__).parent.parent / "cases" / "queries"

Row = tuple[str | Decimal, ...]


@contextmanager
def holding(store: Store, build: Path, state: Path) -> Iterator[Store]:
    """A store with a build in it, and nothing else of ours."""
    with pytest.MonkeyPatch.context() as environment, Http(600) as http:
        environment.setenv("TRIALKG_USER", "dba")
        environment.setenv("TRIALKG_PASSWORD", "dba")
        environment.setenv("TRIALKG_STATE", str(state))
        result = load(
            read_release(build), driver(store.driver), store.target, http, lambda _done, _total: None
        )
        assert result.miscounts == []
        yield store


def case_values(name: str) -> dict[str, list[str]]:
    """The values of a question's case."""
    given = yaml.safe_load((CASES / name / "params.yaml").read_text(encoding="utf-8")) or {}
    lists = {key: value if isinstance(value, list) else [value] for key, value in given.items()}
    return {key: [str(one) for one in some] for key, some in lists.items()}


def embedded(asker: Asker, sparql: str) -> tuple[list[str], list[Row]]:
    """Ask the embedded store: the names of the columns, and the rows."""
    assert isinstance(asker.store, pyoxigraph.Store)
    found = run(asker.store, sparql)
    assert isinstance(found, pyoxigraph.QuerySolutions)
    names = [variable.value for variable in found.variables]
    return names, [
        tuple("" if row[name] is None else comparable(row[name].value) for name in names) for row in found
    ]


def comparable(value: str) -> str | Decimal:
    """Compare numbers by value: 78 and 78.0 are one decimal, spelt as each store likes."""
    try:
        return Decimal(value)
    except InvalidOperation:
        return value


def served(store: Store, sparql: str, columns: list[str]) -> list[Row] | str:
    """Ask a server; one that refuses gives its message."""
    try:
        with Http(120) as http:
            rows = http.select(store.query, sparql)
    except LoadError as error:
        return str(error)
    return [tuple(comparable(row.get(name, {}).get("value", "")) for name in columns) for row in rows]


def answers_alike(store: Store, sparql: str, columns: list[str], expected: list[Row]) -> bool:
    """Tell whether a server gives the expected rows, in their order; Virtuoso in any.

    Virtuoso is asked again before an answer counts as wrong: once in some hundred times a busy one answered
    otherwise, and a wrong answer stays wrong.
    """
    if store.driver != "virtuoso":
        return served(store, sparql, columns) == expected
    return any(unordered(served(store, sparql, columns)) == unordered(expected) for _ in range(2))


def unordered(answer: list[Row] | str) -> list[str]:
    """Leave the order out, of rows and of what GROUP_CONCAT joined: Virtuoso has orders of its own."""
    if isinstance(answer, str):
        return [answer]
    return sorted(str([_parts(value) for value in row]) for row in answer)


def _parts(value: str | Decimal) -> str | Decimal | list[str]:
    return sorted(value.split(" | ")) if isinstance(value, str) and " | " in value else value
