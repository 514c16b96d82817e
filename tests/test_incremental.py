"""A build over an earlier one: only what changed is done again, and the bytes are those of a full build."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kg import build as building
from kg.build import Summary, build
from kg.sheet import Settings
from kg.store import open_build


def study(number: int, title: str = "", enrolled: int = 5, date: str = "2024-02-01") -> str:
    """Spell a study; fewer than no participants are refused by a shape."""
    protocol = {
        "identificationModule": {"nctId": f"NCT{number:08}", "briefTitle": title or f"Study {number}"},
        "statusModule": {"lastUpdatePostDateStruct": {"date": date}},
        "designModule": {"enrollmentInfo": {"count": enrolled}},
        "conditionsModule": {"conditions": ["Hepatocellular carcinoma"]},
        "armsInterventionsModule": {"interventions": [{"type": "DRUG", "name": "Sintilimab"}]},
    }
    return json.dumps({"protocolSection": protocol})


def write(path: Path, *lines: str) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def files(output: Path) -> dict[str, str]:
    """Hash every file of a build but those of the store."""
    return {
        path.relative_to(output).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(output.rglob("*"))
        if path.is_file() and path.relative_to(output).parts[0] != "store"
    }


def quads(output: Path) -> list[str]:
    return sorted(map(str, open_build(output)))


class Builder:
    """Builds an input twice from one earlier build: over it, and all of it again."""

    def __init__(self, folder: Path) -> None:
        self.input, self.output, self._whole = folder / "in", folder / "out", folder / "whole"

    def first(self) -> Summary:
        return build([self.input], self.output)

    def again(self, settings: Settings | None = None, workers: int = 1) -> Summary:
        """Build over the earlier build; the claim is that nothing tells it from a full build."""
        shutil.rmtree(self._whole, ignore_errors=True)
        shutil.copytree(self.output, self._whole)
        full = build([self.input], self._whole, settings, full=True)
        assert full.reused == 0
        summary = build([self.input], self.output, settings, workers=workers)
        assert files(self.output) == files(self._whole)
        assert quads(self.output) == quads(self._whole)
        return summary


@pytest.fixture
def builder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Builder:
    """Twenty studies, a file each, in shards of seven."""
    monkeypatch.setattr(building, "SHARD", 7)
    made = Builder(tmp_path)
    for n in range(1, 21):
        write(made.input / f"{n:02}.json", study(n))
    made.first()
    return made


def test_what_did_not_change_is_not_composed_again(builder: Builder) -> None:
    """With nothing changed every record is taken over; with one, all others are."""
    assert builder.again().reused == 20
    write(builder.input / "05.json", study(5, "Another title"))
    assert builder.again().reused == 19


def change(builder: Builder) -> None:
    write(builder.input / "05.json", study(5, "Another title"))


def add_first(builder: Builder) -> None:
    write(builder.input / "00.json", study(0))


def add_last(builder: Builder) -> None:
    write(builder.input / "99.json", study(99))


def remove(builder: Builder) -> None:
    (builder.input / "07.json").unlink()


def duplicate(builder: Builder) -> None:
    write(builder.input / "again.json", study(3))


def newer(builder: Builder) -> None:
    write(builder.input / "newer.json", study(3, "Newer", date="2024-05-01"))


def older(builder: Builder) -> None:
    write(builder.input / "older.json", study(3, "Older", date="2023-05-01"))


def refuse(builder: Builder) -> None:
    write(builder.input / "09.json", study(9, enrolled=-5))


def tear(builder: Builder) -> None:
    write(builder.input / "11.json", '{"protocolSection": {}}')


def move(builder: Builder) -> None:
    (builder.input / "12.json").rename(builder.input / "moved.json")


def add_source(builder: Builder) -> None:
    """The same trial from the legacy XML too."""
    record = "<clinical_study><id_info><nct_id>NCT00000013</nct_id></id_info><brief_title>13</brief_title></clinical_study>"
    write(builder.input / "13.xml", record)


CHANGES: list[tuple[Callable[[Builder], None], int]] = [
    (change, 19),
    (add_first, 20),
    (add_last, 20),
    (remove, 19),
    (duplicate, 20),
    (newer, 19),
    (older, 19),
    (refuse, 19),
    (tear, 19),
    (move, 19),
    (add_source, 19),
]


@pytest.mark.parametrize(("edit", "reused"), CHANGES, ids=lambda one: getattr(one, "__name__", ""))
def test_a_change_gives_the_bytes_of_a_full_build(
    builder: Builder, edit: Callable[[Builder], None], reused: int
) -> None:
    """Whatever changes in the input, the files and the quads are those of a full build; so when it is undone."""
    kept = {path.name: path.read_bytes() for path in builder.input.iterdir()}
    edit(builder)
    assert builder.again().reused == reused
    assert builder.again().reused == builder.first().published
    for path in builder.input.iterdir():
        path.unlink()
    for name, content in kept.items():
        (builder.input / name).write_bytes(content)
    builder.again()
