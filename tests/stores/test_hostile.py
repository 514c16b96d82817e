"""A store that misbehaves, on the loopback: each way of failing is told in words, and ends with code 2."""

from __future__ import annotations

import json
import shutil
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from kg.errors import LoadError
from kg.load import load, planned
from kg.load._requests import ATTEMPTS, Http, credentials
from kg.load.drivers import all_drivers, driver
from kg.load.release import Release, read_release
from kg.load.target import Target

EMPTY = json.dumps({"head": {"vars": []}, "results": {"bindings": []}}).encode()
pytestmark = pytest.mark.usefixtures("login")


class Hostile(ThreadingHTTPServer):
    """Answers queries with no rows, and what is sent to it with `answer`; it counts what is sent."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answer = "204"
        self.sent = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    """One request."""

    server: Hostile

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if body.startswith(b"query="):
            self._say(200, "application/sparql-results+json", EMPTY)
            return
        self.server.sent += 1
        match self.server.answer:
            case "cut":
                self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
                self.close_connection = True
            case "slow":
                time.sleep(5)
            case "page":
                self._say(200, "text/html", b"<html><h1>Internal error</h1></html>")
            case status:
                self._say(int(status), "text/plain", b"no space left on device")

    do_PUT = do_POST  # noqa: N815 - the name that http.server calls

    def _say(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def hostile() -> Iterator[Hostile]:
    with Hostile() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def release(example_build: Path) -> Release:
    return read_release(example_build)


def tried(hostile: Hostile, release: Release, timeout: float = 30) -> str:
    """Load by SPARQL Update and return the message of the failure."""
    target = Target(endpoint=hostile.address)
    with Http(timeout, sleep=lambda _: None) as http, pytest.raises(LoadError) as raised:
        load(release, driver("sparql_update"), target, http, lambda _done, _total: None)
    return str(raised.value)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("401", "TRIALKG_USER"),
        ("403", "read-only"),
        ("404", "is the address right"),
        ("405", "read-only"),
        ("413", "--batch"),
        ("500", "no space left on device"),
        ("507", "disk is full"),
    ],
)
def test_refusal_is_told_with_the_way_out(
    hostile: Hostile, release: Release, status: str, words: str
) -> None:
    """A refusal is not tried again; the message has the status, what it means and what the store said."""
    hostile.answer = status
    said = tried(hostile, release)
    assert f"HTTP {status}" in said
    assert words in said
    assert hostile.sent == 1


@pytest.mark.parametrize(("answer", "words"), [("503", "503"), ("cut", "cut"), ("slow", "no answer in time")])
def test_passing_failure_is_tried_again(hostile: Hostile, release: Release, answer: str, words: str) -> None:
    """What may pass is tried some times before the load gives up and says how to go on."""
    hostile.answer = answer
    said = tried(hostile, release, timeout=0.3 if answer == "slow" else 30)
    assert words in said
    assert "goes on" in said
    assert hostile.sent == ATTEMPTS


def test_page_with_status_200_is_no_success(hostile: Hostile, release: Release) -> None:
    """An error page that comes with status 200 is an error."""
    hostile.answer = "page"
    assert "web page" in tried(hostile, release)


def test_store_that_swallows_everything_is_found_out(hostile: Hostile, release: Release) -> None:
    """A store that says yes to all and keeps nothing fails the probe, and is not said to be whole."""
    target = Target(endpoint=hostile.address)
    with Http(30) as http:
        loaded = load(release, driver("graph_store"), target, http, lambda _done, _total: None)
    assert len(loaded.miscounts) == len(release.graphs)
    assert all(change.got == "nothing" for change in loaded.changes)
    assert hostile.sent == len(release.graphs) + 1


def test_server_that_is_down_is_told(release: Release) -> None:
    """No server at all is told as that."""
    target = Target(endpoint="http://127.0.0.1:9/store")
    with Http(5, sleep=lambda _: None) as http, pytest.raises(LoadError, match="is the server up"):
        load(release, driver("graph_store"), target, http, lambda _done, _total: None)


@pytest.mark.parametrize("damage", ["changed", "longer", "missing", "foreign"])
def test_dump_that_is_not_as_its_manifest_says_is_refused(
    example_build: Path, tmp_path: Path, damage: str
) -> None:
    """A dump with other bytes, of another length, missing or unknown is refused by name."""
    copy = tmp_path / "build"
    shutil.copytree(example_build / "nquads", copy / "nquads")
    shutil.copy(example_build / "manifest.json", copy)
    dump = copy / "nquads" / "trials-0000.nq.gz"
    content = bytearray(dump.read_bytes())
    match damage:
        case "changed":
            content[40] ^= 1
            dump.write_bytes(content)
        case "longer":
            dump.write_bytes(content + b"x")
        case "missing":
            dump.unlink()
        case _:
            shutil.copy(dump, dump.with_name("more.nq.gz"))
    with pytest.raises(LoadError, match=r"more\.nq\.gz" if damage == "foreign" else r"trials-0000\.nq\.gz"):
        read_release(copy)


@pytest.mark.parametrize("name", sorted(all_drivers()))
def test_printed_plan_has_no_password(
    hostile: Hostile, release: Release, name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Every driver prints a plan that loads every dump or graph, and no plan has the password in it."""
    monkeypatch.setenv("TRIALKG_PASSWORD", "hunter2")
    monkeypatch.setenv("NEPTUNE_ROLE", "arn:aws:iam::123456789012:role/load")
    location = "s3://bucket/prefix" if name == "neptune" else str(tmp_path / "served")
    target = Target(endpoint=hostile.address, location=location)
    with Http(30) as http:
        steps = list(planned(release, driver(name), target, http))
    shown = "\n".join(map(str, steps))
    assert "hunter2" not in shown
    assert hostile.sent == 0
    whole = all(dump.name in shown for dump in release.dumps)
    assert whole or sum(getattr(step, "triples", 0) for step in steps) == release.triples


def test_netrc_is_read_where_the_environment_says_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """User and password come from the host's entry of a netrc file."""
    monkeypatch.delenv("TRIALKG_USER")
    monkeypatch.delenv("TRIALKG_PASSWORD")
    file = tmp_path / "netrc"
    file.write_text("machine store.example login ada password lovelace\n", encoding="utf-8")
    file.chmod(0o600)
    monkeypatch.setenv("NETRC", str(file))
    assert credentials("https://store.example:7200/x") == ("ada", "lovelace")
    assert credentials("https://other.example/") is None
