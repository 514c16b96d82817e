"""What changed since the build before, and what may not change anything."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from kg.build import build
from kg.report.changes import changes_since
from kg.report.lookup import read_report

pytestmark = pytest.mark.usefixtures("few_concepts")


def study(trial: str, **modules: Any) -> dict[str, Any]:
    return {"protocolSection": {"identificationModule": {"nctId": trial, "briefTitle": "T"}, **modules}}


def test_changes_since_the_build_before(tmp_path: Path) -> None:
    """The first build has nothing to compare with; the next says what one record more has changed."""
    one = study("NCT00000001")
    two = study("NCT00000002", statusModule={"overallStatus": "COMPLETED"})
    (tmp_path / "in.jsonl").write_text(json.dumps(one) + "\n")
    build([tmp_path / "in.jsonl"], tmp_path / "out")
    first = _changes(tmp_path / "out")
    assert (first["compared"], "first build" in first["words"]) == (False, True)
    (tmp_path / "in.jsonl").write_text(json.dumps(one) + "\n" + json.dumps(two) + "\n")
    build([tmp_path / "in.jsonl"], tmp_path / "out")
    changed = {one["what"]: (one["then"], one["now"]) for one in _changes(tmp_path / "out")["changes"]}
    assert (changed["records"], changed["overall status"]) == ((1, 2), (0, 50))


def test_same_report_has_not_changed(output: Path) -> None:
    """A report compared with itself has no difference, and says so."""
    same = changes_since(output / "report" / "report.json", read_report(output))
    assert same.compared
    assert "Nothing" in same.words
    assert {change.difference for change in same.changes} == {0}


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b'{"layout": 99}', b'{"layout": 1}', b"\xff"])
def test_damaged_earlier_report_is_told(tmp_path: Path, output: Path, content: bytes) -> None:
    """An earlier report that is broken or foreign is told in words."""
    (tmp_path / "report.json").write_bytes(content)
    changes = changes_since(tmp_path / "report.json", read_report(output))
    assert not changes.compared
    assert "nothing is compared" in changes.words


def test_workers_shards_and_earlier_builds_change_no_number(
    tmp_path: Path, inputs: list[Path], output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Any number of workers gives the same bytes, any cut into shards the same numbers.

    What was built before changes nothing but what tells of it.
    """
    monkeypatch.setattr("kg.build.SHARD", 2)
    one, two = tmp_path / "one", tmp_path / "two"
    shutil.copytree(output / "report", one / "report")
    build(inputs, one, workers=1)
    build(inputs, two, workers=2)
    of_one, of_two = _files(one), _files(two)
    assert {name for name in of_one if of_one[name] != of_two[name]} == {"changes.json", "index.html"}
    assert len([name for name in of_one if name.startswith("trials-")]) == 8
    assert _without_pages(one) == _without_pages(output)
    assert read_report(one).duplicates.shown[1].links[1].page == "trials-0001.html#NCT00000004"


def _files(output: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (output / "report").iterdir()}


def _without_pages(output: Path) -> str:
    """Read a report, without the numbers of its shards."""
    return re.sub(r"trials-\d+", "", (output / "report" / "report.json").read_text(encoding="utf-8"))


def _changes(output: Path) -> dict[str, Any]:
    changes: dict[str, Any] = json.loads((output / "report" / "changes.json").read_bytes())
    return changes
