"""Whatever is asked for stays a value: no text breaks out of its place, on either engine."""

from __future__ import annotations

import json
from collections.abc import Iterator

import msgspec
import pyoxigraph
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rdflib import Literal
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue

from kg.ask import Asker, Param, Question, question, questions, run
from kg.errors import QueryError
from kg.publish.nquads import quad_lines
from kg.terms import DEFAULT_BASE
from kg.vocabulary import code_triples, load

STRINGS = [
    (name, param.name)
    for name, asked in questions().items()
    for param in asked.params
    if param.type == "string"
]
NASTY = [
    '"',
    "'",
    "\\",
    '\\"',
    '"""',
    "} UNION { ?s ?p ?o",
    '" } # ',
    '")) || true #',
    "# a comment\n}",
    "?_name",
    "?__country",
    "?_least_integer ?__phase_iri",
    "$_name",
    "\\u0022 }",
    "\\U00000022 }",
    "\\\\u0022 }",
    "\\g<0> \\1",
    "a\nb\r\tc",
    "<x>",
    "> <x",
    "<http://x/> } ; DROP ALL",
    "\x00",
    "\u2028",
    "é中𝔸",
    "VALUES ?_condition_iri { UNDEF }",
    "{id}",
]


@pytest.fixture(scope="module")
def asker() -> Asker:
    """An asker that knows the code lists, and no trial."""
    store = pyoxigraph.Store()
    codes = quad_lines(code_triples(load()), f"<{DEFAULT_BASE}graph/vocabulary>")
    store.bulk_load(codes.encode(), pyoxigraph.RdfFormat.N_QUADS)
    return Asker(store)


def shape(node: object) -> object:
    """What an algebra is, with every string put out of sight."""
    if isinstance(node, CompValue):
        return (node.name, *((key, shape(value)) for key, value in sorted(node.items()) if key != "_vars"))
    if isinstance(node, list | tuple):
        return tuple(shape(one) for one in node)
    if isinstance(node, dict):
        return tuple((str(key), shape(value)) for key, value in sorted(node.items()))
    if isinstance(node, set):
        return tuple(sorted(map(str, node)))
    return "a string" if isinstance(node, Literal) and node.datatype is None else repr(node)


def algebra(sparql: str) -> object:
    return shape(prepareQuery(sparql).algebra)


def strings(node: object) -> Iterator[str]:
    """Every string that stands in an algebra."""
    if isinstance(node, Literal) and node.datatype is None:
        yield str(node)
    elif isinstance(node, CompValue | dict):
        for value in node.values():
            yield from strings(value)
    elif isinstance(node, list | tuple):
        for value in node:
            yield from strings(value)


def filled(asker: Asker, asked: Question, name: str, value: str) -> str:
    """Fill a question with a value, and with harmless ones where it needs others."""
    needed = {p.name: p.example or "" for p in asked.params if p.type == "date"}
    return asker.sparql(_without_concepts(asked), {**needed, name: value})


def _without_concepts(asked: Question) -> Question:
    """The question as it is for a store that knows no concept."""
    kept = [p for p in asked.params if p.type != "concept"]
    return msgspec.structs.replace(asked, params=kept)


@pytest.mark.parametrize(
    ("name", "param", "value"),
    [*((*each, " ".join(NASTY)) for each in STRINGS), *(("organizations", "name", value) for value in NASTY)],
)
def test_nasty_text_leaves_the_form_of_a_question(asker: Asker, name: str, param: str, value: str) -> None:
    """A question with nasty text is parsed to the algebra that it has with plain text, on both engines."""
    asked = question(name)
    sparql = filled(asker, asked, param, value)
    assert algebra(sparql) == algebra(filled(asker, asked, param, "plain"))
    assert value in strings(prepareQuery(sparql).algebra)
    run(pyoxigraph.Store(), sparql)


@settings(deadline=None, max_examples=40)  # rdflib parses slowly
@given(value=st.text())
@example(value="\\u0022")
@example(value="\\\x00u0022")
def test_any_text_leaves_the_form_of_a_question(asker: Asker, value: str) -> None:
    """Any text at all arrives in the algebra as that text, or is refused."""
    asked = question("organizations")
    sparql = filled(asker, asked, "name", value)
    assert algebra(sparql) == algebra(filled(asker, asked, "name", "plain"))
    assert value in strings(prepareQuery(sparql).algebra)


@given(value=st.text())
def test_store_reads_any_text_as_it_is(asker: Asker, value: str) -> None:
    """The store that is asked reads a value as the text that it is."""
    term = asker.term(Param(name="x", label="X", type="string"), value)
    results = run(pyoxigraph.Store(), f"SELECT ?x {{ BIND({term} AS ?x) }}")
    assert isinstance(results, pyoxigraph.QuerySolutions)
    assert [solution["x"].value for solution in results] == [value]


def test_lone_surrogate_is_refused(asker: Asker) -> None:
    """Half a character is no text."""
    with pytest.raises(QueryError, match="not text"):
        asker.term(Param(name="x", label="X", type="string"), json.loads('"\\ud800"'))


@pytest.mark.parametrize("value", NASTY)
@pytest.mark.parametrize("kind", ["integer", "decimal", "date", "code", "boolean", "concept"])
def test_nasty_text_is_nothing_else(asker: Asker, kind: str, value: str) -> None:
    """What is no number, day, code or concept is refused with a message."""
    with pytest.raises(QueryError):
        asker.term(Param(name="x", label="X", type=kind, scheme="phase"), value)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"km": "far"}, "a number, such as"),
        ({"km": "-1"}, "less than 0"),
        ({"lat": "91"}, "more than 90"),
        ({"lat": ["1", "2"]}, "takes one lat"),
        ({"radius": "5"}, "no parameter 'radius': it has lat, lon, km"),
    ],
)
def test_wrong_values_are_told(asker: Asker, values: dict[str, str | list[str]], message: str) -> None:
    """A value that cannot be used is told with what can."""
    with pytest.raises(QueryError, match=message):
        asker.sparql(question("recruiting_near_a_point"), values)


def test_needed_value_is_asked_for(asker: Asker) -> None:
    """A question without a value that it needs shows how to give one."""
    with pytest.raises(QueryError, match="--param asOf=2026-01-01"):
        asker.sparql(question("results_overdue"), {})


def test_several_values_are_a_block(asker: Asker) -> None:
    """Several values are put into VALUES, each as a term, and the variable stays."""
    sparql = asker.sparql(question("trials_by_phase"), {"phase": ["Phase 1", "PHASE2"]})
    codes = "https://w3id.org/trialkg/code/phase/"
    assert f"VALUES ?_phase_iri {{ <{codes}PHASE1> <{codes}PHASE2> }}" in sparql
