"""The real servers: what is loaded is there, readers see whole releases, a killed load goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import httpx
import pytest

from kg.build import build
from kg.errors import LoadError
from kg.load import drop, load, status
from kg.load._requests import Http
from kg.load.drivers import driver
from kg.load.probe import counts
from kg.load.release import Release, read_release
from kg.load.target import Target

from .conftest import Store, fuseki_server, jar, oxigraph_server, oxigraph_words

CASES = Path(__file__).parent.parent / "cases" / "queries"
ROOT = Path(__file__).parent.parent.parent

Describing = Callable[[], AbstractContextManager[None]]

pytestmark = pytest.mark.usefixtures("login")


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory, describing_few: Describing) -> Release:
    """A release of one record, other than the examples."""
    output = tmp_path_factory.mktemp("small") / "output"
    with describing_few():
        build([CASES / "page.txt"], output)
    return read_release(output)


@pytest.fixture(scope="session")
def larger(tmp_path_factory: pytest.TempPathFactory, describing_few: Describing) -> Release:
    """A release of the examples."""
    output = tmp_path_factory.mktemp("larger") / "output"
    with describing_few():
        build([ROOT / "examples"], output)
    return read_release(output)


@pytest.fixture(scope="session")
def examples(example_build: Path) -> Release:
    """The same, with all concepts."""
    return read_release(example_build)


def quiet(_done: int, _total: int) -> None:
    """Show nothing."""


def total(store: Store) -> int:
    """Count what a reader sees."""
    query = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }"
    with Http(120) as http:
        return int(http.select(store.query, query)[0]["n"]["value"])


def holds(store: Store, release: Release) -> bool:
    with Http(120) as http:
        return counts(http, store.query, release.base) == release.graphs


def test_release_is_there_as_its_manifest_says(store: Store, larger: Release, small: Release) -> None:
    """After a load over another release each graph has its triples, and no old graph is left."""
    one = driver(store.driver)
    with Http(600) as http:
        load(larger, one, store.target, http, quiet)
        loaded = load(small, one, store.target, http, quiet)
        assert loaded.probed
        assert loaded.miscounts == []
        assert holds(store, small)
        found = status(small.base, store.query, http)
    assert found.is_whole
    assert found.marked is not None
    assert found.marked.release == small.id


def test_probe_says_what_a_store_changes(store: Store, small: Release) -> None:
    """Oxigraph keeps every literal; Fuseki respells decimals, Virtuoso booleans; nothing else is changed."""
    with Http(600) as http:
        loaded = load(small, driver(store.driver), store.target, http, quiet)
    changed = {one.kind for one in loaded.changes if not one.is_kept}
    assert len(loaded.changes) > len(changed)
    assert (
        changed <= {"oxigraph": set(), "fuseki": {"xsd:decimal"}, "virtuoso": {"xsd:boolean"}}[store.driver]
    )


def test_drop_takes_out_our_graphs_only(store: Store, small: Release) -> None:
    """A drop leaves nothing of the base, and a store without a release is not whole."""
    one = driver(store.driver)
    with Http(600) as http:
        load(small, one, store.target, http, quiet)
        drop(small.base, one, store.target, http)
        found = status(small.base, store.query, http)
    assert (found.triples, found.marked, found.is_whole) == (0, None, False)


class Reader(threading.Thread):
    """Counts what is there over and over, and what the store says of its release before and after."""

    def __init__(self, store: Store, base: str) -> None:
        super().__init__()
        self.store, self.base = store, base
        self.seen: list[tuple[int, tuple[str, str]]] = []
        self.over = threading.Event()

    def run(self) -> None:
        while not self.over.is_set():
            before = self._said()
            self.seen.append((total(self.store), (before, self._said())))

    def _said(self) -> str:
        with Http(120) as http:
            found = status(self.base, self.store.query, http).marked
        return found.status if found else ""


def test_reader_sees_a_whole_release_or_is_told(store: Store, larger: Release, small: Release) -> None:
    """While a release replaces another, a reader counts the old or the new one, or the store says loading."""
    one = driver(store.driver)
    with Http(600) as http:
        load(small, one, store.target, http, quiet)
        whole = {total(store)}
        reader = Reader(store, small.base)
        reader.start()
        try:
            load(larger, one, store.target, http, quiet)
        finally:
            reader.over.set()
            reader.join()
        whole.add(total(store))
    parts = [said for count, said in reader.seen if count not in whole]
    assert len(reader.seen) > 1
    if store.driver == "virtuoso":
        assert all("loading" in said for said in parts)
    else:
        assert parts == []


@pytest.mark.parametrize("name", ["sparql_update", "graph_store"])
def test_protocols_load_over_a_release(oxigraph: Store, small: Release, name: str, larger: Release) -> None:
    """SPARQL Update and the Graph Store Protocol bring in a release over another, without its leavings."""
    address = oxigraph.update if name == "sparql_update" else f"{oxigraph.target.endpoint}/store"
    target = Target(endpoint=address, query=oxigraph.query)
    with Http(600) as http:
        load(larger, driver("oxigraph"), oxigraph.target, http, quiet)
        loaded = load(small, driver(name), target, http, quiet)
        assert loaded.miscounts == []
        assert holds(oxigraph, small)
        drop(small.base, driver(name), target, http)
    assert total(oxigraph) == 0


def test_foreign_graph_is_not_overwritten(oxigraph: Store, small: Release) -> None:
    """A driver that replaces all that a store holds refuses where somebody else's graph is, and names it."""
    body = {"update": "INSERT DATA { GRAPH <http://example.org/theirs> { <http://e/s> <http://e/p> 1 } }"}
    httpx.post(oxigraph.update, data=body).raise_for_status()
    try:
        with Http(60) as http, pytest.raises(LoadError, match=r"example\.org/theirs"):
            load(small, driver("oxigraph"), oxigraph.target, http, quiet)
    finally:
        httpx.post(oxigraph.update, data={"update": "DROP ALL"}).raise_for_status()


