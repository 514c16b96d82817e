"""A build over an earlier one: only what changed is done again, and the bytes are those of a full build."""

from __future__ import annotations

import hashlib
import json
import shutil
from functools import partial
from pathlib import Path

import pytest

from kg import build as building
from kg import sheet
from kg.build import Summary, build
from kg.sheet import Settings
from kg.store import open_build
from kg.workplace import RESULT, STATE, WORK

pytestmark = pytest.mark.usefixtures("few_concepts")


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


LEGACY = "<clinical_study><id_info><nct_id>NCT{:08}</nct_id></id_info></clinical_study>"


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


def test_changes_of_every_kind_give_the_bytes_of_a_full_build(builder: Builder) -> None:
    """Records changed, added, removed, repeated, newer, older, refused, torn and moved; all of it undone."""
    kept = {path.name: path.read_bytes() for path in builder.input.iterdir()}
    write(builder.input / "00.json", study(0))
    write(builder.input / "05.json", study(5, "Another title"))
    (builder.input / "07.json").unlink()
    write(builder.input / "again.json", study(3))
    assert builder.again().reused == 18
    write(builder.input / "newer.json", study(3, "Newer", date="2024-05-01"))
    write(builder.input / "older.json", study(4, "Older", date="2023-05-01"))
    write(builder.input / "09.json", study(9, enrolled=-5))
    write(builder.input / "11.json", '{"protocolSection": {}}')
    (builder.input / "12.json").rename(builder.input / "moved.json")
    write(builder.input / "13.xml", LEGACY.format(13))
    changed = builder.again(workers=2)
    assert (changed.reused, changed.published, changed.rejected) == (14, 19, 2)
    assert builder.again().reused == 19  # of the refused one the evidence was taken over too
    for path in builder.input.iterdir():
        path.unlink()
    for name, content in kept.items():
        (builder.input / name).write_bytes(content)
    assert builder.again().reused == 12


def test_a_trial_that_moves_to_another_source_is_made_again(builder: Builder) -> None:
    """The record of a trial in one source goes, one in another comes; its old graph leaves the store."""
    (builder.input / "06.json").unlink()
    write(builder.input / "06.xml", LEGACY.format(6))
    assert builder.again().reused == 19
    graphs = {graph.value for graph in open_build(builder.output).named_graphs()}
    assert [graph.split("/")[-2] for graph in graphs if graph.endswith("NCT00000006")] == ["ctgov_xml"]


def test_other_settings_and_other_software_make_everything_again(
    builder: Builder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was made with other settings, another mapping or other packages is not taken over."""
    assert builder.again(Settings(contacts=True)).reused == 0
    for name in ("software", "environment"):
        sheet._given.cache_clear()
        monkeypatch.setattr(sheet, name, partial(str, f"another {name}"))
        assert build([builder.input], builder.output).reused == 0
    sheet._given.cache_clear()


def flip(path: Path, at: int) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)


def test_damaged_and_missing_files_are_made_again(builder: Builder) -> None:
    """No byte is taken over that is not what was written: what is damaged is made again, and so whole."""
    whole = files(builder.output)
    flip(builder.output / "nquads" / "trials-0000.nq.gz", 40)
    flip(builder.output / "turtle" / "trials-0001.ttl", -40)
    flip(builder.output / "jsonld" / "NCT00000020.jsonld", -40)
    (builder.output / "jsonld" / "NCT00000019.jsonld").unlink()
    flip(max((builder.output / "store").glob("*.sst"), key=lambda path: path.stat().st_size), 400)
    assert build([builder.input], builder.output).reused == 16
    flip(builder.output / STATE / "0000", -40)
    flip(builder.output / STATE / "0001", 40)
    flip(builder.output / STATE / "search-0002", -40)
    (builder.output / "turtle" / "trials-0002.ttl").unlink()
    assert build([builder.input], builder.output).reused == 0
    tell = {"report/index.html", "report/changes.json", "manifest.json"}
    now = files(builder.output)
    assert {path for path in whole if now[path] != whole[path]} <= tell
    assert builder.again().reused == 20


def test_a_store_of_other_data_is_not_taken_over(builder: Builder, tmp_path: Path) -> None:
    """A sound store that another build was made with is told by its seal, and filled again."""
    build([write(tmp_path / "other.json", study(1))], tmp_path / "other")
    shutil.rmtree(builder.output / "store")
    shutil.copytree(tmp_path / "other" / "store", builder.output / "store")
    assert builder.again().reused == 20


def test_interrupted_build_over_another_goes_on(builder: Builder) -> None:
    """A build that is interrupted between two others, one of other data, gives the bytes of a full build."""

    def interrupt(stage: str, done: int, _total: int) -> None:
        if stage == "build" and done > 10:
            raise KeyboardInterrupt

    write(builder.input / "05.json", study(5, "Another title"))
    with pytest.raises(KeyboardInterrupt):
        build([builder.input], builder.output, progress=interrupt)
    assert list((builder.output / WORK).glob(f"shards/*/{RESULT}"))
    assert builder.again().reused == 19


def test_shards_that_were_held_against_another_build_are_not_trusted(
    builder: Builder, tmp_path: Path
) -> None:
    """Finished shards are kept; which of their graphs the store has is not what they say of another build."""

    def interrupt(stage: str, done: int, _total: int) -> None:
        if stage == "build" and done > 10:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build([builder.input], builder.output, progress=interrupt)
    other = tmp_path / "other"
    shutil.copytree(builder.input, tmp_path / "else")
    write(tmp_path / "else" / "01.json", study(1, "Other data"))
    build([tmp_path / "else"], other)
    shutil.move(builder.output / WORK, other / WORK)
    shutil.rmtree(builder.output)
    other.rename(builder.output)
    build([builder.input], builder.output)
    build([builder.input], tmp_path / "whole")
    assert quads(builder.output) == quads(tmp_path / "whole")
