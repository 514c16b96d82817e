"""The Study holds the API's model without loss."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from kg.errors import RecordError
from kg.study import decode, encode

# keys that a downloader of the test records added, which the API does not have
FOREIGN = {"locations_nested", "interventionMappedName", "id_str", "_id"}


def without_empty(value: Any) -> Any:
    if isinstance(value, dict):
        kept = {key: without_empty(item) for key, item in value.items() if key not in FOREIGN}
        return {key: item for key, item in kept.items() if item not in ({}, [], None)}
    return [without_empty(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("name", ["studies", "studies_partial"])
def test_every_field_of_real_records_survives(shared: Path, name: str) -> None:
    """Reading and printing a real v2 record loses no field of it."""
    with gzip.open(shared / "ctgov_v2" / f"{name}.jsonl.gz") as lines:
        for line in lines:
            assert without_empty(json.loads(encode(decode(line)))) == without_empty(json.loads(line))


@pytest.mark.parametrize(
    "record",
    [
        b"",
        b"{",
        b"[]",
        b'"x"',
        b'{"protocolSection": 5}',
        b'{"protocolSection": {"statusModule": {"overallStatus": 1}}}',
        b'{"a": "\xff"}',
    ],
)
def test_what_is_no_study_is_a_record_error(record: bytes) -> None:
    """Broken JSON, another JSON and wrong types are RecordErrors, and nothing else."""
    with pytest.raises(RecordError):
        decode(record)
