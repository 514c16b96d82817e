"""The SPARQL service keeps to its protocol: https://www.w3.org/TR/sparql11-protocol/."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pyoxigraph
import pytest
from rdflib import Dataset, Graph, Namespace, URIRef
from rdflib.namespace import RDF

from kg.serve.sparql.formats import GRAPHS, RESULTS, Format
from kg.site import Release

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
TRIALS = "PREFIX tkg: <https://w3id.org/trialkg/ontology#> SELECT DISTINCT ?t { ?t a tkg:Trial } ORDER BY ?t"
FEW = "CONSTRUCT { ?t a ?k } { ?t a ?k } ORDER BY ?t ?k LIMIT 5"
DIRECT = {"Content-Type": "application/sparql-query"}


def asked(client: httpx.Client, query: str, **more: str) -> httpx.Response:
    return client.get("/sparql", params={"query": query, **more})


def bindings(response: httpx.Response) -> list[dict[str, dict[str, str]]]:
    assert response.status_code == 200, response.text
    found: list[dict[str, dict[str, str]]] = response.json()["results"]["bindings"]
    return found


def test_three_ways_to_ask_are_one(served: httpx.Client) -> None:
    """GET, a form and the query itself give the same bytes."""
    answers = [
        asked(served, TRIALS),
        served.post("/sparql", data={"query": TRIALS}),
        served.post("/sparql", content=TRIALS, headers=DIRECT),
        served.post(
            "/sparql?format=json",
            content=TRIALS,
            headers={"Content-Type": "application/sparql-query; charset=utf-8"},
        ),
    ]
    assert len({answer.content for answer in answers}) == 1
    assert len(bindings(answers[0])) == 10


@pytest.mark.parametrize("one", RESULTS, ids=lambda one: one.names[0])
def test_rows_in_every_format(served: httpx.Client, one: Format[Any], example_build: Path) -> None:
    """Each format of rows is had by media type and by name, and is what the engine itself writes."""
    query = "SELECT ?s ?p ?o { ?s a ?o ; ?p ?o } ORDER BY ?s ?p ?o LIMIT 50"
    store = Release(example_build).store
    expected = store.query(query, use_default_graph_as_union=True).serialize(format=one.engine)
    for media in one.media:
        answer = served.get("/sparql", params={"query": query}, headers={"Accept": media})
        if answer.headers["content-type"].startswith(one.media[0]):
            assert expected == answer.content
    for name in one.names:
        assert expected == asked(served, query, format=name).content


@pytest.mark.parametrize("one", GRAPHS, ids=lambda one: one.names[0])
def test_triples_in_every_format(served: httpx.Client, one: Format[Any]) -> None:
    """Each format of graphs says the same triples."""
    expected = set(pyoxigraph.parse(asked(served, FEW, format="nt").content, pyoxigraph.RdfFormat.N_TRIPLES))
    answer = asked(served, FEW, format=one.names[0])
    assert answer.headers["content-type"].startswith(one.media[0])
    assert expected == set(pyoxigraph.parse(answer.content, one.engine))
    assert len(expected) == 5


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("text/csv;q=0.5, text/tab-separated-values", "text/tab-separated-values"),
        ("text/csv;q=0, */*", "application/sparql-results+json"),
        ("text/*", "text/xml"),
        ("application/json", "application/sparql-results+json"),
        ("text/turtle, application/sparql-results+xml;q=0.1", "application/sparql-results+xml"),
        ("", "application/sparql-results+json"),
    ],
)
def test_accept_is_weighed(served: httpx.Client, accept: str, media: str) -> None:
    """Quality and specificity choose the format."""
    answer = served.get("/sparql", params={"query": "ASK {}"}, headers={"Accept": accept})
    expected = "application/sparql-results+xml" if media == "text/xml" else media
    assert answer.headers["content-type"].partition(";")[0] == expected


@pytest.mark.parametrize(
    ("request_", "status", "words"),
    [
        (("GET", {"params": {"query": "SELECT * {"}}), 400, "error at 1:"),
        (("GET", {"params": [("query", "ASK {}"), ("query", "ASK {}")]}), 400, "one query"),
        (("GET", {"params": {"query": "ASK {}", "timeout": "soon"}}), 400, "timeout"),
        (("GET", {"params": {"query": "ASK {}", "format": "png"}}), 406, "application/sparql-results+json"),
        (("GET", {"params": {"query": "ASK {}", "default-graph-uri": "not an iri"}}), 400, "no IRI"),
        (("GET", {"params": {"query": "INSERT DATA { <a:a> <a:b> 1 }"}}), 403, "update"),
        (("GET", {"params": {"update": "CLEAR ALL"}}), 403, "update"),
        (("POST", {"data": {"update": "CLEAR ALL"}}), 403, "update"),
        (
            ("POST", {"content": "CLEAR ALL", "headers": {"Content-Type": "application/sparql-update"}}),
            403,
            "update",
        ),
        (("POST", {"content": "ASK {}", "headers": {"Content-Type": "text/plain"}}), 415, "text/plain"),
        (("POST", {"data": {"other": "1"}}), 400, "no query"),
        (("POST", {"content": b"ASK { <a:\xff> ?p ?o }", "headers": DIRECT}), 400, "UTF-8"),
        (("GET", {"params": {"query": "SELECT (<urn:f>(1) AS ?x) {}"}}), 400, "urn:f"),
    ],
)
def test_wrong_requests_are_told_why(
    served: httpx.Client, request_: tuple[str, dict[str, object]], status: int, words: str
) -> None:
    """What cannot be asked is a problem with the right status, and words that help."""
    method, arguments = request_
    answer = served.request(method, "/sparql", **arguments)  # type: ignore[arg-type]
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert words in answer.json()["detail"]
    assert answer.json()["status"] == status


def test_place_of_a_mistake(served: httpx.Client) -> None:
    """A mistake is told with its line and column: as a line to who wants text, a page to who wants HTML."""
    wrong = "SELECT *\n{ ?s ?p }"
    assert tuple(asked(served, wrong).json()[name] for name in ("line", "column")) == (2, 10)
    text = served.get("/sparql", params={"query": wrong}, headers={"Accept": "text/plain"})
    assert text.headers["content-type"] == "text/plain; charset=utf-8"
    assert text.text.startswith("the SPARQL is wrong: error at 2:10")
    page = served.get("/sparql", params={"query": wrong}, headers={"Accept": "text/html,*/*;q=0.8"})
    assert (page.status_code, page.headers["content-type"]) == (400, "text/html; charset=utf-8")
    assert "The SPARQL is wrong: error at 2:10" in page.text


def test_other_methods(served: httpx.Client) -> None:
    """What else there is to do at the address is said by OPTIONS and by 405; HEAD is GET without the body."""
    assert served.put("/sparql").status_code == 405
    options = served.options("/sparql")
    assert (options.status_code, options.headers["allow"]) == (204, "GET, HEAD, POST, OPTIONS")
    assert options.headers["access-control-allow-origin"] == "*"
    head, get = served.head("/sparql", params={"query": "ASK {}"}), asked(served, "ASK {}")
    assert (head.content, head.headers["content-length"]) == (b"", get.headers["content-length"])


def test_datasets(served: httpx.Client, example_build: Path) -> None:
    """Graphs are chosen by the protocol, else by FROM, else all are one; unknown graphs are empty."""
    base = "https://w3id.org/trialkg/"
    record = next(graph for graph in Release(example_build).manifest.graphs if "NCT06120127" in graph)
    count = "SELECT (COUNT(*) AS ?n) %s { ?s ?p ?o }"

    def number(query: str, **more: str) -> int:
        return int(bindings(asked(served, query, **more))[0]["n"]["value"])

    graphs = Release(example_build).manifest.graphs
    assert number(count % "") == Release(example_build).manifest.triples + graphs[f"{base}graph/vocabulary"]
    one = graphs[record]
    assert one == number(count % f"FROM <{record}>") == number(count % "", **{"default-graph-uri": record})
    assert one == number(count % "FROM <a:nothing>", **{"default-graph-uri": record})
    assert 0 == number(count % "FROM <a:nothing>") == number(count % "", **{"default-graph-uri": "a:nothing"})
    inside = "SELECT (COUNT(*) AS ?n) %s { GRAPH ?g { ?s ?p ?o } }"
    assert one == number(inside % f"FROM NAMED <{record}>")
    assert one == number(inside % "", **{"named-graph-uri": record})
    assert number(inside % "", **{"default-graph-uri": record}) == 0
    within = f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{record}> {{ ?s ?p ?o BIND('from' AS ?x) }} }}"
    assert one == number(within)


def test_truncated_answers_say_so(served: httpx.Client) -> None:
    """An answer that is too long has as many rows as are allowed, and says it; a whole one does not."""
    for name in ("json", "csv", "tsv", "xml"):
        cut = asked(served, "SELECT ?s ?p ?o { ?s ?p ?o }", format=name)
        assert cut.headers["x-truncated"] == "100"
        assert set(cut.links) == {"help"}  # and no next: what it would be is not known
    rows = asked(served, "SELECT ?s ?p ?o { ?s ?p ?o }")
    assert len(bindings(rows)) == 100
    assert rows.json()["head"] == {"vars": ["s", "p", "o"], "link": ["#truncated=100"]}
    assert len(asked(served, "CONSTRUCT WHERE { ?s ?p ?o }", format="nt").text.splitlines()) == 100
    whole = asked(served, "SELECT * { ?s ?p ?o } LIMIT 100")
    assert "x-truncated" not in whole.headers
    assert "link" not in whole.json()["head"]


def test_known_answers_are_not_sent_again(served: httpx.Client) -> None:
    """Who has an answer of this release gets 304; another format or query is another answer."""
    first = asked(served, TRIALS)
    held = {"If-None-Match": f'"other", {first.headers["etag"]}'}
    again = served.get("/sparql", params={"query": TRIALS}, headers=held)
    assert (again.status_code, again.content) == (304, b"")
    assert served.get("/sparql", params={"query": TRIALS, "format": "csv"}, headers=held).status_code == 200
    assert "accept" in first.headers["vary"].lower()


def test_service_description(served: httpx.Client, example_build: Path) -> None:
    """A bare GET describes the service, in RDF of any format; people are sent to the editor."""
    answer = served.get("/sparql")
    graph = Graph().parse(data=answer.text, format="turtle")
    (service,) = graph.subjects(RDF.type, SD.Service)
    assert graph.value(service, SD.endpoint) == URIRef(str(served.base_url.join("/sparql")))
    formats: tuple[Format[Any], ...] = (*RESULTS, *GRAPHS)
    assert {URIRef(one.iri) for one in formats} == set(graph.objects(service, SD.resultFormat))
    named = {str(name) for name in graph.objects(None, SD.name)}
    assert named == {graph for graph in Release(example_build).manifest.graphs if "/record/" not in graph}
    nquads = served.get("/sparql", headers={"Accept": "application/n-quads"})
    assert len(Dataset().parse(data=nquads.text, format="nquads")) == len(graph)
    page = served.get("/sparql", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert (page.status_code, page.headers["location"]) == (303, "/sparql/editor")
