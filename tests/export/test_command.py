"""`kg export` as a user meets it: what it says, and that nothing half or foreign is touched."""

from __future__ import annotations

import gzip
import shutil
import subprocess
import sys
from pathlib import Path
from typing import cast

import pytest

from kg.errors import BuildError, ExportError, QueryError
from kg.export import Choice, all_formats, export, format_named
from kg.export.formats import FolderFormat
from kg.export.release import open_release
from kg.export.target import file_target, folder_target

ROOT = Path(__file__).parent.parent.parent


def kg(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "kg", *arguments]
    return subprocess.run(command, capture_output=True, check=False, env={"PYTHONPATH": str(ROOT)})


@pytest.fixture
def damaged(example_build: Path, tmp_path: Path) -> Path:
    """A copy of the example build's manifest and dumps, to be damaged."""
    copy = tmp_path / "damaged"
    copy.mkdir()
    shutil.copytree(example_build / "nquads", copy / "nquads")
    shutil.copy(example_build / "manifest.json", copy)
    return copy


def test_formats_are_listed_and_documented() -> None:
    """Without a format all are listed, and each is explained in docs/exports.md."""
    done = kg("export")
    page = (ROOT / "docs" / "exports.md").read_text(encoding="utf-8")
    assert done.returncode == 0
    assert [name for name in all_formats() if name not in done.stdout.decode()] == []
    assert [name for name in all_formats() if f"`{name}`" not in page] == []


def test_standard_output_is_the_export(example_build: Path) -> None:
    """With `-o -` the export is what is printed, and words about it go elsewhere."""
    done = kg("export", "ntriples", "-o", "-", "--trial", "NCT06120127", "--build", str(example_build))
    lines = done.stdout.decode().splitlines()
    assert (done.returncode, all(line.endswith(" .") for line in lines), len(lines) > 100) == (0, True, True)
    assert b"1 trials" in done.stderr


def test_gz_is_packed_without_time(example_build: Path, tmp_path: Path) -> None:
    """A name that ends in .gz packs the same bytes, the same way each time."""
    plain, packed, again = (tmp_path / name for name in ("a.nt", "a.nt.gz", "b.nt.gz"))
    for path in (plain, packed, again):
        export(example_build, format_named("ntriples"), path, Choice())
    assert gzip.decompress(packed.read_bytes()) == plain.read_bytes()
    assert packed.read_bytes() == again.read_bytes()


REFUSED = {
    "a format that is none": (["turtel", "-o", "x.ttl"], "did you mean turtle"),
    "no output": (["turtle"], "-o trials.ttl"),
    "a trial that is not there": (
        ["turtle", "-o", "x.ttl", "--trial", "NCT00000000"],
        "no trial 'NCT00000000'",
    ),
    "a question that is none": (["turtle", "-o", "x.ttl", "--where", "combinations"], "combination"),
    "a question without trials": (["turtle", "-o", "x.ttl", "--where", "organizations"], "no column 'trial'"),
    "values without a question": (["turtle", "-o", "x.ttl", "--param", "a=b"], "--where"),
    "tables on standard output": (["csv", "-o", "-"], "name a folder"),
    "a folder that is not there": (["turtle", "-o", "no/such/x.ttl"], "no folder"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_done_is_explained(example_build: Path, case: str) -> None:
    """Wrong input ends with code 2, a message with the way out, and nothing written."""
    arguments, says = REFUSED[case]
    done = kg("export", *arguments, "--build", str(example_build))
    said = " ".join(done.stderr.decode().split())
    assert (done.returncode, done.stdout) == (2, b"")
    assert says in said
    assert "Traceback" not in said
    assert not Path("x.ttl").exists()


def test_folder_without_a_build_says_how_to_make_one(tmp_path: Path) -> None:
    """A folder that is no build is refused with the command that makes one."""
    with pytest.raises(ExportError, match="kg build"):
        open_release(tmp_path)
    (tmp_path / "manifest.json").write_text("{}")
    with pytest.raises(ExportError, match="build again"):
        open_release(tmp_path)


def test_dump_that_was_changed_is_refused(damaged: Path, tmp_path: Path) -> None:
    """A dump that is not the one of the manifest is refused, and so is one that is not there."""
    (dump,) = (damaged / "nquads").glob("trials-*")
    dump.write_bytes(gzip.compress(gzip.decompress(dump.read_bytes())[:5000]))
    with pytest.raises(ExportError, match="not what was built"):
        export(damaged, format_named("nquads"), tmp_path / "x.nq", Choice())
    dump.unlink()
    with pytest.raises(ExportError, match="not there"):
        export(damaged, format_named("nquads"), tmp_path / "x.nq", Choice())
    assert not list(tmp_path.glob("x.nq*"))


def test_choice_needs_the_store(damaged: Path, tmp_path: Path) -> None:
    """A choice is made with the store: without one the message says so; all can be had without."""
    assert export(damaged, format_named("nquads"), tmp_path / "x.nq", Choice()).trials == 10
    with pytest.raises(BuildError, match="kg build"):
        export(damaged, format_named("nquads"), tmp_path / "x.nq", Choice(trials=("NCT06120127",)))


def test_value_that_a_question_has_not_is_refused(example_build: Path, tmp_path: Path) -> None:
    """A wrong parameter of the question is the question's own error."""
    with pytest.raises(QueryError, match="has no parameter"):
        choice = Choice(question="trials", values={"colour": "red"})
        export(example_build, format_named("nquads"), tmp_path / "x.nq", choice)


def test_only_what_an_export_would_write_is_replaced(example_build: Path, tmp_path: Path) -> None:
    """A file or a folder of another sort is refused and stays; an older export is replaced."""
    one = Choice(trials=("NCT06120127",))
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(ExportError, match=r"notes\.txt exists"):
        export(example_build, format_named("nquads"), tmp_path / "notes.txt", one)
    with pytest.raises(ExportError, match=r"holds 'notes\.txt'"):
        export(example_build, format_named("csv"), tmp_path, one)
    with pytest.raises(ExportError, match="is a folder"):
        export(example_build, format_named("nquads"), tmp_path, one)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]
    for choice in (Choice(), one):
        export(example_build, format_named("csv"), tmp_path / "tables", choice)
    assert len((tmp_path / "tables" / "trials.csv").read_text().splitlines()) == 2


def test_failed_export_leaves_the_old_one(tmp_path: Path) -> None:
    """What breaks while it is written leaves what was there, and no part of anything new."""
    (tmp_path / "trials.nq").write_text("old")
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "trials.csv").write_text("old")
    with pytest.raises(OSError, match="no space"), file_target(tmp_path / "trials.nq", ".nq") as file:
        file.write(b"new")
        raise OSError("no space")
    is_ours = cast(FolderFormat, format_named("csv")).is_ours
    with pytest.raises(OSError, match="no space"), folder_target(tmp_path / "tables", is_ours) as folder:
        (folder / "trials.csv").write_text("new")
        raise OSError("no space")
    assert (tmp_path / "trials.nq").read_text() == (tmp_path / "tables" / "trials.csv").read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["tables", "trials.nq"]
