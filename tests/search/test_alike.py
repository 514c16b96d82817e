"""Trials that are alike, and names: what the index gives is what the store says, asked the long way."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from pathlib import Path

import pytest

from kg.ask import StoreNames
from kg.build import build
from kg.folding import fold
from kg.search.alike import alike
from kg.search.things import kinds
from kg.site import Release
from kg.site.nodes import rows
from kg.terms import TKG

CASES = Path(__file__).parent.parent / "cases" / "queries"
EXAMPLES = Path(__file__).parents[2] / "examples"
GIVEN = f"""SELECT DISTINCT ?trial ?concept WHERE {{ GRAPH ?record {{
  ?trial {TKG.hasExposure} ?exposure . ?exposure {TKG.concept} ?concept }} }}"""
STUDIED = f"""SELECT DISTINCT ?trial ?concept WHERE {{ GRAPH ?record {{
  ?trial a {TKG.Trial} ; {TKG.namesCondition} ?concept }} }}"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A build of the examples and of records that share treatments and conditions with them."""
    output = tmp_path_factory.mktemp("alike") / "output"
    build([EXAMPLES, *sorted(CASES.glob("*.jsonl")), *sorted(CASES.glob("*/records.jsonl"))], output)
    return Release(output)


def weighed(release: Release, query: str, path: str) -> dict[str, Fraction]:
    """Weigh the other trials by the concepts of one, each one part in as many trials as have it."""
    had: defaultdict[str, set[str]] = defaultdict(set)
    for trial, concept in rows(release, query):
        had[concept].add(release.path(trial) or "")
    weights: defaultdict[str, Fraction] = defaultdict(Fraction)
    for trials in had.values():
        for other in trials - {path} if path in trials else ():
            weights[other] += Fraction(1, len(trials))
    return weights


def test_trials_are_alike_as_the_store_says(made: Release) -> None:
    """For every trial: those that share a treatment and a condition, by weight of either in turn."""
    newest = [path for (path,) in made.search.database.execute("SELECT path FROM thing ORDER BY id")]
    seen = 0
    for path in [path for path in newest if path.startswith("/trial/")]:
        treatments, conditions = weighed(made, GIVEN, path), weighed(made, STUDIED, path)
        expected = sorted(
            treatments.keys() & conditions.keys(),
            key=lambda other: (-treatments[other], -conditions[other], newest.index(other)),
        )
        assert expected[:10] == [one.path for one in alike(made.search, path, 10)]
        seen += len(expected)
    assert seen > 10


def test_what_alike_trials_share_is_named(made: Release) -> None:
    """Each comes with the concepts of both, which the store says of either."""
    given, studied = set(rows(made, GIVEN)), set(rows(made, STUDIED))
    path = next(path for _, path in trials(made) if alike(made.search, path, 1))
    for other in alike(made.search, path, 10):
        for said, named in ((given, other.treatments), (studied, other.conditions)):
            own = {concept for trial, concept in said if made.path(trial) == path}
            its = {concept for trial, concept in said if made.path(trial) == other.path}
            assert sorted(own & its) == [f"<{iri}>" for iri in named]
            assert named


def test_trial_that_is_not_there_is_like_none(made: Release) -> None:
    """An address of no trial has no trials like it."""
    assert alike(made.search, "/trial/none", 10) == []


def test_every_name_is_looked_up_as_the_store_has_it(made: Release) -> None:
    """Any name, CURIE or IRI means the same concept, whether the index is asked or the store."""
    store, index = StoreNames(made.store), made.asker.names
    assert sorted(store.concepts) == sorted(index.concepts)
    for iri, name in store.concepts[::7]:
        assert store.called(name) == index.called(name)
        assert store.called(name.upper()) == index.called(name.upper())
        assert index.called(iri) == iri
    assert index.called("no such name") is index.called("") is index.called("http://no.such/iri") is None


def test_of_several_concepts_with_a_name_the_first_is_meant(made: Release) -> None:
    """Which it is depends on the IRIs alone, not on what a store puts first."""
    by_name: defaultdict[str, set[str]] = defaultdict(set)
    for iri, name in made.asker.names.concepts:
        by_name[fold(name)].add(iri)
    ambiguous = {name: iris for name, iris in by_name.items() if len(iris) > 1}
    assert ambiguous
    assert {name: min(iris) for name, iris in ambiguous.items()} == {
        name: made.asker.names.called(name) for name in ambiguous
    }


def test_things_are_counted_once(made: Release) -> None:
    """The counts of kinds, which pages show, are those of the table of things."""
    database = made.search.database
    listed = database.execute("SELECT kind, path, trials FROM thing WHERE kind != 'trial'").fetchall()
    expected: defaultdict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for kind, path, number in listed:
        counted = expected[kind, "/" + path.split("/")[1] + "/" if path.startswith("/") else ""]
        counted[0] += 1
        counted[1] += number > 0
    counts = kinds(made.search)
    for (kind, place), numbers in expected.items():
        if place:
            assert counts[kind, place] == tuple(numbers)
    assert made.search.things["drug"] == counts["drug", "/concept/"][1]


def trials(release: Release) -> list[tuple[int, str]]:
    return release.search.database.execute("SELECT id, path FROM thing WHERE kind = 'trial'").fetchall()
