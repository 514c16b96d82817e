"""Fetching, against a server on this machine that answers, delays and fails as the registry's API does."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from kg.build import build
from kg.errors import FetchError
from kg.fetch import Client, Query, fetch, fetch_ids
from kg.fetch._state import STATE

Fault = Callable[["Handler"], bool]


def study(number: int, updated: str = "2026-01-05", title: str = "T") -> dict[str, Any]:
    identity = {"nctId": f"NCT{number:08}", "briefTitle": f"{title} {number}"}
    status = {"overallStatus": "RECRUITING", "lastUpdatePostDateStruct": {"date": updated}}
    return {"protocolSection": {"identificationModule": identity, "statusModule": status}}


class Api(ThreadingHTTPServer):
    """A registry: studies, the day of its data, and what goes wrong next."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.studies = [study(number) for number in range(25)]
        self.timestamp = "2026-01-10T09:00:05"
        self.faults: list[Fault] = []
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.known_tokens = True

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/api/v2"


class Handler(BaseHTTPRequestHandler):
    """Answers as https://clinicaltrials.gov/data-api/api says."""

    server: Api
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        params = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.server.asked.append((parts.path, params))
        if self.server.faults and self.server.faults.pop(0)(self):
            return
        match parts.path.removeprefix("/api/v2").strip("/").split("/"):
            case ["version"]:
                self.answer({"apiVersion": "2.0.4", "dataTimestamp": self.server.timestamp})
            case ["studies"]:
                self.page(params)
            case ["studies", nct_id]:
                found = [one for one in self.server.studies if nct_id in json.dumps(one)]
                self.answer(found[0]) if found else self.answer("NCT number not found", 404)
            case _:
                self.answer("no such path", 404)

    def page(self, params: dict[str, str]) -> None:
        found = [one for one in self.server.studies if self.is_asked_for(one, params)]
        token = params.get("pageToken")
        if token and not (self.server.known_tokens and token.startswith("at-")):
            self.answer("pageToken is not valid", 400)
            return
        start, size = int(token.removeprefix("at-")) if token else 0, int(params["pageSize"])
        page: dict[str, Any] = {"studies": found[start : start + size]}
        if "countTotal" in params:
            page["totalCount"] = len(found)
        if start + size < len(found):
            page["nextPageToken"] = f"at-{start + size}"
        self.answer(page)

    @staticmethod
    def is_asked_for(one: dict[str, Any], params: dict[str, str]) -> bool:
        status = one["protocolSection"]["statusModule"]
        day = params.get("filter.advanced", "AREA[LastUpdatePostDate]RANGE[,MAX]")
        first = day.removeprefix("AREA[LastUpdatePostDate]RANGE[").removesuffix(",MAX]")
        statuses = params.get("filter.overallStatus", status["overallStatus"]).split("|")
        return status["lastUpdatePostDateStruct"]["date"] >= first and status["overallStatus"] in statuses

    def answer(self, body: Any, status: int = 200, **headers: str) -> None:
        content = body.encode() if isinstance(body, str) else json.dumps(body, indent=1).encode()
        self.send_response(status)
        for name, value in {"Content-Length": str(len(content)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Keep the test's output quiet."""


@pytest.fixture
def api() -> Iterator[Api]:
    server = Api()
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def client(api: Api, waits: list[float]) -> Iterator[Client]:
    with Client(api.base, 10, 60_000, waits.append, httpx.Timeout(0.5)) as made:
        yield made


def run(
    client: Client, folder: Path, query: Query | None = None, fresh: bool = False
) -> list[tuple[int, int]]:
    seen: list[tuple[int, int]] = []
    fetch(
        client,
        query or Query(condition="glioma"),
        folder,
        fresh,
        lambda done, total: seen.append((done, total)),
    )
    return seen


def fetched(folder: Path) -> list[dict[str, Any]]:
    lines = [line for path in sorted(folder.glob("*.jsonl")) for line in path.read_text().splitlines()]
    return [json.loads(line) for line in lines]


def test_all_pages_come_as_lines_that_build(api: Api, client: Client, tmp_path: Path) -> None:
    """Every study of every page is one line, as it was sent, and the folder builds."""
    assert run(client, tmp_path / "in") == [(10, 25), (20, 25), (25, 25)]
    assert fetched(tmp_path / "in") == api.studies
    assert sorted(p.name for p in (tmp_path / "in").iterdir()) == [STATE, "studies-0001.jsonl"]
    asked = [params for path, params in api.asked if path.endswith("/studies")]
    assert asked[0] == {"query.cond": "glioma", "pageSize": "10", "format": "json", "countTotal": "true"}
    assert [params.get("pageToken") for params in asked] == [None, "at-10", "at-20"]
    summary = build([tmp_path / "in"], tmp_path / "out")
    assert (summary.published, summary.rejected) == (25, 0)


def failing(status: int, **headers: str) -> Fault:
    def fault(handler: Handler) -> bool:
        handler.answer("busy", status, **headers)
        return True

    return fault


def cut_off(handler: Handler) -> bool:
    """Promise more than is sent, and hang up."""
    handler.send_response(200)
    handler.send_header("Content-Length", "5000")
    handler.end_headers()
    handler.wfile.write(b'{"studies": [{"protocolS')
    handler.close_connection = True
    return True


def slow(handler: Handler) -> bool:
    """Begin to answer, and then wait for longer than anybody does."""
    handler.send_response(200)
    handler.send_header("Content-Length", "5000")
    handler.end_headers()
    time.sleep(1)
    handler.close_connection = True
    return True


def broken(handler: Handler) -> bool:
    handler.answer('{"studies": [')
    return True


@pytest.mark.parametrize("fault", [failing(500), failing(503), failing(429), cut_off, slow, broken])
def test_what_passes_is_asked_for_again(
    api: Api, client: Client, waits: list[float], tmp_path: Path, fault: Fault
) -> None:
    """A busy server, a cut or slow connection and a broken answer are asked again, and nothing is doubled."""
    api.faults = [lambda _: False, lambda _: False, fault, fault]
    run(client, tmp_path)
    assert fetched(tmp_path) == api.studies
    assert len([wait for wait in waits if wait > 0.01]) >= 1


def test_server_says_how_long_to_wait(api: Api, client: Client, waits: list[float], tmp_path: Path) -> None:
    """Retry-After is kept to, as seconds and as a date."""
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=40), usegmt=True)
    api.faults = [failing(429, **{"Retry-After": "7"}), failing(503, **{"Retry-After": later})]
    run(client, tmp_path)
    assert waits[0] == 7 or 7 in waits
    assert any(35 < wait <= 40 for wait in waits)


