"""The service under clients that mean harm, or are careless: it says no in time, and goes on."""

from __future__ import annotations

import asyncio
import gzip
import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from urllib.parse import quote

import httpx
import pyoxigraph
import pytest
from rdflib.plugins.sparql.parser import parseQuery

from kg.serve.limits import Limits
from kg.serve.problem import ProblemError
from kg.serve.sparql.running import Query, answer
from kg.serve.workers import Settings

Serving = Callable[[Settings, Limits], AbstractContextManager[httpx.Client]]

CROSS = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
HEAVY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
# ways in which a query may call another server, or seem to
CALLS = [
    "SELECT * { SERVICE <%s> { ?s ?p ?o } }",
    "SELECT * { SERVICE SILENT <%s> { ?s ?p ?o } }",
    "ASK { { SELECT * { { service <%s> { ?s ?p ?o } } } } }",
    "ASK { ?s ?p ?o FILTER EXISTS { SERVICE <%s> { ?s ?p ?o } } }",
    "ASK { ?s ?p ?o OPTIONAL { SERVICE SILENT <%s> { ?s ?p ?o } } }",
    "ASK { ?s ?p ?o MINUS { SERVICE <%s> { ?s ?p ?o } } }",
    "CONSTRUCT { ?s ?p ?o } { SERVICE <%s> { ?s ?p ?o } }",
    "DESCRIBE ?s { SERVICE <%s> { ?s ?p ?o } }",
    "ASK { # a comment that ends here\rSERVICE <%s> { ?s ?p ?o }\n}",
    "ASK { VALUES ?where { <%s> } SERVICE ?where { ?s ?p ?o } }",
]
# the same, spelt so that it is a mistake to all but the engine
MISTAKES = [
    "PREFIX : <%s> ASK { SERVICE:x { ?s ?p ?o } }",
    "PREFIX x: <%s> PREFIX SERVICEx: <a:> ASK { SERVICEx:x { ?s ?p ?o } }",
]
HARMLESS = [
    'SELECT ("SERVICE" AS ?x) {}',
    "PREFIX service: <http://example.org/service#> ASK { ?service service:SERVICE service:x }",
    "ASK { ?s <http://example.org/service> ?o } # SERVICE <http://example.org/> {}",
    "SELECT ?SERVICE { BIND('''SERVICE <x> { }''' AS ?SERVICE) }",
]


@pytest.mark.parametrize("call", CALLS)
def test_nothing_is_called(served: httpx.Client, knocks: tuple[str, Callable[[], int]], call: str) -> None:
    """A query that would call another server is refused, and nobody is called."""
    address, heard = knocks
    refused = served.get("/sparql", params={"query": call % address})
    assert (refused.status_code, "SERVICE" in refused.json()["detail"]) == (403, True)
    assert heard() == 0


@pytest.mark.parametrize("query", HARMLESS)
def test_the_word_alone_is_harmless(query: str) -> None:
    """A query with "service" in a name, a string or a comment is asked, as rdflib's parser has it too."""
    assert "ServiceGraphPattern" not in str(parseQuery(query))
    assert answer(pyoxigraph.Store(), Query(query)).status == 200


@pytest.mark.parametrize("query", [*CALLS, *MISTAKES, *HARMLESS])
def test_refusal_holds_wherever_the_engine_would_call(
    query: str, knocks: tuple[str, Callable[[], int]]
) -> None:
    """What is not refused calls nobody when the engine runs it; what is refused is what would have called."""
    address, heard = knocks
    text = query.replace("%s", address)
    store = pyoxigraph.Store()
    store.add(pyoxigraph.Quad(*[pyoxigraph.NamedNode("a:a")] * 4))
    try:
        answer(store, Query(text))
    except ProblemError as error:
        assert error.status == (400 if query in MISTAKES else 403)
    else:
        assert query in HARMLESS
    assert heard() == 0


@pytest.mark.parametrize("words", ["LOAD <%s>", "LOAD SILENT <%s> INTO GRAPH <a:g>"])
def test_nothing_is_loaded(served: httpx.Client, knocks: tuple[str, Callable[[], int]], words: str) -> None:
    """LOAD is refused, and an address in FROM or the protocol is a name and nothing else."""
    address, heard = knocks
    assert served.get("/sparql", params={"query": words % address}).status_code == 403
    for query, more in (
        (f"ASK FROM <{address}> {{ ?s ?p ?o }}", {}),
        ("ASK { ?s ?p ?o }", {"default-graph-uri": address}),
    ):
        said = served.get("/sparql", params={"query": query, **more})
        assert said.json()["boolean"] is False
    assert heard() == 0


