"""The tools for agents under `kg serve`, asked by the official client."""

from __future__ import annotations

import shutil
import signal
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
import httpx
import msgspec
import pytest
from mcp import Client
from mcp.types import CallToolResult
from starlette.applications import Starlette
from starlette.testclient import TestClient

from kg.serve import agents
from kg.serve.context import Context
from kg.serve.options import Options
from kg.serve.workers import Pool
from tests.serve.web.conftest import SECONDS, Server

HEADLINE = {"question": "combination", "parameters": {"a": "radiotherapy", "b": "PD-1 inhibitor"}}
SENT = {"content-type": "application/json", "accept": "application/json, text/event-stream"}


def asked(server: Server, work: Callable[[Client], Awaitable[Any]], mode: str = "auto") -> Any:
    """Connect, do some work, and hang up."""

    async def connected() -> Any:
        with anyio.fail_after(SECONDS):
            async with Client(f"{server.url}/mcp", mode=mode) as client:
                return await work(client)

    return anyio.run(connected)


def called(server: Server, tool: str, arguments: dict[str, Any], mode: str = "auto") -> CallToolResult:
    result: CallToolResult = asked(server, lambda client: client.call_tool(tool, arguments), mode)
    return result


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_headline_question(server: Server, web: httpx.Client, mode: str) -> None:
    """Old and new clients get the two trials of ten, of the release that the site is of."""
    said = called(server, "run_question", HEADLINE, mode).structured_content
    assert said
    assert said["said"][1] == "2 of 10 trials; 5 of the 10 without arms."
    assert [row[0] for section in said["data"] for row in section["rows"]] == ["NCT06120127", "NCT06794086"]
    assert web.get("/about").headers["release"].startswith(said["release"])


def test_every_tool_answers(server: Server) -> None:
    """Each tool does its work in a worker of the site."""

    async def work(client: Client) -> list[CallToolResult]:
        calls: list[tuple[str, dict[str, Any]]] = [
            ("describe_dataset", {}),
            ("find_questions", {"words": "combination"}),
            ("search", {"words": "sintilimap"}),
            ("get", {"id": "NCT06120127", "because": ["SBRT"]}),
            ("sparql", {"query": "SELECT (100000000000000000000 AS ?large) (1e400 AS ?larger) {}"}),
        ]
        return [await client.call_tool(name, arguments) for name, arguments in calls]

    results = asked(server, work)
    assert [result.is_error for result in results] == [False] * 5, results
    assert "sintilimab" in str(results[2].structured_content)


@pytest.mark.parametrize(
    ("tool", "arguments", "says"),
    [
        ("run_question", {**HEADLINE, "limit": 10**30}, "limit"),
        ("run_question", {"question": "combinaton"}, "did you mean combination"),
        ("sparql", {"query": "ASK { SERVICE <http://127.0.0.1:9/> {} }"}, "SERVICE"),
        ("get", {"id": "😀\x00"}, "search"),
    ],
)
def test_mistakes_are_answered(server: Server, tool: str, arguments: dict[str, Any], says: str) -> None:
    """What is wrong with a call is said in its answer."""
    result = called(server, tool, arguments)
    assert result.is_error
    assert says in str(result.content)


@pytest.mark.parametrize(
    ("method", "headers", "body", "status"),
    [
        ("POST", {"host": "evil.example"}, b"{}", 421),
        ("POST", {"origin": "https://evil.example"}, b"{}", 403),
        ("POST", {"content-type": "text/plain"}, b"{}", 400),
        ("POST", {"content-encoding": "gzip"}, b"{}", 415),
        ("POST", {}, b"{", 400),
        ("POST", {}, b"[" * 70_000, 413),
        ("GET", {}, b"", 405),
        ("DELETE", {}, b"", 405),
        ("OPTIONS", {}, b"", 204),
    ],
)
def test_strange_requests_are_refused(
    web: httpx.Client, method: str, headers: dict[str, str], body: bytes, status: int
) -> None:
    """Requests of other sites, broken ones and large ones end with their status and the usual headers."""
    said = web.request(method, "/mcp", content=body, headers={**SENT, **headers})
    assert said.status_code == status
    assert said.headers["x-content-type-options"] == "nosniff"
    assert "POST" in said.headers.get("allow", "POST")


def test_limits_and_names_are_those_of_the_server(
    serve: Callable[..., Server], example_build: Path, other_build: Path, tmp_path: Path
) -> None:
    """Calls end in time, a host that was named may be asked for, and another release is followed."""
    build = tmp_path / "output"
    shutil.copytree(example_build, build)
    server = serve(build, "--seconds", "4", "--host-name", "kg.example")
    endless = {"query": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"}
    assert "ask for less" in str(called(server, "sparql", endless).content)
    named = {**SENT, "host": "kg.example", "origin": "https://kg.example"}
    ping = msgspec.json.encode({"jsonrpc": "2.0", "id": 1, "method": "ping"})
    assert httpx.post(f"{server.url}/mcp", content=ping, headers=named).status_code == 200
    before = called(server, "run_question", HEADLINE).structured_content
    shutil.rmtree(build)
    shutil.copytree(other_build, build)
    server.process.send_signal(signal.SIGHUP)
    end = time.monotonic() + SECONDS
    while (after := called(server, "run_question", HEADLINE).structured_content) is None or (
        before and after["release"] == before["release"]
    ):
        assert time.monotonic() < end
        time.sleep(0.2)
    with server.client() as client:
        assert client.get("/about").headers["release"].startswith(after["release"])


def test_without_the_extra_it_is_told(example_build: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server without the package answers 501, and says what to install."""
    monkeypatch.setitem(sys.modules, "mcp", None)
    app = Starlette(routes=agents.mounted(Context(Pool(example_build)), ()).routes)
    app.state.options = Options(str(example_build))
    said = TestClient(app).post("/mcp")
    assert (said.status_code, "trialkg[mcp]" in said.json()["detail"]) == (501, True)
