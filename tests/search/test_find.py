"""The index: what words find, and that two builds of one input have the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import BuildError
from kg.search import FILE, Index, Kept, write
from kg.search.find import Hit, find_things, find_trials, nearest, query_of
from kg.workers import Workers

TREATMENTS = ("drug", "drug class", "procedure", "regimen")


@pytest.fixture(scope="module")
def index(example_build: Path) -> Index:
    """The index of the examples."""
    return Index(example_build)


def first(index: Index, text: str, *kinds: str) -> Hit:
    return find_things(index, query_of(text), kinds or TREATMENTS).hits[0]


@pytest.mark.parametrize(
    ("text", "label", "how"),
    [
        ("sintilimab", "sintilimab", "name"),
        ("SBRT", "stereotactic body radiotherapy", "synonym"),
        ("pd1 INHIBITOR", "PD-1 inhibitor", "name"),
        ("Keytruda", "pembrolizumab", "synonym"),
    ],
)
def test_treatment_is_found_by_any_of_its_names(index: Index, text: str, label: str, how: str) -> None:
    """Case, hyphens and synonyms do not matter, and it is said by which name a thing was found."""
    assert (first(index, text).label, first(index, text).how) == (label, how)


def test_unfinished_word_finds_what_begins_so(index: Index) -> None:
    """As one types, the beginning of a word is enough."""
    assert first(index, "sintili").label == "sintilimab"


@pytest.mark.parametrize(("typed", "meant"), [("sintilmab", "sintilimab"), ("radiotherpay", "radiotherapy")])
def test_misspelt_word_gives_way_to_the_nearest(index: Index, typed: str, meant: str) -> None:
    """A letter that is missing, or two that are swapped, still find the word."""
    assert nearest(index, query_of(typed)) == [[meant]]


def test_more_trials_come_first(index: Index) -> None:
    """Of two names that match alike, the one of more trials is shown first."""
    trials = [hit.trials for hit in find_things(index, query_of("agent"), TREATMENTS).hits]
    assert trials == sorted(trials, reverse=True)


def test_trials_are_found_by_words_of_their_titles(index: Index) -> None:
    """Any words of a title, in any order, find the trial."""
    found = find_trials(index, query_of("colorectal liver sbrt"), most=5)
    assert "/trial/NCT06794086" in [hit.path for hit in found.hits]


def test_trial_is_found_by_its_id_in_any_case(index: Index) -> None:
    """Small letters and spaces do not matter."""
    assert index.of_trial("nct 06120127") == ["/trial/NCT06120127"]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=60) | st.text(alphabet='"*()^:-+ ANDORNET\x00', max_size=30))
def test_no_words_break_the_search(index: Index, text: str) -> None:
    """Whatever is typed is words to look for, and never part of a query."""
    query = query_of(text)
    assert find_things(index, query, TREATMENTS).total >= 0
    assert find_trials(index, nearest(index, query), most=3).total >= 0


def test_same_dumps_give_the_same_bytes(example_build: Path, tmp_path: Path) -> None:
    """Nothing depends on the clock, on the number of processes, or on where blocks end."""
    (tmp_path / "nquads").symlink_to(example_build / "nquads")
    (tmp_path / "state").mkdir()
    whole = [[dump.stat().st_size] for dump in sorted((example_build / "nquads").glob("trials-*.nq.gz"))]
    kept = Kept(whole, tmp_path / "state", tmp_path / "none", "this software")
    with Workers(1) as workers:
        again = write(tmp_path, "https://w3id.org/trialkg/", workers, kept)
    assert again.read_bytes() == (example_build / FILE).read_bytes()


def test_build_without_an_index_says_what_to_do(tmp_path: Path) -> None:
    """A build of an earlier version is to be made again."""
    with pytest.raises(BuildError, match="build it again"):
        Index(tmp_path)
