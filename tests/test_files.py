"""What a user hands over: packed, nested, broken, far too large, or changing while it is read."""

from __future__ import annotations

import gzip
import io
import json
import os
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pyarrow.parquet
import pytest

from kg.errors import Rejected
from kg.sources import Read, _files, read


def study(trial: str = "NCT00000001") -> bytes:
    return json.dumps({"protocolSection": {"identificationModule": {"nctId": trial}}}).encode()


def zipped(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "."), content)
    return buffer.getvalue()


def told(path: Path) -> tuple[list[str | None], list[str]]:
    """The ids of the records that were read, and what is said of the rest."""
    found = list(read([path]))
    return [one.study.nct_id for one in found if isinstance(one, Read)], [
        str(one) for one in found if isinstance(one, Rejected)
    ]


def test_what_a_file_is_shows_in_its_bytes(tmp_path: Path) -> None:
    """A wrong extension does not matter, for a .gz or a .zip neither."""
    for name, content in (
        ("a.csv", study()),
        ("b.txt", gzip.compress(study())),
        ("c.json", zipped(x__xml=study())),
    ):
        (tmp_path / name).write_bytes(content)
        assert told(tmp_path / name) == (["NCT00000001"], [])


def parquet(path: Path, **columns: Sequence[object]) -> Path:
    pyarrow.parquet.write_table(pyarrow.table(columns), path)
    return path


def test_each_row_of_parquet_is_a_document(tmp_path: Path) -> None:
    """Rows hold bytes or text of any format, packed or not; an empty one is told; a place names its row."""
    for packed in (study, lambda trial: gzip.compress(study(trial))):
        rows = [packed("NCT00000001"), None, packed("NCT00000002")]
        path = parquet(tmp_path / "a.parquet", fetched=[1, 2, 3], content=rows)
        assert told(path) == (["NCT00000001", "NCT00000002"], ["a.parquet, row 2: is empty"])
    text = parquet(tmp_path / "b.parquet", note=["x"], record=[study().decode()])
    assert told(text) == (["NCT00000001"], [])
    (found,) = [one for one in read([text]) if isinstance(one, Read)]
    assert (found.provenance.position, found.content) == ("row 1, line 1", study())


def test_parquet_without_a_column_of_records_is_told(tmp_path: Path) -> None:
    """Where several columns may hold the records, or none, or the file is broken, the message says so."""
    two = parquet(tmp_path / "two.parquet", a=["x"], b=["y"])
    none = parquet(tmp_path / "none.parquet", a=[1])
    broken = tmp_path / "broken.parquet"
    broken.write_bytes(two.read_bytes()[:-20])
    for path, words in ((two, "columns a, b"), (none, "call it 'record'"), (broken, "broken Parquet")):
        ids, (why,) = told(path)
        assert (ids, words in why) == ([], True), why


def test_zip_inside_a_zip_is_read(tmp_path: Path) -> None:
    """A .zip in a .zip is gone into, and the place of a record names both."""
    inner = zipped(study__json=study())
    (tmp_path / "outer.zip").write_bytes(
        zipped(inner__zip=inner, broken__zip=inner[:-30], z__json=study("NCT00000002"))
    )
    (first, second), (broken,) = told(tmp_path / "outer.zip")
    assert (first, second) == ("NCT00000001", "NCT00000002")
    assert broken.startswith("outer.zip, broken.zip: cannot be read")
    (found,) = [one for one in read([tmp_path / "outer.zip"]) if isinstance(one, Read)][:1]
    assert found.provenance.position == "inner.zip/study.json, line 1"


def test_zips_nested_deeper_are_refused(tmp_path: Path) -> None:
    """Nesting has an end, and the message says what to do."""
    content = study()
    for _ in range(4):
        content = zipped(a__zip=content)
    (tmp_path / "deep.zip").write_bytes(content)
    ids, (why,) = told(tmp_path / "deep.zip")
    assert ids == []
    assert "unpack the outer ones" in why


def test_broken_member_does_not_stop_the_others(tmp_path: Path) -> None:
    """A member that cannot be unpacked is set aside by name, and the members after it are read."""
    content = bytearray(zipped(a__json=study(), b__json=study("NCT00000002"), c__json=study("NCT00000003")))
    at = content.find(b"b.json") + 20
    content[at : at + 8] = b"\xff" * 8
    (tmp_path / "some.zip").write_bytes(bytes(content))
    ids, (why,) = told(tmp_path / "some.zip")
    assert ids == ["NCT00000001", "NCT00000003"]
    assert why.startswith("some.zip, b.json: cannot be read to its end")


@pytest.mark.parametrize("pack", [gzip.compress, lambda content: zipped(bomb__json=content)])
def test_bomb_is_stopped_with_its_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pack: object
) -> None:
    """What unpacks to far more than its size is left, and the records before it are kept."""
    monkeypatch.setattr(_files, "HARMLESS", 1 << 20)
    assert callable(pack)
    (tmp_path / "bomb").write_bytes(pack(study() + b"\n" + b" " * 30_000_000))
    ids, (why,) = told(tmp_path / "bomb")
    assert ids == ["NCT00000001"]
    assert "as a zip bomb does" in why


def test_file_that_changes_is_told(tmp_path: Path) -> None:
    """A file that somebody writes to while it is read is reported."""
    path = tmp_path / "growing.jsonl"
    path.write_bytes(study() + b"\n" + study("NCT00000002"))
    found = []
    for one in read([path]):
        found.append(one)
        os.utime(path, (1, 1))
    assert isinstance(found[-1], Rejected)
    assert "changed while it was read" in found[-1].why
