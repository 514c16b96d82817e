"""The literals that the probe of a load reads back."""

from __future__ import annotations

import pytest

from kg.load.probe import samples

XSD = "http://www.w3.org/2001/XMLSchema#"
KINDS = {
    '"plain"': "string",
    '"a \\"word\\""': "string with line break, quote or backslash",
    '"Straße"': "string beyond ASCII",
    '"𝛼-blocker"': "string beyond U+FFFF",
    '"Herz"@de': "language tag de",
    f'"2"^^<{XSD}integer>': "xsd:integer",
}


def block(*objects: str) -> bytes:
    return "".join(f"<x:s> <x:p> {one} <x:g> .\n" for one in ("<x:o>", *objects)).encode()


@pytest.mark.parametrize("last", KINDS)
def test_kind_that_stands_in_a_later_block_only_is_found(last: str) -> None:
    """A block is passed over only where nothing in it is new, whatever else it has."""
    others = [one for one in KINDS if one != last]
    found = samples([block(*others), block(*others), block(*others, last), block(last)])
    assert sorted(one.kind for one in found) == sorted(KINDS.values())
    assert [one.literal.value for one in found if one.kind == KINDS['"𝛼-blocker"']] == ["𝛼-blocker"]


def test_first_literal_of_a_kind_is_taken() -> None:
    """What is said of a kind is said of its first literal, in the order of the dumps."""
    (found,) = samples([block('"first"', '"second"'), block('"third"')])
    assert (found.literal.value, found.graph, found.subject) == ("first", "x:g", "x:s")
