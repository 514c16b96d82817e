"""The index is opened where it is of this version, and not otherwise."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from kg.build import build
from kg.errors import BuildError
from kg.search import FILE, Index
from kg.search.find import find_trials, query_of


def test_index_of_another_version_is_refused(example_build: Path, tmp_path: Path) -> None:
    """Tables of another version are not read, nor is a folder without them; the way out is told."""
    assert Index(example_build).things["drug"] > 0
    with pytest.raises(BuildError, match="build it again"):
        Index(tmp_path)
    shutil.copyfile(example_build / FILE, tmp_path / FILE)
    with closing(sqlite3.connect(tmp_path / FILE)) as database:
        database.execute("PRAGMA user_version = 1")
    with pytest.raises(BuildError, match="build it again"):
        Index(tmp_path)


def test_start_far_off_is_not_the_newest(tmp_path: Path) -> None:
    """A trial that is said to start in six hundred years comes after all others; next year's comes first."""
    records = []
    for number, start in enumerate(("2641-06-14", "2026-01", "2019-03-01")):
        identification = {"nctId": f"NCT0000000{number}", "briefTitle": "A trial"}
        section = {
            "identificationModule": identification,
            "statusModule": {"startDateStruct": {"date": start}},
        }
        records.append(json.dumps({"protocolSection": section}))
    (tmp_path / "records.jsonl").write_text("\n".join(records), encoding="utf-8")
    build([tmp_path / "records.jsonl"], tmp_path / "output")
    found = find_trials(Index(tmp_path / "output"), query_of("trial"), most=5)
    assert [hit.path[-1] for hit in found.hits] == ["1", "2", "0"]
