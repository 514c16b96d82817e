"""Things are found by words, whole, begun or misspelt."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.mcp.finder import Finder

NAMES = [
    ("a", "pembrolizumab"),
    ("a", "Keytruda"),
    ("b", "PD-1 inhibitor"),
    ("c", "colorectal liver metastases"),
    ("d", "liver transplantation"),
    ("e", "NCT06120127 Radiotherapy after surgery"),
]


@pytest.mark.parametrize(
    ("words", "thing"),
    [
        ("keytruda", "a"),
        ("pembrolizumb", "a"),
        ("pembro", "a"),
        ("anti PD1 inhibitor", "b"),
        ("colorectal metastasis of liver", "c"),
        ("nct06120127", "e"),
        ("radiotherpy surgry", "e"),
    ],
)
def test_words_find_their_thing(words: str, thing: str) -> None:
    """What fits best comes first, in spite of typing errors."""
    assert Finder(NAMES).find(words)[0].thing == thing


@pytest.mark.parametrize("words", ["", "!?", "zzzzzzzz", "\ud800"])
def test_what_is_like_nothing_finds_nothing(words: str) -> None:
    """No guess is made out of nothing."""
    assert Finder(NAMES).find(words) == []


@given(st.text())
def test_any_text_can_be_looked_for(words: str) -> None:
    """Each thing is found once, the best first."""
    found = Finder(NAMES).find(words)
    assert len({one.thing for one in found}) == len(found)
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
