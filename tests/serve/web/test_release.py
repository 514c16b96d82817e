"""Another release in the place of the one that is served, and how a server begins and ends."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import httpx

from tests.serve.web.conftest import ROOT, SECONDS, Server

# runs `kg serve` with each list of options, and prints exit codes and what was said
EACH = """
import contextlib, io, json, sys
from kg.cli import main

ended = []
for options in json.loads(sys.argv[1]):
    sys.argv = ["kg", "serve", *options]
    with contextlib.redirect_stderr(io.StringIO()) as said:
        try:
            main()
        except SystemExit as end:
            ended.append((end.code, said.getvalue()))
print(json.dumps(ended))
"""
GONE, STAYS = "/trial/NCT01233544", "/trial/NCT06120127"


def name_of(build: Path) -> str:
    return hashlib.sha256((build / "manifest.json").read_bytes()).hexdigest()


def until(what: Callable[[], bool]) -> None:
    """Wait for something, as long as a test may."""
    end = time.monotonic() + SECONDS
    while not what():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.05)


def test_new_release_is_taken_up_under_load(
    serve: Callable[..., Server], example_build: Path, other_build: Path, tmp_path: Path
) -> None:
    """A link to another build changes the release: no request fails, and none is of two releases."""
    current = tmp_path / "current"
    current.symlink_to(example_build)
    server = serve(current)
    answers: Counter[tuple[int, str, str]] = Counter()
    stop = threading.Event()

    def load() -> None:
        with server.client() as client:
            while not stop.is_set():
                for path in (f"{STAYS}.nt", "/about"):
                    answer = client.get(path)
                    body = hashlib.sha256(answer.content).hexdigest()[:8]
                    answers[answer.status_code, answer.headers["release"], path + body] += 1
                stop.wait(0.01)  # it is many at a time that counts, not how many

    threads = [threading.Thread(target=load) for _ in range(4)]
    for thread in threads:
        thread.start()
    with server.client() as client:
        until(lambda: sum(answers.values()) > 50)
        before = client.get(GONE)
        (tmp_path / "next").symlink_to(other_build)
        (tmp_path / "next").rename(current)
        server.process.send_signal(signal.SIGHUP)
        until(lambda: client.get("/health").json()["release"] == name_of(other_build))
        until(lambda: (200, name_of(other_build)) in {key[:2] for key in answers})
        stop.set()
        for thread in threads:
            thread.join()
        assert {status for status, _, _ in answers} == {200}
        assert {release for _, release, _ in answers} == {name_of(example_build), name_of(other_build)}
        for path in (f"{STAYS}.nt", "/about"):
            assert len({(release, body) for _, release, body in answers if body.startswith(path)}) == 2
        after = client.get(GONE, headers={"If-None-Match": before.headers["etag"]})
        assert (before.status_code, after.status_code) == (200, 410)
        assert client.get(STAYS).headers["etag"] != before.headers["etag"]
        query = {"query": "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }"}
        assert client.get("/sparql", params=query).headers["release"] == name_of(other_build)


def test_half_written_build_is_never_served(
    serve: Callable[..., Server], example_build: Path, other_build: Path, tmp_path: Path
) -> None:
    """A folder without a manifest, or with one that cannot be read, leaves the release as it is."""
    build = tmp_path / "output"
    shutil.copytree(example_build, build)
    server = serve(build)
    with server.client() as client:
        (build / "manifest.json").unlink()
        server.process.send_signal(signal.SIGHUP)
        assert client.get("/about").headers["release"] == name_of(example_build)
        (build / "manifest.json").write_bytes(b'{"trialkg": ')
        server.process.send_signal(signal.SIGHUP)
        until(lambda: any("the release stays" in line for line in server.said))
        assert client.get("/about").headers["release"] == name_of(example_build)
        shutil.rmtree(build)
        shutil.copytree(other_build, build)
        until(lambda: client.get("/about").headers["release"] == name_of(other_build))


def test_trials_of_earlier_releases_are_gone(
    serve: Callable[..., Server], example_build: Path, other_build: Path
) -> None:
    """With the manifest of an earlier release, its trials are told as 410 and unknown ones as 404."""
    server = serve(other_build, "--earlier", str(example_build / "manifest.json"))
    with server.client() as client:
        assert client.get(GONE).status_code == 410
        assert client.get(f"{GONE}.ttl").status_code == 410
        assert client.get("/trial/NCT99999999").status_code == 404
        assert client.get(STAYS).status_code == 200


def test_copy_speaks_of_itself(serve: Callable[..., Server], example_build: Path) -> None:
    """With --base, every form names things below the base of the copy; the vocabulary keeps its IRIs."""
    server = serve(example_build, "--base", "https://copy.example/kg/")
    with server.client() as client:
        for form in ("ttl", "nt", "jsonld", "rdf", "html"):
            text = client.get(f"{STAYS}.{form}").text
            assert "https://w3id.org/trialkg/trial/" not in text, form
            assert "https://copy.example/kg/" in text, form
            assert "https://copy.example/kg/ontology" not in text, form
        page = client.get(f"{STAYS}.html").text
        assert 'href="/kg/static/site.css"' in page
        assert 'href="/trial' not in page
        assert client.get("/trial/nct06120127").headers["location"] == f"/kg{STAYS}"
        assert "https://copy.example/kg/sitemap.xml" in client.get("/robots.txt").text


def test_several_processes_answer_alike(serve: Callable[..., Server], example_build: Path) -> None:
    """--workers 2 serves from two processes, and ends as one does."""
    server = serve(example_build, "--workers", "2")
    bodies = set()
    for _ in range(6):
        with server.client() as client:
            bodies.add(client.get(f"{STAYS}.ttl").content)
    assert len(bodies) == 1
    assert server.stop() == 0


def test_request_under_way_ends_when_the_server_stops(
    serve: Callable[..., Server], example_build: Path
) -> None:
    """SIGTERM lets a download that has begun end, takes no new connection, and ends with code 0."""
    server = serve(example_build)
    parts = httpx.URL(server.url)
    path = max((example_build / "nquads").iterdir(), key=lambda file: file.stat().st_size)
    with socket.create_connection((parts.host, parts.port or 0), SECONDS) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 16)
        connection.sendall(f"GET /dumps/nquads/{path.name} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        received = connection.recv(1000)
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        while chunk := connection.recv(65536):
            received += chunk
    assert received.partition(b"\r\n\r\n")[2] == path.read_bytes()
    assert server.ended() == 0


def test_what_is_wrong_at_the_start_is_told(example_build: Path, tmp_path: Path, server: Server) -> None:
    """No build, a port that is taken, a base or a log that cannot be: one line and code 2."""
    port = str(httpx.URL(server.url).port)
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "manifest.json").write_text("{}")
    cases = [
        (["--build", str(tmp_path / "none")], "holds no build"),
        (["--build", str(broken)], "build again"),
        (["--build", str(example_build), "--port", port], "--port"),
        (["--build", str(example_build), "--host", "256.1.1.1"], "cannot listen"),
        (["--build", str(example_build), "--base", "nonsense"], "base IRI"),
        (["--build", str(example_build), "--base", "ftp://x/"], "address of a site"),
        (["--build", str(example_build), "--log", "xml"], "json, common, none"),
        (["--build", str(example_build), "--earlier", str(tmp_path)], "manifest"),
    ]
    done = subprocess.run(
        [sys.executable, "-c", EACH, json.dumps([options for options, _ in cases])],
        capture_output=True,
        text=True,
        check=True,
        timeout=SECONDS,
        cwd=ROOT,
        env=os.environ | {"COLUMNS": "400"},
    )
    for (options, words), (code, said) in zip(cases, json.loads(done.stdout), strict=True):
        assert code == 2, (options, said)
        assert words in said, (options, said)
        assert "Traceback" not in said, (options, said)
