"""Every canned question answers alike in the embedded store and in each real server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.ask import Asker, question, questions
from kg.build import build
from kg.store import open_build

from .answers import CASES, answers_alike, case_values, embedded, holding
from .conftest import Store


@pytest.fixture(scope="session")
def asked_build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build of the records of all questions' cases."""
    output = tmp_path_factory.mktemp("asked") / "output"
    build([CASES / "page.txt", *CASES.glob("*.jsonl"), *CASES.glob("*/records.jsonl")], output)
    return output


@pytest.fixture(scope="module", params=["oxigraph", "fuseki", "virtuoso"])
def loaded(
    request: pytest.FixtureRequest, asked_build: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Store]:
    """Each of the real stores, with that build in it."""
    with holding(request.getfixturevalue(request.param), asked_build, tmp_path_factory.mktemp("s")) as store:
        yield store


@pytest.mark.parametrize("name", sorted(questions()))
def test_server_answers_as_the_embedded_store(loaded: Store, asked_build: Path, name: str) -> None:
    """A question's case gives the same rows, ordered alike but for Virtuoso."""
    asker = Asker(open_build(asked_build))
    sparql = asker.sparql(question(name), case_values(name))
    assert answers_alike(loaded, sparql, *embedded(asker, sparql))