def test_endless_query_is_stopped(served: httpx.Client) -> None:
    """A query without end is stopped when its time is up, and told what to do; the next one is answered."""
    started = time.monotonic()
    said = served.get("/sparql", params={"query": HEAVY, "timeout": "0.5"})
    assert (said.status_code, "LIMIT" in said.json()["detail"]) == (504, True)
    assert time.monotonic() - started < 10
    cross = served.get("/sparql", params={"query": CROSS})
    assert (cross.status_code, cross.headers["x-truncated"]) == (200, "100")


@pytest.mark.parametrize(
    "query",
    [
        "ASK " + "{" * 40_000 + "}" * 40_000,
        "SELECT * { FILTER(" + "(" * 40_000 + "1" + ")" * 40_000 + ") }",
        "SELECT * { FILTER(" + "!" * 80_000 + "true) }",
        "SELECT * { ?s " + "(" * 40_000 + "<a:b>" + ")" * 40_000 + " ?o }",
        "SELECT * { ?s " + "^" * 80_000 + "<a:b> ?o }",
    ],
)
def test_deep_nesting_is_told(served: httpx.Client, query: str) -> None:
    """A query that is nested beyond the stack harms its process only."""
    headers = {"Content-Type": "application/sparql-query"}
    said = served.post("/sparql", content=query, headers=headers)
    assert said.status_code in {400, 504}
    assert served.get("/sparql", params={"query": "ASK {}"}).status_code == 200


def test_memory_is_bounded(serving: Serving) -> None:
    """A query that wants all memory gets 507 and advice."""
    query = "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?a ?d"
    with serving(Settings(workers=1, memory=300 << 20), Limits(seconds=100)) as client:
        said = client.get("/sparql", params={"query": query})
        assert (said.status_code, "300 MB" in said.json()["detail"]) == (507, True)
        assert client.get("/sparql", params={"query": "ASK {}"}).status_code == 200


def test_sizes_are_bounded(served: httpx.Client) -> None:
    """Too large a body is 413 before it has all come, too long an address 414, a packed body 415."""
    large = "#" * 200_000
    assert served.post("/sparql", data={"query": large}).status_code == 413
    with socket.create_connection(("127.0.0.1", served.base_url.port or 0)) as long:
        long.sendall(f"GET /sparql?query={'a' * 61_000} HTTP/1.1\r\nHost: here\r\n\r\n".encode())
        assert long.recv(100).startswith(b"HTTP/1.1 414")
    bomb = gzip.compress(b"ASK {}" + b" " * 50_000_000)
    headers = {"Content-Type": "application/sparql-query", "Content-Encoding": "gzip"}
    assert served.post("/sparql", content=bomb, headers=headers).status_code == 415


def test_slow_body_is_not_waited_for(narrow: httpx.Client) -> None:
    """A body that does not come is given up after a while, and holds no worker meanwhile."""
    with socket.create_connection(("127.0.0.1", narrow.base_url.port or 0)) as slow:
        slow.sendall(
            b"POST /sparql HTTP/1.1\r\nHost: here\r\nContent-Type: application/sparql-query\r\n"
            b"Content-Length: 100\r\n\r\nASK"
        )
        assert narrow.get("/sparql", params={"query": "ASK {}"}).status_code == 200
        assert slow.recv(100).startswith(b"HTTP/1.1 408")


def test_worker_killed_in_the_midst(narrow: httpx.Client) -> None:
    """When somebody kills a worker, its client is told so at once, and the service goes on."""

    async def scene() -> httpx.Response:
        async with httpx.AsyncClient(base_url=narrow.base_url, timeout=60, trust_env=False) as other:
            before = _workers()
            asking = asyncio.create_task(other.get("/sparql", params={"query": HEAVY}))
            while not (busy := [pid for pid, ticks in _workers().items() if ticks > before.get(pid, 0) + 20]):
                assert not asking.done(), asking.result().text
                await asyncio.sleep(0.1)
            os.kill(busy[0], signal.SIGKILL)
            return await asking

    said = asyncio.run(scene())
    assert (said.status_code, said.headers["retry-after"]) == (503, "1")
    assert narrow.get("/sparql", params={"query": "ASK {}"}).status_code == 200


