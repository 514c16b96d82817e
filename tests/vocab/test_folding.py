"""Names are compared by their words, however they are typed, and words keep their place in the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.folding import fold, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("PD-1", "pd 1"),
        ("PD-1", "ＰＤ－１"),
        ("Phase Ⅲ", "phase III"),
        ("cétuximab", "ce\u0301tuximab"),
        ("ｶﾑﾚﾘｽﾞﾏﾌﾞ", "カムレリズマブ"),
        ("PD-(L)1", "ＰＤ－（Ｌ）１"),
        ("Keytruda™", "keytruda"),
        ("TarcevaTM", "tarceva"),
        ("Leukaemias", "leukemia"),
        ("tumours", "Tumor"),
        ("hours", "hour"),
        ("interferon-α", "Interferon alfa"),
        ("antibodies", "antibody"),
        ("chemoembolisation", "chemoembolization"),
    ],
)
def test_spellings_of_one_name_are_one(one: str, other: str) -> None:
    """Width, case, hyphens, combining marks and trade marks make no other name."""
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("10⁹", "109"), ("ATM", "A"), ("PD-(L)1", "PD-L1"), ("ＯＳ", "O S")]
)
def test_names_that_differ_stay_apart(one: str, other: str) -> None:
    """A superscript is no digit of the number before it, and a letter in brackets is a word."""
    assert fold(one) != fold(other)


def test_places_are_of_the_text_as_it_stands() -> None:
    """The words of full-width text point to where they stand in it."""
    text = "抗ＰＤ－１ (e\u0301t) ﬁn"
    assert [text[word.start : word.end] for word in words(text)] == ["抗ＰＤ", "１", "e\u0301t", "ﬁn"]


@given(st.text())
def test_places_are_in_order_and_inside(text: str) -> None:
    """Whatever is typed, words stand in the text from left to right."""
    places = [(word.start, word.end) for word in words(text)]
    assert places == sorted(places)
    assert all(0 <= start < end <= len(text) for start, end in places)
