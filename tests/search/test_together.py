"""What is given together: held to the question `combination`, which is its rule."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.ask import Asker, question
from kg.build import build
from kg.search import Index
from kg.store import open_build

CASES = Path(__file__).parent.parent / "cases" / "queries"
EVERY = 23  # of the pairs; each is a query of some milliseconds


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build of records with regimens, alternatives, trials without arms and classes."""
    output = tmp_path_factory.mktemp("together") / "output"
    build([CASES / "records.jsonl", CASES / "treatments.jsonl", CASES / "registry.jsonl"], output)
    return output


def test_pairs_count_what_the_question_finds(made: Path) -> None:
    """Every so many pairs: as many trials in one arm, and as many in all, as `combination` answers with."""
    index, asker, asked = Index(made), Asker(open_build(made)), question("combination")
    rows = index.database.execute(
        "SELECT a.iri, b.iri, arms, pair_count.trials FROM pair_count"
        " JOIN concept AS a ON a.id = one JOIN concept AS b ON b.id = other ORDER BY one, other"
    ).fetchall()
    assert len(rows) > EVERY
    for a, b, arms, trials in rows[::EVERY]:
        found = [(row["trial"].value, row["evidence"].value) for row in asker.run(asked, {"a": a, "b": b})]
        in_arms = {trial for trial, evidence in found if evidence == "arm"}
        assert (a, b, len(in_arms), len({trial for trial, _ in found})) == (a, b, arms, trials)


def test_what_the_question_does_not_find_is_no_pair(made: Path) -> None:
    """Treatments that trials name and never combine are in no pair."""
    index, asker, asked = Index(made), Asker(open_build(made)), question("combination")
    concepts = index.frequent(("drug", "procedure"), 6)
    counted = {(one.one, one.other) for one in index.together([concept.number for concept in concepts])}
    for place, one in enumerate(concepts):
        for other in concepts[place:]:
            found = list(asker.run(asked, {"a": one.iri, "b": other.iri}))
            key = (min(one.number, other.number), max(one.number, other.number))
            assert (key in counted) == bool(found)
