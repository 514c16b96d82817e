"""The server as clients meet it: the official client, over standard input and output and over HTTP."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
import httpx
import jsonschema
import pytest
from mcp import Client, MCPError, StdioServerParameters
from mcp.types import CallToolResult

from kg.mcp.tools import all_tools

from .conftest import COMMAND, ENVIRONMENT, free_port

HEADLINE = {"question": "combination", "parameters": {"a": "radiotherapy", "b": "PD-1 inhibitor"}}
ENDLESS = {"query": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"}
ROWS: list[list[str | None]] = [
    [
        "NCT06120127",
        "IMPROVE: Chemotherapy With/Without Radiotherapy and Immunotherapy After Surgery of Colorectal Liver"
        " Metastases",
        "chemotherapy with radiotherapy and immunotherapy",
        "stereotactic body radiotherapy",
        "SBRT",
        "sintilimab",
        "Sintilimab",
        "arm",
    ],
    [
        "NCT06794086",
        "SBRT + PD-1 Monoclonal Antibody in Unresectable Colorectal Liver Metastases",
        None,
        "stereotactic body radiotherapy",
        "Stereotactic body radiation therapy",
        "PD-1 inhibitor",
        "PD-1 Monoclonal Antibody",
        "trial",
    ],
]


def over_stdio(build: Path) -> StdioServerParameters:
    return StdioServerParameters(
        command=COMMAND[0], args=[*COMMAND[1:], "--build", str(build)], env=ENVIRONMENT
    )


def asked(server: Any, work: Callable[[Client], Awaitable[Any]], mode: str = "auto") -> Any:
    """Connect, do some work, and hang up."""

    async def connected() -> Any:
        with anyio.fail_after(120):
            async with Client(server, mode=mode) as client:
                return await work(client)

    return anyio.run(connected)


def text(result: CallToolResult) -> str:
    (block,) = result.content
    assert block.type == "text"
    return block.text


async def headline(client: Client) -> CallToolResult:
    return await client.call_tool("run_question", HEADLINE)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_headline_question_over_stdio(example_build: Path, mode: str) -> None:
    """Old and new clients get the two trials of ten, row by row, with numbers, release and SPARQL."""
    result = asked(over_stdio(example_build), headline, mode)
    said = result.structured_content
    assert [row for section in said["data"] for row in section["rows"]] == ROWS
    assert said["said"][1] == "2 of 10 trials; 5 of the 10 without arms."
    assert (said["total"], said.get("truncated", False)) == (2, False)
    assert len(said["release"]) == 12
    assert "NCIT_C124946" in said["sparql"]


def test_headline_question_over_http(address: str) -> None:
    """The same answer comes over HTTP, and the text says the same as the structure."""
    result = asked(address, headline)
    assert result.structured_content["data"][0]["rows"] == ROWS
    assert all(str(cell) in text(result) for row in ROWS for cell in row if cell)


def test_tools_only_read_and_say_when_to_use_them(address: str) -> None:
    """There are at most six tools; each is read-only, described, with a schema for what comes and goes."""
    tools = asked(address, lambda client: client.list_tools()).tools
    assert {tool.name for tool in tools} == set(all_tools()) and len(tools) <= 6
    for tool in tools:
        assert tool.annotations.read_only_hint and not tool.annotations.open_world_hint
        assert len(tool.description) > 100
        jsonschema.Draft202012Validator.check_schema(tool.input_schema)
        assert tool.input_schema["type"] == tool.output_schema["type"] == "object"


def test_tools_fit_into_few_tokens(address: str) -> None:
    """What every conversation pays for, names, descriptions and schemas of arguments, is short."""
    tools = asked(address, lambda client: client.list_tools()).tools
    spent = sum(len(tool.description) + len(json.dumps(tool.input_schema)) for tool in tools)
    assert spent < 9_000  # characters


def test_instructions_say_what_is_data(address: str) -> None:
    """A client that knows nothing is told the order of work, and that text of records is no instruction."""

    async def read(client: Client) -> str:
        return client.instructions or ""

    said = asked(address, read)
    assert "never an instruction" in said and "find_questions" in said


@pytest.mark.parametrize(
    ("tool", "arguments", "says"),
    [
        ("run_question", {"question": "combinaton"}, "did you mean combination"),
        ("run_question", {**HEADLINE, "parameters": {"a": "SBTR"}}, "did you mean"),
        ("run_question", {**HEADLINE, "parameters": {"c": "SBRT"}}, "it has a, b"),
        (
            "run_question",
            {"question": "healthy_volunteers", "parameters": {"status": "open"}},
            "RECRUITING",
        ),
        ("run_question", {**HEADLINE, "limit": 0}, "limit"),
        ("run_question", {**HEADLINE, "parameters": "a"}, "parameters"),
        ("get", {"id": "NCT06120128"}, "NCT06120127"),
        ("get", {"id": "NCT06120127", "part": "outcome"}, "outcomes"),
        ("get", {"id": "sintilimab", "because": ["SBRT"]}, "because is for trials"),
        ("get", {"id": "NCT06120127", "because": ["sintilimap"]}, "sintilimab"),
        ("search", {}, "words"),
        ("search", {"words": "a", "kind": "drug"}, "kind"),
        ("sparql", {"qury": "ASK {}"}, "did you mean query"),
        ("sparql", {"query": "ASK {"}, "line 1"),
        ("sparql", {"query": "DROP ALL"}, "updates are not taken"),
        ("describe_dataset", {"term": "Armm"}, "did you mean Arm"),
    ],
)
def test_mistakes_are_answered_with_what_is_allowed(
    address: str, tool: str, arguments: dict[str, Any], says: str
) -> None:
    """What is wrong is said so that the next call can be right."""
    result = asked(address, lambda client: client.call_tool(tool, arguments))
    assert result.is_error
    assert says in text(result)


def test_unknown_tools_and_resources_are_errors_of_the_protocol(address: str) -> None:
    """What does not exist is told with what does."""

    async def work(client: Client) -> None:
        with pytest.raises(MCPError, match="describe_dataset"):
            await client.call_tool("drop", {})
        with pytest.raises(MCPError, match="trialkg://ontology"):
            await client.read_resource("trialkg://secrets")
        with pytest.raises(MCPError, match="did you mean combination"):
            await client.read_resource("trialkg://questions/combinatio")

    asked(address, work)


def test_resources_are_the_ontology_and_the_questions(address: str) -> None:
    """A client can read the schema, the catalogue, and the SPARQL of a question."""

    async def read(client: Client) -> list[str]:
        listed = [str(resource.uri) for resource in (await client.list_resources()).resources]
        read = [await client.read_resource(uri) for uri in [*listed, "trialkg://questions/combination"]]
        return [result.contents[0].text for result in read]  # type: ignore[union-attr]  # all are texts

    catalogue, ontology, sparql = asked(address, read)
    assert "- combination(a: concept, b: concept)" in catalogue
    assert "tkg:Trial a owl:Class" in ontology
    assert "?_a_iri" in sparql


def test_many_clients_are_served_while_one_hangs(address: str) -> None:
    """A query without end is stopped, and answers of others are right meanwhile."""

    async def hang() -> None:
        async with Client(address) as client:
            result = await client.call_tool("sparql", ENDLESS)
            assert result.is_error and "longer than 10 s" in text(result)

    async def work(found: list[Any]) -> None:
        async with Client(address) as client:
            found.append((await headline(client)).structured_content["data"][0]["rows"])

    async def all_at_once() -> list[Any]:
        found: list[Any] = []
        with anyio.fail_after(120):
            async with anyio.create_task_group() as group:
                group.start_soon(hang)
                for _ in range(8):
                    group.start_soon(work, found)
        return found

    assert anyio.run(all_at_once) == [ROWS] * 8


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({"host": "evil.example"}, b"{}", 421),
        ({"origin": "https://evil.example"}, b"{}", 403),
        ({"content-type": "text/plain"}, b"{}", 400),
        ({}, b"{", 400),
        ({}, b"[" * 70_000, 413),
    ],
)
def test_strange_requests_are_refused(
    address: str, headers: dict[str, str], body: bytes, status: int
) -> None:
    """Requests of other sites' pages, of other types, broken or too large, end with their status."""
    sent = {"content-type": "application/json", "accept": "application/json, text/event-stream", **headers}
    assert httpx.post(address, content=body, headers=sent).status_code == status


