"""SPARQL endpoints: a real server gives what its files give, and hostile answers are told."""

from __future__ import annotations

import gzip
import shutil
import socket
import subprocess
import sysconfig
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from kg.check import shapes_graph
from kg.errors import DataError
from kg.validate import DocumentSource, Source, validate
from kg.validate.document import documents
from kg.validate.endpoint import AUTH, Endpoint
from kg.validate.outcome import Outcome

RECORD = "https://w3id.org/trialkg/record/isrctn_json/ISRCTN12949496"


@pytest.fixture(scope="module")
def server(example_build: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An Oxigraph server on this machine, with the records of the examples."""
    program = shutil.which("oxigraph", path=sysconfig.get_path("scripts"))
    if program is None:
        pytest.skip("THE OXIGRAPH SERVER IS NOT INSTALLED: this test checked nothing")
    folder = tmp_path_factory.mktemp("server")
    quads = folder / "records.nq"
    quads.write_bytes(gzip.decompress((example_build / "nquads" / "trials-0000.nq.gz").read_bytes()))
    subprocess.run([program, "load", "-l", folder / "store", "-f", quads], check=True, capture_output=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    command: list[str | Path] = [program, "serve-read-only", "-l", folder / "store", "-b", address]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        _wait_for(address)
        yield f"http://{address}/query"
        running.terminate()


def _wait_for(address: str) -> None:
    for _ in range(100):
        try:
            httpx.get(f"http://{address}/")
            return
        except httpx.TransportError:
            time.sleep(0.1)


def checked(source: Source) -> Outcome:
    return validate([source], shapes_graph(), "fast", print)


@pytest.mark.parametrize("page", [10_000, 100])
def test_an_endpoint_gives_what_the_files_give(server: str, example_build: Path, page: int) -> None:
    """Graph by graph, whole or in pages, the findings are those of the dump."""
    (dump,) = documents([example_build / "nquads" / "trials-0000.nq.gz"])
    expected = checked(DocumentSource(dump))
    with Endpoint(server, page=page) as endpoint:
        result = checked(endpoint)
    assert (result.graphs, result.triples, result.broken) == (expected.graphs, expected.triples, [])
    assert sorted(one.finding for one in result.placed) == sorted(one.finding for one in expected.placed)


def test_one_graph_of_an_endpoint_can_be_chosen(server: str) -> None:
    """Only the graph that is named is checked; one that is not there is an error."""
    with Endpoint(server, RECORD) as endpoint:
        assert {graph.name for graph in endpoint.graphs(endpoint.survey())} == {f"<{RECORD}>"}
    with Endpoint(server, RECORD + "0") as endpoint, pytest.raises(DataError, match="is not there"):
        endpoint.survey()


ANSWERS = {
    "page": (200, "text/html; charset=utf-8", "<html></html>", "web page"),
    "no JSON": (200, "application/sparql-results+json", "{", "no SPARQL result"),
    "401": (401, "text/plain", "no", AUTH),
    "403": (403, "text/plain", "no", "may not read"),
    "404": (404, "text/html", "<html>", "/sparql"),
    "500": (500, "text/plain", "out of  memory", "the endpoint itself failed. It says: out of memory"),
    "400": (400, "text/plain", "syntax", "It says: syntax"),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_answers_of_no_use_are_told(serve: Callable[[int, str, str], str], name: str) -> None:
    """What a server answers instead of data is an error with the address, the reason and the way out."""
    status, media_type, body, says = ANSWERS[name]
    address = serve(status, media_type, body)
    with Endpoint(address) as endpoint, pytest.raises(DataError) as told:
        endpoint.survey()
    assert address in str(told.value)
    assert says in str(told.value)


def test_answers_that_are_cut_off_are_told(serve: Callable[[int, str, str], str]) -> None:
    """A server that counts more triples than it gives is caught: nothing passes for whole that is not."""
    rows = '{"results": {"bindings": [{"g": {"value": "x:g"}, "n": {"value": "3"}}]}}'
    with Endpoint(serve(200, "application/sparql-results+json", rows)) as counting:
        counted = counting._rows("{pattern}", "")
    assert counted[0]["n"].value == "3"
    with Endpoint(serve(200, "application/n-triples", "<x:a> <x:b> <x:c> .\n")) as endpoint:
        endpoint._counts = {"<x:g>": 3}
        with pytest.raises(DataError, match="1 of 3 triples came"):
            list(endpoint.graphs(None))  # type: ignore[arg-type]


def test_silence_and_refusal_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that never answers and a port that nobody listens at are errors, without the credentials."""
    monkeypatch.delenv(AUTH, raising=False)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        port = silent.getsockname()[1]
        with Endpoint(f"http://me:secret@127.0.0.1:{port}/q") as refusing:
            with pytest.raises(DataError, match="cannot be asked") as told:
                refusing.survey()
            assert "secret" not in str(told.value)
        silent.listen()
        timeout = httpx.Timeout(0.3)
        address = f"http://127.0.0.1:{port}/q"
        with Endpoint(address, timeout=timeout) as waiting, pytest.raises(DataError, match="within"):
            waiting.survey()
