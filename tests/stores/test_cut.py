"""A Virtuoso that cuts answers off, as it does: what counts reads on, what cannot read on says so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.ask import Asker, Endpoint, question
from kg.build import build
from kg.errors import LoadError, QueryError
from kg.load import load, status
from kg.load._requests import Http
from kg.load.drivers import driver
from kg.load.release import Release, read_release

from .conftest import Store, virtuoso_server

CASES = Path(__file__).parent.parent / "cases" / "queries"
MOST = 3  # rows

pytestmark = pytest.mark.usefixtures("login")


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """More graphs than fit into one answer of that server."""
    output = tmp_path_factory.mktemp("cut") / "output"
    build([CASES / "records.jsonl"], output)
    return read_release(output)


@pytest.fixture
def cutting(release: Release, tmp_path: Path) -> Iterator[Store]:
    """A server that sends three rows and no more, with the release in it."""
    with virtuoso_server(tmp_path / "virtuoso", [release.dumps[0].parent], MOST) as store, Http(60) as http:
        loaded = load(release, driver("virtuoso"), store.target, http, lambda _done, _total: None)
        assert loaded.miscounts == []
        yield store


def test_cut_answer_is_read_on_or_told(cutting: Store, release: Release) -> None:
    """Load and status count every graph, three an answer; rows and questions that were cut are an error."""
    assert len(release.graphs) > 2 * MOST
    with Http(60) as http:
        assert status(release.base, cutting.query, http).is_whole
        with pytest.raises(LoadError, match="ResultSetMaxRows"):
            http.select(cutting.query, "SELECT ?s WHERE { ?s ?p ?o }")
    with pytest.raises(QueryError, match=f"no more than {MOST} rows"):
        Asker(Endpoint(cutting.query)).answer(question("trials"), {})
