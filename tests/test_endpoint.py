"""An endpoint elsewhere: a real one gives what a build gives, and each thing that can go wrong is told."""

from __future__ import annotations

import http.server
import shutil
import socket
import subprocess
import sysconfig
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from kg.ask import Asker, Endpoint, Page, question
from kg.errors import QueryError
from kg.store import open_build

OXIGRAPH = shutil.which("oxigraph", path=sysconfig.get_path("scripts"))


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture(scope="module")
def address(example_build: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An Oxigraph server on loopback, over a copy of the examples' store."""
    if not OXIGRAPH:
        pytest.skip("NO oxigraph HERE (pip install oxigraph): this test checked nothing")
    store = tmp_path_factory.mktemp("served") / "store"
    shutil.copytree(example_build / "store", store)
    port = free_port()
    command = [OXIGRAPH, "serve-read-only", "--location", str(store), "--bind", f"127.0.0.1:{port}"]
    served = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(f"http://127.0.0.1:{port}/")
        yield f"http://127.0.0.1:{port}/query"
    finally:
        served.terminate()
        served.wait(timeout=20)


def _wait(page: str) -> None:
    for _ in range(200):
        try:
            httpx.get(page)
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(page)


@pytest.mark.parametrize("name", ["combination", "sites_by_country", "recruiting_near_a_point", "trials"])
def test_endpoint_answers_as_the_build(example_build: Path, address: str, name: str) -> None:
    """A question asked of an endpoint has the rows and the counts that it has of the build."""
    here, there = Asker(open_build(example_build)), Asker(Endpoint(address))
    page = Page(limit=3, offset=1)
    assert there.answer(question(name), {}, page) == here.answer(question(name), {}, page)


def test_concept_of_another_vocabulary_by_its_iri(address: str) -> None:
    """An endpoint may hold concepts that the shipped vocabulary has not: an IRI is taken as it is."""
    iri = "http://example.org/concept/quorbin"
    assert Asker(Endpoint(address)).concept(iri) == iri
    with pytest.raises(QueryError, match="no IRI"):
        Asker(Endpoint(address)).concept("http://example.org/> } #")


class _Answers(http.server.BaseHTTPRequestHandler):
    """Answers as servers do that are not what one hoped."""

    def do_POST(self) -> None:
        status, kind, body, head = {
            "/login": (401, "text/plain", "", {}),
            "/lost": (404, "text/html", "<h1>Not found</h1>", {}),
            "/broken": (500, "text/plain", "out of memory", {}),
            "/page": (200, "text/html; charset=utf-8", "<html>Type your query here</html>", {}),
            "/odd": (200, "application/sparql-results+json", '{"results": 5}', {}),
            "/short": (
                200,
                "application/sparql-results+json",
                '{"head": {"vars": ["x"]}, "results": {"bindings": [{}]}}',
                {"X-SPARQL-MaxRows": "1"},
            ),
        }.get(self.path, (200, "text/plain", "", {}))
        self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/slow":
            time.sleep(1)
            self.close_connection = True
            return
        self.send_response(status)
        self.send_header("Content-Type", kind)
        for name, value in head.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@pytest.fixture(scope="module")
def odd() -> Iterator[str]:
    """A server of wrong answers on loopback."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Answers) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/login", "answered 401: it wants a name and a password"),
        ("/lost", "answered 404: there is nothing at this address"),
        ("/broken", "answered 500: out of memory"),
        ("/page", "answered with text/html.*Type your query here"),
        ("/odd", "JSON that is no SPARQL result"),
        ("/short", "no more than 1 rows"),
        ("/slow", "did not answer within 0.3 s"),
    ],
)
def test_wrong_answer_is_told(odd: str, path: str, message: str) -> None:
    """Each wrong answer is told with the address and the way out."""
    with pytest.raises(QueryError, match=message):
        Endpoint(odd + path, timeout=0.3).query("SELECT * {}")


def test_endpoint_that_is_down() -> None:
    """Where nobody listens, that is said, and no password is repeated."""
    with pytest.raises(QueryError, match="cannot be reached") as told:
        Endpoint(f"http://me:secret@127.0.0.1:{free_port()}/query").query("SELECT * {}")
    assert "secret" not in str(told.value)


def test_address_must_be_one() -> None:
    """A file is no endpoint."""
    with pytest.raises(QueryError, match="begins with http"):
        Endpoint("output/store")
