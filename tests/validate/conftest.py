"""What the tests of validation share: a small outcome with everything in it, and servers on this machine."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from rdflib import Graph

from kg.validate import DocumentSource, validate
from kg.validate.document import documents
from kg.validate.outcome import Outcome

SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://example.org/> .
@prefix tkg: <https://w3id.org/trialkg/ontology#> .
e:Thing a sh:NodeShape ; sh:targetClass e:Thing ;
  sh:property [ sh:path e:name ; sh:minCount 1 ; sh:message "no <b>name</b> & no \\u0007 bell" ] ;
  sh:property [ sh:path e:size ; sh:nodeKind sh:IRI ; sh:severity sh:Warning ; sh:message "not an IRI" ] .
e:Other a sh:NodeShape ; sh:targetSubjectsOf e:other ;
  sh:property [ sh:path e:name ; sh:maxCount 9 ; sh:message "too many names" ] .
"""


@pytest.fixture
def shapes() -> Graph:
    """Shapes of things."""
    return Graph().parse(data=SHAPES, format="turtle")


@pytest.fixture
def outcome(tmp_path: Path, shapes: Graph) -> Outcome:
    """What comes of a good file, a bad one and a broken one."""
    prefix = "@prefix e: <http://example.org/> .\n"
    (tmp_path / "bad name.ttl").write_text(
        prefix + '\n<http://x.org/?a=<&b> a e:Thing ; e:size "<i>" .\n'.replace("<&", "&lt;&")
    )
    (tmp_path / "good.ttl").write_text(prefix + 'e:a a e:Thing ; e:name "a" .')
    (tmp_path / "broken.ttl").write_text("e:a")
    return validate(list(map(DocumentSource, documents([tmp_path]))), shapes, "pyshacl", print)


@pytest.fixture
def serve() -> Iterator[Callable[[int, str, str], str]]:
    """Serve one answer to whatever is asked, on this machine: status, media type, body."""
    servers: list[ThreadingHTTPServer] = []

    def start(status: int, media_type: str, body: str) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(status)
                self.send_header("Content-Type", media_type)
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Print nothing."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}/sparql"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()