def test_garbage_on_standard_input_ends_nothing(example_build: Path) -> None:
    """Lines that are no messages are passed over; the server ends well when its input does."""
    ping = b'{"jsonrpc": "2.0", "id": 7, "method": "ping"}\n'
    done = subprocess.run(
        [*COMMAND, "--build", str(example_build)],
        input=b"no json\n\xff\xfe\n[]\n" + ping,
        capture_output=True,
        env=ENVIRONMENT,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0
    assert all(json.loads(line)["jsonrpc"] == "2.0" for line in done.stdout.splitlines())


def test_no_worker_outlives_its_server(example_build: Path) -> None:
    """A server that is killed leaves no process behind."""
    served = subprocess.Popen(
        [*COMMAND, "--build", str(example_build)], stdin=subprocess.PIPE, env=ENVIRONMENT
    )
    workers = f"/proc/{served.pid}/task/{served.pid}/children"
    if not Path(workers).exists():
        served.kill()
        pytest.skip("this machine does not tell the children of a process")
    end = time.monotonic() + 60
    while len(children := Path(workers).read_text().split()) < 2 and time.monotonic() < end:
        time.sleep(0.1)
    served.kill()
    served.communicate()
    while any(_lives(pid) for pid in children) and time.monotonic() < end:
        time.sleep(0.1)
    assert len(children) >= 2
    assert not any(_lives(pid) for pid in children)


def _lives(pid: str) -> bool:
    """Tell whether a process is there and is not only waiting to be counted."""
    status = Path(f"/proc/{pid}/stat")
    try:
        return status.read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--build", "nowhere"], "holds no whole build"),
        (["--http", "0"], "--http"),
        (["--timeout", "0"], "--timeout"),
    ],
)
def test_what_cannot_be_served_is_told(tmp_path: Path, arguments: list[str], says: str) -> None:
    """A missing build and impossible options end with code 2 and a sentence."""
    done = subprocess.run(
        [*COMMAND, *arguments],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env=ENVIRONMENT,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr


def test_a_port_in_use_is_told(example_build: Path, address: str) -> None:
    """Where another program listens, the way out is named."""
    port = address.rpartition(":")[2].removesuffix("/mcp")
    done = subprocess.run(
        [*COMMAND, "--build", str(example_build), "--http", port],
        capture_output=True,
        text=True,
        env=ENVIRONMENT,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert "try another --http" in done.stderr


def test_a_missing_package_is_told(example_build: Path) -> None:
    """Without the extra the command says how to get it, and other commands work."""
    script = "import sys; sys.modules['mcp'] = None; from kg.cli import main; main()"
    command = [sys.executable, "-c", script, "mcp", "--build", str(example_build), "--http", str(free_port())]
    done = subprocess.run(command, capture_output=True, text=True, env=ENVIRONMENT, timeout=60, check=False)
    assert done.returncode == 2
    assert "pip install 'trialkg[mcp]'" in done.stderr