def test_giving_up_keeps_what_came(api: Api, client: Client, tmp_path: Path) -> None:
    """A server that stays down ends in a message; the next run goes on after the last whole page."""
    api.faults = [lambda _: False, lambda _: False, *[failing(500)] * 8]
    with pytest.raises(FetchError, match="the same command goes on"):
        run(client, tmp_path)
    assert list(tmp_path.glob("*.jsonl")) == []
    api.asked.clear()
    assert run(client, tmp_path) == [(20, 25), (25, 25)]
    assert [params.get("pageToken") for path, params in api.asked if path.endswith("/studies")] == [
        "at-10",
        "at-20",
    ]
    assert fetched(tmp_path) == api.studies


def test_refusal_is_not_repeated(api: Api, client: Client, tmp_path: Path) -> None:
    """What the API refuses is told in its words, at once."""
    api.faults = [lambda _: False, failing(400)]
    with pytest.raises(FetchError, match="HTTP 400 busy"):
        run(client, tmp_path)
    assert len(api.asked) == 2


def test_token_that_is_no_longer_known_says_how_to_start_over(
    api: Api, client: Client, tmp_path: Path
) -> None:
    """Where the API forgot a page token, the message says so, and --fresh works."""
    api.faults = [lambda _: False, lambda _: False, *[failing(500)] * 8]
    with pytest.raises(FetchError):
        run(client, tmp_path)
    api.known_tokens = False
    with pytest.raises(FetchError, match="--fresh"):
        run(client, tmp_path)
    api.known_tokens = True
    run(client, tmp_path, fresh=True)
    assert fetched(tmp_path) == api.studies


def test_refresh_asks_for_what_changed(api: Api, client: Client, tmp_path: Path) -> None:
    """Again, nothing is asked for while the data is the same, then only what was posted since."""
    run(client, tmp_path)
    api.asked.clear()
    assert run(client, tmp_path) == []
    assert [path for path, _ in api.asked] == ["/api/v2/version"]
    api.timestamp = "2026-01-20T09:00:05"
    api.studies[3] = study(3, "2026-01-15", "Changed")
    api.studies.append(study(77, "2026-01-16"))
    assert run(client, tmp_path) == [(2, 2)]
    assert api.asked[-1][1]["filter.advanced"] == "AREA[LastUpdatePostDate]RANGE[2026-01-10,MAX]"
    assert len(fetched(tmp_path)) == 27
    summary = build([tmp_path], tmp_path.parent / "out")
    assert (summary.published, summary.older) == (26, 1)
    api.timestamp = "2026-01-21T09:00:05"
    api.studies = api.studies[:3]
    assert run(client, tmp_path) == [(0, 0)]
    assert sorted(path.name for path in tmp_path.glob("*.jsonl")) == [
        "studies-0001.jsonl",
        "studies-0002.jsonl",
    ]


