"""Ids of registries: recognised in the spellings that are met, and spelt in one."""

from __future__ import annotations

import pytest

from kg.registries import registries, trial_id


@pytest.mark.parametrize("registry", [row for row, _ in registries()], ids=lambda row: row.code)
def test_example_of_each_registry_is_its_own_spelling(registry: object) -> None:
    """The example of each row is an id of that registry alone, spelt as it is spelt."""
    known = trial_id(registry.example)  # type: ignore[attr-defined]
    assert known is not None
    assert (known.id, known.registry) == (registry.example, registry.code)  # type: ignore[attr-defined]
    assert known.page == "" or known.page.startswith("https://")


@pytest.mark.parametrize(
    ("text", "spelt"),
    [
        ("nct06120127", "NCT06120127"),
        (" NCT 06120127 ", "NCT06120127"),
        ("EudraCT Number: 2012-003632-23", "EUCTR2012-003632-23"),
        ("EUCTR2012-003632-23-AT", "EUCTR2012-003632-23"),
        ("2012-003632-23", "EUCTR2012-003632-23"),
        ("2022-500024-30-00", "CTIS2022-500024-30-00"),
        ("EU CT 2022-500024-30-00", "CTIS2022-500024-30-00"),
        ("JPRN-jRCTs031190226", "jRCTs031190226"),
        ("JPRN-UMIN000039686", "UMIN000039686"),
        ("CTRI/2020/03/024402", "CTRI/2020/03/024402"),
        ("ChiCTR-TRC-10001234", "ChiCTR-TRC-10001234"),
        ("chictr2000029308", "ChiCTR2000029308"),
        ("RBR-3VMKT2", "RBR-3vmkt2"),
        ("NTR8483", "NL8483"),
        ("irct20100228003449n28", "IRCT20100228003449N28"),
    ],
)
def test_spellings_become_one(text: str, spelt: str) -> None:
    """Case, spaces, prefixes and suffixes of states do not make another id."""
    known = trial_id(text)
    assert known is not None
    assert known.id == spelt


@pytest.mark.parametrize(
    "text", ["", "NCT0612012", "NCT061201270", "HARBOUR-1", "see NCT06120127", "U1111-1121-8947"]
)
def test_other_texts_are_no_ids(text: str) -> None:
    """A text that is not one id and nothing else is none; a universal number (UTN) is of no registry."""
    assert trial_id(text) is None
