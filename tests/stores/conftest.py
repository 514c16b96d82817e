"""The real servers, each on a free port of the loopback, in a folder of its own, ended by its own id.

`.ci/servers` installs them. Where one is missing its tests skip loudly; in CI they fail.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import msgspec
import pytest

from kg.load.target import Target

CACHE = Path(
    os.environ.get("TRIALKG_SERVERS")
    or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "trialkg" / "servers"
)
STARTING = 60.0  # seconds

FUSEKI = """\
PREFIX fuseki: <http://jena.apache.org/fuseki#>
PREFIX tdb2: <http://jena.apache.org/2016/tdb#>
[] a fuseki:Service ; fuseki:name "trials" ;
  fuseki:endpoint [ fuseki:operation fuseki:query ; fuseki:name "query" ] ,
    [ fuseki:operation fuseki:update ; fuseki:name "update" ] ,
    [ fuseki:operation fuseki:gsp-rw ; fuseki:name "data" ] ;
  fuseki:dataset [ a tdb2:DatasetTDB2 ; tdb2:location "LOCATION" ; tdb2:unionDefaultGraph true ] .
"""

VIRTUOSO = """\
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:SQLPORT
DisableUnixSocket = 1
CaseMode = 2
DirsAllowed = ., DUMPS
NumberOfBuffers = 40000
MaxDirtyBuffers = 30000
StopCompilerWhenXOverRunTime = 1
[HTTPServer]
ServerPort = 127.0.0.1:WEBPORT
ServerRoot = .
ServerThreads = 8
[SPARQL]
ResultSetMaxRows = MOST
MaxQueryCostEstimationTime = 0
"""


class Store(msgspec.Struct, frozen=True):
    """A server that runs, and how it is loaded."""

    driver: str
    target: Target
    query: str
    update: str = ""


def need(program: str | Path) -> str:
    """Find a program; without it the test skips, or fails where nothing may be missing."""
    found = shutil.which(program)
    if found is None and Path(program).is_file():
        found = str(program)
    if found is None:
        words = f"{Path(program).name} IS NOT INSTALLED: this test checked nothing; .ci/servers installs it"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(words)
    return str(found)


def free_port() -> int:
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        return int(opened.getsockname()[1])


@contextmanager
def running(words: list[str], folder: Path, ping: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server until it answers a query, and end it afterwards."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "out.log").open("wb") as log:
        server = subprocess.Popen(words, cwd=folder, stdout=log, stderr=log)
    try:
        _await(server, ping, folder / "out.log")
        yield server
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _await(server: subprocess.Popen[bytes], ping: str, log: Path) -> None:
    until = time.monotonic() + STARTING
    while time.monotonic() < until:
        if server.poll() is not None:
            break
        try:
            if httpx.get(ping, params={"query": "ASK {}"}, timeout=5).status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise AssertionError(f"the server did not start: {log.read_text(errors='replace')[-2000:]}")


def oxigraph_words() -> list[str]:
    cached = CACHE / "oxigraph" / "bin" / "oxigraph"
    return [need(cached if cached.is_file() else "oxigraph")]


def jar() -> Path:
    jars = sorted(CACHE.glob("jena-fuseki-server-*.jar"))
    need("java")
    return Path(need(jars[-1] if jars else "jena-fuseki-server.jar"))


@contextmanager
def oxigraph_server(folder: Path, mode: str = "serve", location: Path | None = None) -> Iterator[Store]:
    """Start an Oxigraph server; `mode` may be serve-read-only."""
    address = f"http://127.0.0.1:{(port := free_port())}"
    place = location or folder / "store"
    words = [*oxigraph_words(), mode, "--location", str(place), "--bind", f"127.0.0.1:{port}"]
    with running(words, folder, f"{address}/query"):
        yield Store(
            driver="oxigraph",
            target=Target(endpoint=address),
            query=f"{address}/query",
            update=f"{address}/update",
        )


@contextmanager
def fuseki_server(folder: Path, location: Path | None = None) -> Iterator[Store]:
    """Start a Fuseki server over a TDB2 database whose default graph is the union."""
    folder.mkdir(parents=True, exist_ok=True)
    place = location or folder / "tdb2"
    place.mkdir(parents=True, exist_ok=True)
    (folder / "config.ttl").write_text(FUSEKI.replace("LOCATION", str(place)), encoding="utf-8")
    port = free_port()
    address = f"http://127.0.0.1:{port}/trials"
    words = ["java", "-Xmx1g", "-jar", str(jar()), "-q", "--localhost", "--port", str(port)]
    words = ["env", f"FUSEKI_BASE={folder / 'base'}", *words, "--config", str(folder / "config.ttl")]
    with running(words, folder, f"{address}/query"):
        yield Store(
            driver="fuseki",
            target=Target(endpoint=address),
            query=f"{address}/query",
            update=f"{address}/update",
        )


@contextmanager
def virtuoso_server(
    folder: Path, dumps: list[Path], most: int = 1_000_000, ports: tuple[int, int] | None = None
) -> Iterator[Store]:
    """Start a Virtuoso server that may read some folders and sends `most` rows; as it comes, 10,000."""
    program, (sql, http) = need("virtuoso-t"), ports or (free_port(), free_port())
    need("isql-vt")
    folder.mkdir(parents=True, exist_ok=True)
    allowed = ", ".join(map(str, dumps))
    settings = VIRTUOSO.replace("SQLPORT", str(sql)).replace("WEBPORT", str(http))
    settings = settings.replace("DUMPS", allowed).replace("MOST", str(most))
    (folder / "virtuoso.ini").write_text(settings, encoding="utf-8")
    address = f"http://127.0.0.1:{http}/sparql"
    with running([program, "-f", "-c", "virtuoso.ini"], folder, address):
        yield Store(
            driver="virtuoso",
            target=Target(endpoint=address, server=f"127.0.0.1:{sql}"),
            query=address,
        )


@pytest.fixture(scope="session")
def oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """An Oxigraph server for all tests; each loads what it needs."""
    with oxigraph_server(tmp_path_factory.mktemp("oxigraph")) as store:
        yield store


@pytest.fixture(scope="session")
def fuseki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A Fuseki server for all tests."""
    with fuseki_server(tmp_path_factory.mktemp("fuseki")) as store:
        yield store


@pytest.fixture(scope="session")
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A Virtuoso server for all tests, which may read the folders of all tests."""
    root = tmp_path_factory.getbasetemp().resolve()
    with virtuoso_server(tmp_path_factory.mktemp("virtuoso"), [root]) as store:
        yield store


@pytest.fixture(params=["oxigraph", "fuseki", "virtuoso"])
def store(request: pytest.FixtureRequest) -> Store:
    """Each of the real stores in turn."""
    found: Store = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def login(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The user of a fresh Virtuoso, and a place for progress that is of this test alone."""
    monkeypatch.setenv("TRIALKG_USER", "dba")
    monkeypatch.setenv("TRIALKG_PASSWORD", "dba")
    monkeypatch.setenv("TRIALKG_STATE", str(tmp_path / "state"))