def test_folder_of_another_fetch_is_left(client: Client, tmp_path: Path) -> None:
    """Two queries do not mix in one folder."""
    run(client, tmp_path)
    with pytest.raises(FetchError, match=r"holds a fetch of query\.cond=glioma"):
        run(client, tmp_path, Query(condition="other"))


def test_query_in_the_terms_of_the_api() -> None:
    """Every choice has its parameter; of two days the later one counts."""
    query = Query("a b", "c", "d", "e", ["RECRUITING", "COMPLETED"], "2026-02-01")
    assert query.params("2026-01-31") == {
        "query.term": "a b",
        "query.cond": "c",
        "query.intr": "d",
        "query.spons": "e",
        "filter.overallStatus": "RECRUITING|COMPLETED",
        "filter.advanced": "AREA[LastUpdatePostDate]RANGE[2026-02-01,MAX]",
    }


def test_pace_is_kept(api: Api, tmp_path: Path) -> None:
    """No more requests go out in a minute than the API allows."""
    waits: list[float] = []
    with Client(api.base, 10, 50, waits.append) as client:
        run(client, tmp_path)
    assert len(waits) == 3
    assert all(wait > 1.0 * number for number, wait in enumerate(waits, start=1))


def test_single_studies(api: Api, client: Client, tmp_path: Path) -> None:
    """Studies are fetched by id; one that the registry does not know is told, the others are kept."""
    assert fetch_ids(client, ["NCT00000003", "NCT99999999", "NCT00000004"], tmp_path) == ["NCT99999999"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["NCT00000003.json", "NCT00000004.json"]
    assert json.loads((tmp_path / "NCT00000003.json").read_text()) == api.studies[3]


def hanging(handler: Handler) -> bool:
    time.sleep(10)
    handler.close_connection = True
    return True


def spoken(arguments: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(arguments, capture_output=True, text=True, check=False, timeout=60)


def command(api: Api, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "kg", "fetch", *arguments, "--api", api.base]


def test_killed_fetch_goes_on(api: Api, tmp_path: Path) -> None:
    """A fetch that is killed between pages ends, run again, in the file of an undisturbed one."""
    api.studies = [study(number) for number in range(2_500)]
    api.faults = [lambda _: False, lambda _: False, hanging]
    arguments = command(api, "--query", "glioma", "-o", str(tmp_path / "in"))
    killed = subprocess.Popen(arguments, stderr=subprocess.DEVNULL)
    part = tmp_path / "in" / ".studies-0001.jsonl.part"
    started = time.monotonic()
    while not (part.exists() and part.stat().st_size):
        assert time.monotonic() - started < 30
        time.sleep(0.02)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    api.faults.clear()
    with part.open("ab") as file:
        file.write(b'{"half a li')
    done = spoken(arguments)
    assert done.returncode == 0, done.stderr
    assert fetched(tmp_path / "in") == api.studies


def test_commands_of_the_terminal(api: Api, tmp_path: Path) -> None:
    """The command says what it did, and what a user can put right."""
    for arguments, code, words in (
        (("--status", "recruiting", "--since", "2026-01-01", "-o", str(tmp_path / "a")), 0, "25 studies in"),
        (("--status", "recruiting", "--since", "2026-01-01", "-o", str(tmp_path / "a")), 0, "nothing new"),
        (("NCT00000003", "NCT99999999", "-o", str(tmp_path / "b")), 2, "does not know NCT99999999"),
        (("NCT3", "-o", str(tmp_path / "b")), 2, "not an NCT id"),
        (("--since", "May", "-o", str(tmp_path / "b")), 2, "not a day"),
        ((), 2, "nothing to fetch"),
    ):
        done = subprocess.run(
            command(api, *arguments), capture_output=True, text=True, check=False, timeout=60
        )
        assert done.returncode == code, done.stderr
        assert words in " ".join(done.stderr.split())


def test_address_is_a_setting(api: Api, tmp_path: Path) -> None:
    """TRIALKG_API names another API."""
    environment = {**os.environ, "TRIALKG_API": api.base}
    arguments = [sys.executable, "-m", "kg", "fetch", "NCT00000003", "-o", str(tmp_path)]
    done = subprocess.run(arguments, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