@pytest.mark.parametrize("name", ["oxigraph_folder", "tdb2"])
def test_folder_is_turned_to_the_new_release(
    tmp_path: Path, small: Release, examples: Release, name: str
) -> None:
    """A folder is loaded beside the one that is served; a server started on the link has the new one."""
    java = name == "tdb2"
    tool = f"java -cp {jar()} tdb2.tdbloader" if java else oxigraph_words()[0]
    link = tmp_path / "current"
    target = Target(location=str(link), tool=tool)
    serve: Callable[..., object] = fuseki_server if name == "tdb2" else oxigraph_server
    with Http(120) as http:
        for release in (small, examples):
            loaded = load(release, driver(name), target, http, quiet)
            assert not loaded.probed
            assert link.resolve().name == release.id[:16]
        with serve(tmp_path / "server", location=link) as store:  # type: ignore[attr-defined]
            asked = Target(location=str(link), tool=tool, endpoint=store.target.endpoint)
            assert load(examples, driver(name), asked, http, quiet).miscounts == []
            # the folder of the older release is there still, but nobody serves it
            assert len(load(small, driver(name), asked, http, quiet).miscounts) > 0


def test_folder_of_somebody_else_is_left_alone(tmp_path: Path, small: Release) -> None:
    """A location that is a folder and no link is refused."""
    (tmp_path / "mine").mkdir()
    target = Target(location=str(tmp_path / "mine"))
    with Http(60) as http, pytest.raises(LoadError, match="folder of its own"):
        load(small, driver("oxigraph_folder"), target, http, quiet)


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "kg", *words]


def test_killed_load_goes_on(oxigraph: Store, example_build: Path, tmp_path: Path) -> None:
    """A load that was killed half-way says loading, and the same command completes it from where it was."""
    words = command("load", "--to", "sparql_update", "--endpoint", oxigraph.update, "--query", oxigraph.query)
    words += ["--build", str(example_build), "--batch", "2000"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    killed = subprocess.Popen(words, cwd=tmp_path, env=environment, stderr=subprocess.DEVNULL)
    state = tmp_path / "state" / "loads"
    until = time.monotonic() + 120
    while not any(len(file.read_text().splitlines()) > 5 for file in state.glob("*.done")):
        assert killed.poll() is None
        assert time.monotonic() < until
        time.sleep(0.05)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    with Http(60) as http:
        found = status(read_release(example_build).base, oxigraph.query, http)
    assert found.marked is not None
    assert (found.marked.status, found.is_whole) == ("loading", False)
    again = subprocess.run(
        words, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=300
    )
    assert (again.returncode, "steps were done by an earlier load" in again.stderr) == (0, True), again.stderr
    assert holds(oxigraph, read_release(example_build))
    assert list(state.glob("*.done")) == []


def test_read_only_server_is_told(tmp_path: Path, small: Release) -> None:
    """A server that only reads is named as such, and nothing is said to be loaded."""
    with oxigraph_server(tmp_path / "first"):
        pass  # makes the store
    with (
        oxigraph_server(tmp_path / "second", "serve-read-only", tmp_path / "first" / "store") as store,
        Http(60) as http,
        pytest.raises(LoadError, match="read-only"),
    ):
        load(small, driver("oxigraph"), store.target, http, quiet)


def test_wrong_path_is_told(oxigraph: Store, fuseki: Store, small: Release) -> None:
    """An address that is not the store's is told, with the address."""
    for name, store in (("oxigraph", oxigraph), ("fuseki", fuseki)):
        target = Target(endpoint=f"{store.target.endpoint}/elsewhere")
        with Http(60) as http, pytest.raises(LoadError, match="elsewhere/query: HTTP 40"):
            load(small, driver(name), target, http, quiet)


def test_wrong_password_is_told_and_not_shown(
    virtuoso: Store, small: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wrong password of Virtuoso is told, and is not in the message."""
    monkeypatch.setenv("TRIALKG_PASSWORD", "hunter2")
    with Http(60) as http, pytest.raises(LoadError, match="Bad login") as raised:
        load(small, driver("virtuoso"), virtuoso.target, http, quiet)
    assert "hunter2" not in str(raised.value)
