"""Clients that mean no good, or nothing at all."""

from __future__ import annotations

import socket
import time
from urllib.parse import urlsplit

import httpx
import pytest

from kg.serve.patience import HEAD_BYTES, HEAD_SECONDS
from tests.serve.web.conftest import Server


def raw(server: Server, request: bytes, seconds: float = 15) -> bytes:
    """Send bytes as they are, and give all that comes back until the server closes or is silent."""
    parts = urlsplit(server.url)
    with socket.create_connection((parts.hostname, parts.port), seconds) as connection:
        connection.sendall(request)
        connection.settimeout(seconds)
        answer = b""
        try:
            while chunk := connection.recv(65536):
                answer += chunk
        except TimeoutError:
            return answer + b"<silent>"
        except ConnectionResetError:
            return answer
        return answer


def asked(server: Server, target: bytes, *headers: bytes) -> bytes:
    """Send a GET for a target that no client library would send."""
    lines = [b"GET " + target + b" HTTP/1.1", b"Host: x", b"Connection: close", *headers]
    return raw(server, b"\r\n".join(lines) + b"\r\n\r\n")


@pytest.mark.parametrize(
    ("target", "statuses"),
    [
        (b"/../../etc/passwd", (404,)),
        (b"/static/../../errors.py", (404,)),
        (b"/static/..%2f..%2ferrors.py", (404,)),
        (b"/static/%2e%2e/%2e%2e/errors.py", (404,)),
        (b"/dumps/../rejected/rejected.jsonl", (404,)),
        (b"/dumps/%2e%2e/manifest.json", (404,)),
        (b"/dumps/nquads/..%2f..%2frejected/rejected.jsonl", (404,)),
        (b"/dumps/rejected/rejected.jsonl", (404,)),
        (b"/dumps/versions/versions.jsonl", (404,)),
        (b"/dumps//etc/passwd", (404,)),
        (b"/trial/..%2f..%2fmanifest.json", (404,)),
        (b"/trial/..%5c..%5cx", (404,)),
        (b"/%00", (400,)),
        (b"/trial/NCT06120127%00.ttl", (400,)),
        (b"/trial/x%0d%0aSet-Cookie:%20a=b", (400,)),
        (b"/trial/x%0aLocation:%20/", (400,)),
        (b"/%ff%fe", (400,)),
        (b"/%c0%ae%c0%ae/", (400,)),
        (b"/%", (400,)),
        (b"/%zz", (400,)),
        (b"/trial/%", (400,)),
        (b"/trial/\xff", (400,)),
        (b"/" + b"a" * 5000, (414,)),
        (b"/trial/x?" + b"a" * 9000, (414,)),
        (b"//evil.example/", (404,)),
        (b"/trial//NCT06120127", (404,)),
        (b"/trial/NCT06120127;jsessionid=1", (404,)),
        (b"/<script>alert(1)</script>", (400, 404)),
        (b"/trial/%3Cscript%3Ealert(1)%3C/script%3E", (404,)),
        (b"/concept/NCIT:C1%3E%20.%20%3Cx", (404,)),
        (b"http://evil.example/trial/NCT06120127", (200, 404, 400)),
        (b"*", (400, 404)),
    ],
)
def test_strange_addresses_are_refused(server: Server, target: bytes, statuses: tuple[int, ...]) -> None:
    """Nothing outside is reached, nothing breaks, and what was asked never becomes a header or markup."""
    answer = asked(server, target, b"Accept: text/html")
    head, _, body = answer.partition(b"\r\n\r\n")
    assert int(head.split()[1]) in statuses, answer[:300]
    assert b"set-cookie" not in head.lower()
    assert b"<script>alert" not in body
    assert b"root:" not in body
    assert b"site-packages" not in body and b".py" not in body


def test_redirect_stays_here(server: Server) -> None:
    """No address makes the server send anybody to another host."""
    for target in (b"//evil.example/", b"/%2f%2fevil.example/", b"/trial/nct06120127/?x=//evil.example"):
        head = asked(server, target).partition(b"\r\n\r\n")[0].decode()
        places = [
            line.partition(": ")[2] for line in head.splitlines() if line.lower().startswith("location")
        ]
        assert all(place.startswith("/") and not place.startswith("//") for place in places), head


def test_header_of_the_client_is_no_header_of_ours(server: Server) -> None:
    """Host, and whatever else a client makes up, stands in no answer."""
    answer = asked(server, b"/nothing", b"X-Forwarded-Host: evil.example", b"X-Request-Id: evil")
    assert b"evil" not in answer


def test_head_without_end_is_cut_off(server: Server) -> None:
    """A request head that grows and grows ends the connection."""
    answer = raw(server, b"GET / HTTP/1.1\r\n" + b"X-A: " + b"b" * (2 * HEAD_BYTES))
    assert b"<silent>" not in answer
    assert answer == b"" or answer.split()[1] in (b"431", b"400")


def test_slow_client_is_cut_off(server: Server, web: httpx.Client) -> None:
    """A client that sends a byte now and then loses its connection, and nobody else waits for it."""
    parts = urlsplit(server.url)
    slow = [socket.create_connection((parts.hostname, parts.port), 30) for _ in range(50)]
    began = time.monotonic()
    for connection in slow:
        connection.sendall(b"GET / HT")
    assert web.get("/health/live").status_code == 200
    assert time.monotonic() - began < HEAD_SECONDS
    for connection in slow:
        connection.settimeout(3 * HEAD_SECONDS)
        try:
            assert connection.recv(1) == b""
        except ConnectionResetError:
            continue
        finally:
            connection.close()


def test_faults_reveal_nothing(web: httpx.Client) -> None:
    """Whatever is answered to nonsense, no path and no version of a library is in it."""
    for path in (
        "/trial/x",
        "/queries/nothing.csv",
        "/sparql?query=nonsense",
        "/ask/nothing",
        "/static/nothing",
    ):
        answer = web.get(path)
        text = answer.text + str(dict(answer.headers))
        for word in ("Traceback", "site-packages", "/tmp", "uvicorn", "starlette", "python", "pyoxigraph"):  # noqa: S108
            assert word not in text, (path, word)


def test_log_has_neither_queries_nor_addresses_of_people(server: Server, web: httpx.Client) -> None:
    """What was searched for, and by whom, is not in the access log."""
    web.get("/search?q=a-rare-disease")
    web.get("/health/live")
    lines = [line for line in server.log if '"/search"' in line]
    assert lines
    assert not [line for line in server.log if "a-rare-disease" in line or "127.0.0.1" in line]


def test_many_clients_at_once_are_answered(server: Server) -> None:
    """Five hundred connections, all asking before any is read, each get an answer that is whole."""
    parts = urlsplit(server.url)
    request = b"GET /trial/NCT06120127.jsonld HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    clients = [socket.create_connection((parts.hostname, parts.port), 60) for _ in range(500)]
    for client in clients:
        client.sendall(request)
    bodies = set()
    for client in clients:
        with client, client.makefile("rb") as answer:
            head, _, body = answer.read().partition(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200 "), head
            bodies.add(body)
    assert len(bodies) == 1
