"""Free text of records: paragraphs, lists, and nothing lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kg.site.prose import Block, blocks


def told(found: list[Block]) -> list[str | list[str]]:
    return [block.words or [f"{point.number}{point.words}" for point in block.items] for block in found]


def test_paragraph_before_a_list_stays_one() -> None:
    """The words before the points of a list are a paragraph of their own."""
    assert told(blocks("Inclusion:\n\n1. adult\n2. well")) == ["Inclusion:", ["1.adult", "2.well"]]


def test_broken_line_goes_on() -> None:
    """A line that begins with a small letter belongs to the point before it."""
    assert told(blocks("1. has given informed\n\nconsent.\n2. well")) == [
        ["1.has given informed consent.", "2.well"]
    ]


def test_number_with_a_fraction_is_no_point() -> None:
    """`2.5 mg` at the beginning of a line is a dose."""
    assert told(blocks("2.5 mg daily")) == ["2.5 mg daily"]


def test_points_in_one_line_are_cut() -> None:
    """Where a source gives all criteria in one line, four and more counted points are a list."""
    points = told(blocks("Criteria: (1) adult; (2) well; (3) willing; (4) able"))
    assert points == ["Criteria:", ["(1)adult;", "(2)well;", "(3)willing;", "(4)able"]]


@given(st.text(alphabet="abcA 1.2)(*-•–\n\t", max_size=200))
def test_no_word_is_lost(text: str) -> None:
    """Whatever the text, its letters and digits come out in their order."""
    shown = "".join(
        block.words + "".join(point.number + point.words for point in block.items) for block in blocks(text)
    )
    assert [c for c in shown if c.isalnum()] == [c for c in text if c.isalnum()]
