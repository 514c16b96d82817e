"""Coverage: every field of the model is in the graph, or left out for a reason; the table is true."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kg.compose import Composer
from kg.content import content
from kg.coverage import FOREIGN, coverage, coverage_page, fields, occurring, unknown_fields
from kg.lexicon import lexicon
from kg.study import Study
from kg.study.provenance import Provenance
from kg.terms import DEFAULT_BASE, Triple
from kg.vocabulary import rows

ROOT = Path(__file__).parent.parent
COMPLETE = ROOT / "tests" / "cases" / "shapes" / "complete.jsonl"
ROWS = coverage()
DIGEST = "ab" * 32
COMPOSER = Composer(lexicon(), DEFAULT_BASE, contacts=True)
PROVENANCE = Provenance(
    source="ctgov_json",
    document="d",
    document_sha256=DIGEST,
    document_size=1,
    position="1",
    record_sha256=DIGEST,
)


def test_page_is_fresh() -> None:
    """docs/coverage.md is what the code says; `python -m kg.coverage > docs/coverage.md` makes it anew."""
    assert (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8") == coverage_page()


def test_no_field_is_unexplained() -> None:
    """Every field is stated by a term, or left out with a reason."""
    assert [row.field for row in ROWS if not row.stated and not row.says.startswith("left out: ")] == []


def test_table_of_fields_names_fields() -> None:
    """Every row of ontology/fields.tsv is a field, and says one thing of it."""
    told = [row for _, row in rows(content("ontology") / "fields.tsv")]
    assert {row["field"] for row in told} <= set(fields())
    assert all(bool(row["stated"]) != bool(row["left_out"]) for row in told)


def composed(study: dict[str, Any]) -> set[Triple]:
    return set(COMPOSER.graph(msgspec.convert(study, Study), PROVENANCE).triples)


def without(value: Any, path: list[str]) -> Any:
    """Copy a record without the leaves at a path."""
    if isinstance(value, list):
        return [without(inner, path) for inner in value]
    if not path or not isinstance(value, dict):
        return value
    return {
        key: without(inner, path[1:]) if key == path[0] else inner
        for key, inner in value.items()
        if key != path[0] or len(path) > 1
    }


@pytest.fixture(scope="module")
def complete() -> dict[str, Any]:
    """A record that states every field."""
    record: dict[str, Any] = json.loads(COMPLETE.read_text(encoding="utf-8").splitlines()[0])
    return record


def test_the_record_of_everything_states_everything(complete: dict[str, Any]) -> None:
    """The record that the tests of the table rest on has every field of the model."""
    assert set(fields()) - set(occurring(complete)) == set()


@pytest.mark.parametrize("row", [row for row in ROWS if row.stated], ids=lambda row: row.field)
def test_stated_field_is_in_the_graph(complete: dict[str, Any], row: Any) -> None:
    """Without the field the graph lacks something, or is another graph."""
    assert composed(complete) - composed(without(complete, row.field.split(".")))


def test_empty_and_nested_fields_occur() -> None:
    """A new field is reported where its value is empty too; a known part may be empty."""
    record = {
        "protocolSection": {"armsInterventionsModule": {"armGroups": []}, "newModule": {}, "other": [[1]]}
    }
    assert sorted(unknown_fields(occurring(record))) == ["protocolSection.newModule", "protocolSection.other"]


def test_every_field_of_real_records_is_known(shared: Path) -> None:
    """No field occurs in real records that the model does not have, but those that tools add."""
    counted: Counter[str] = Counter()
    for path in sorted((shared / "ctgov_v2").glob("*.jsonl.gz")):
        with gzip.open(path) as lines:
            for line in lines:
                record = json.loads(line)
                inner = record.get("study")
                counted.update(occurring(inner if inner else record))
                counted.update(key for key in record if inner and key != "study")
    assert unknown_fields(counted.elements()) == Counter()
    assert len(counted) > 250
    assert "protocolSection.contactsLocationsModule.locations_nested" in FOREIGN