def _workers() -> dict[int, int]:
    """Give the workers of the servers of this process, and the ticks that each has computed."""
    listing = subprocess.run(
        ["ps", "-eo", "pid,ppid,args"], capture_output=True, text=True, check=True
    ).stdout
    lines = [line.split(None, 2) for line in listing.splitlines()[1:]]
    ours = {int(pid) for pid, parent, _ in lines if int(parent) == os.getpid()}
    nurseries = {int(pid) for pid, parent, words in lines if int(parent) in ours and "forking" in words}
    workers = [int(pid) for pid, parent, _ in lines if int(parent) in nurseries]
    stats = {pid: Path(f"/proc/{pid}/stat") for pid in workers}
    return {
        pid: int(stat.read_text().rsplit(")", 1)[1].split()[11])
        for pid, stat in stats.items()
        if stat.exists()
    }


def test_client_that_goes_frees_its_worker(narrow: httpx.Client) -> None:
    """A query whose client has gone is ended, so that the only worker is there for the next."""
    path = f"/sparql?query={quote(HEAVY)}"
    with socket.create_connection(("127.0.0.1", narrow.base_url.port or 0)) as gone:
        gone.sendall(f"GET {path} HTTP/1.1\r\nHost: here\r\n\r\n".encode())
        time.sleep(0.5)
    assert narrow.get("/sparql", params={"query": "ASK {}"}).status_code == 200


def test_many_clients_at_once(served: httpx.Client) -> None:
    """Two hundred clients at once are all answered."""

    async def scene() -> list[int]:
        limits = httpx.Limits(max_connections=200)
        async with httpx.AsyncClient(
            base_url=served.base_url, timeout=120, limits=limits, trust_env=False
        ) as client:
            queries = [f"SELECT * {{ ?s ?p ?o }} LIMIT {number}" for number in range(200)]
            answers = await asyncio.gather(*(client.get("/sparql", params={"query": one}) for one in queries))
        return [len(answer.json()["results"]["bindings"]) for answer in answers]

    assert asyncio.run(scene()) == [min(number, 100) for number in range(200)]


def test_full_queue_is_told(serving: Serving) -> None:
    """What finds the queue full is told to come back later; rates are told with seconds to wait."""
    with serving(Settings(workers=1, queue=1, wait=1), Limits(rate=0, seconds=3)) as client:

        async def scene() -> list[httpx.Response]:
            async with httpx.AsyncClient(base_url=client.base_url, timeout=60, trust_env=False) as other:
                return await asyncio.gather(
                    *(other.get("/sparql", params={"query": HEAVY}) for _ in range(4))
                )

        answers = asyncio.run(scene())
        assert sorted(answer.status_code for answer in answers) == [503, 503, 503, 504]
        assert {answer.headers["retry-after"] for answer in answers if answer.status_code == 503} == {"1"}


def test_rate_of_one_client(serving: Serving) -> None:
    """Who asks too often gets 429; X-Forwarded-For of a stranger does not help."""
    with serving(Settings(workers=1), Limits(rate=0.01, burst=3)) as client:
        said = [
            client.get("/sparql", params={"query": "ASK {}"}, headers={"X-Forwarded-For": f"10.0.0.{number}"})
            for number in range(5)
        ]
        assert [answer.status_code for answer in said] == [200, 200, 200, 429, 429]
        assert int(said[-1].headers["retry-after"]) > 1


def test_nothing_says_where_files_are(served: httpx.Client, example_build: Path) -> None:
    """No answer to something wrong holds a path of this machine."""
    wrong = [
        "/sparql?query=%00",
        "/sparql?query=SELECT",
        "/queries/%2e%2e%2fpasswd.csv",
        "/queries/trials.csv?limit=-1",
        "/queries/nothing.csv",
    ]
    for address in wrong:
        said = served.get(address)
        assert 400 <= said.status_code < 500
        assert not re.search(r"/(tmp|home|usr)/|\.py\b|Traceback", said.text), said.text
        assert str(example_build) not in said.text
