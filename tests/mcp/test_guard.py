"""Only queries that stay in the store are run, however they are written."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from kg.errors import QueryError
from kg.mcp.desk import Desk
from kg.mcp.guard import LONGEST, admitted
from kg.mcp.tools import call

UPDATES = [
    "DROP ALL",
    "CLEAR DEFAULT",
    "INSERT DATA { <a:s> <a:p> <a:o> }",
    "DELETE WHERE { ?s ?p ?o }",
    "LOAD <http://HOST/>",
    "LOAD SILENT <http://HOST/> INTO GRAPH <a:g>",
    "CREATE GRAPH <a:g>",
    "COPY DEFAULT TO <a:g>",
    "WITH <a:g> DELETE { ?s ?p ?o } INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }",
    "SELECT * { ?s ?p ?o } ; DROP ALL",
]
SERVICES = [
    "SELECT * { SERVICE <http://HOST/> { ?s ?p ?o } }",
    "select * { service silent <http://HOST/> { ?s ?p ?o } }",
    "SELECT * { OPTIONAL { SeRvIcE <http://HOST/> { ?s ?p ?o } } }",
    "SELECT * { ?s ?p ?o MINUS { SERVICE <http://HOST/> { ?s ?p ?o } } }",
    "SELECT * { { ?s ?p ?o } UNION { SERVICE <http://HOST/> { ?s ?p ?o } } }",
    "SELECT * { GRAPH ?g { SERVICE <http://HOST/> { ?s ?p ?o } } }",
    "SELECT * { { SELECT * { SERVICE <http://HOST/> { ?s ?p ?o } } } }",
    "ASK { FILTER NOT EXISTS { SERVICE <http://HOST/> { ?s ?p ?o } } }",
    "SELECT (EXISTS { SERVICE <http://HOST/> { ?s ?p ?o } } AS ?x) { }",
    "SELECT * { BIND(EXISTS { SERVICE <http://HOST/> { ?s ?p ?o } } AS ?x) }",
    "SELECT * { } ORDER BY EXISTS { SERVICE <http://HOST/> { ?s ?p ?o } }",
    "SELECT ?x { } GROUP BY ?x HAVING (EXISTS { SERVICE <http://HOST/> { ?s ?p ?o } })",
    "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <http://HOST/> { ?s ?p ?o } }",
    "DESCRIBE ?s { SERVICE <http://HOST/> { ?s ?p ?o } }",
    "SELECT * { VALUES ?e { <http://HOST/> } SERVICE ?e { ?s ?p ?o } }",
    "PREFIX x: <http://HOST/> SELECT * { SERVICE x: { ?s ?p ?o } }",
    "BASE <http://HOST/> SELECT * { SERVICE <> { ?s ?p ?o } }",
    "SELECT * { # a comment ends here\rSERVICE <http://HOST/> { ?s ?p ?o } }",
    "SELECT * { # }\n SERVICE#<\n<http://HOST/> { ?s ?p ?o } }",
    'SELECT * { ?s ?p "a\\u0022 # " . SERVICE <http://HOST/> { ?s ?p ?o } }',
    "SELECT * { ?s <a:\\u003e#> ?o . SERVICE <http://HOST/> { ?s ?p ?o } }",
    "SELECT * { ?s ?p '''\\''' # ''' . SERVICE <http://HOST/> { ?s ?p ?o } }",
    "SELECT * { ?s ?p '\\\\' . SERVICE <http://HOST/> { ?s ?p '#' } }",
    "SELECT * { ?s ?p ?o } VALUES ?x { 1 } SERVICE <http://HOST/> { ?s ?p ?o }",
]
HARMLESS = [
    'SELECT * { ?s rdfs:label "SERVICE <http://x/> { }" }',
    "SELECT ?SERVICE { ?SERVICE ?p ?o } LIMIT 1 # SERVICE <http://x/> {}",
    "SELECT * { ?s <http://x/#SERVICE> ?load }",
    "ASK { ?s a tkg:Trial }",
]


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """Something that would notice a request from inside."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        listening.settimeout(0)
        yield listening


@pytest.mark.parametrize("query", [*UPDATES, *SERVICES])
def test_what_leaves_the_store_is_refused(desk: Desk, listener: socket.socket, query: str) -> None:
    """No update and no SERVICE is run, wherever it stands, and nothing is sent to anybody."""
    text = query.replace("HOST", f"127.0.0.1:{listener.getsockname()[1]}")
    with pytest.raises(QueryError):
        call(desk, ("sparql", {"query": text}))
    with pytest.raises(BlockingIOError):
        listener.accept()


@pytest.mark.parametrize("query", HARMLESS)
def test_words_are_no_reason_to_refuse(desk: Desk, query: str) -> None:
    """SERVICE in a string, a name, a comment or an IRI is only a word."""
    assert call(desk, ("sparql", {"query": query})).said


def test_only_missing_prefixes_are_put_before_a_query() -> None:
    """A well-known prefix is declared where it is used and not declared."""
    assert admitted("ASK { ?s a tkg:Trial }").startswith(
        "PREFIX tkg: <https://w3id.org/trialkg/ontology#>\nASK"
    )
    own = "PREFIX tkg: <a:> ASK { ?s a tkg:Trial }"
    assert admitted(own) == own


def test_too_deep_and_too_long_are_refused() -> None:
    """A query that no reader can hold is refused with words, not with a crash."""
    with pytest.raises(QueryError, match="deeper"):
        admitted("ASK { " + "{" * 5000 + "}" * 5000 + "}")
    with pytest.raises(QueryError, match="the most is"):
        admitted("ASK { } #" + "x" * LONGEST)
