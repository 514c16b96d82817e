"""`python -m benchmarks`: what is measured is a row, what cannot be is a row that says why."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from lxml import etree

from benchmarks.__main__ import main
from benchmarks.apart import GivenUpError, within
from benchmarks.measure import elsewhere
from benchmarks.page import questions
from benchmarks.parts import PARTS, found
from benchmarks.place import Place
from benchmarks.plan import Plan
from benchmarks.plots import bar_chart, line_chart
from benchmarks.table import Cell, Row, table
from kg.errors import QueryError

ROOT = Path(__file__).parent.parent
SIZES = (
    "mapped",
    "checked",
    "staged",
    "renewed",
    "asked",
    "small",
    "loaded",
    "served",
    "addresses",
    "rounds",
)
TINY = [word for name in SIZES for word in (f"--{name}", "1" if name == "rounds" else "20")]
TINY += ["--sizes", "20", "--workers", "1", "--clients", "1", "--seconds", "0.05"]
TINY += ["--questions", "trials_by_phase", "starts_per_year"]


def run(folder: Path, *words: str, **environment: str) -> list[list[str]]:
    """Run the command, and give the cells of its tables."""
    page = folder / "page.md"
    command = [sys.executable, "-m", "benchmarks", "-o", str(page), *TINY, *words]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr if done.returncode else "") == (0, "")
    lines = page.read_text(encoding="utf-8").splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]


def ways(rows: list[list[str]], area: str) -> dict[str, str]:
    """Give the notes of an area, by way."""
    return {row[1]: row[-1] for row in rows if row[0] == area}


def test_one_command_measures_and_says_what_is_missing(tmp_path: Path) -> None:
    """A whole build, questions and pages are rows; so is a server that is not installed."""
    words = ["--parts", "whole", "questions", "pages", "--stores", "embedded", "virtuoso"]
    rows = run(tmp_path, *words, PATH=str(tmp_path / "empty"), TRIALKG_SERVERS=str(tmp_path / "empty"))
    assert list(ways(rows, "whole build")) == ["workers: 1"]
    assert "projected from 20 " in ways(rows, "the registry")["workers: 1"]
    assert "NOT INSTALLED" in ways(rows, "questions")["virtuoso"]
    assert ways(rows, "questions")["embedded"].startswith("95th percentile of 2, 2 answered")
    assert [row[0] for row in rows if row[0] in {"trials_by_phase", "starts_per_year"}] != []
    pages = " ".join(ways(rows, "pages"))
    for kind in ("trial pages", "question pages", "first", "warm, clients: 1"):
        assert kind in pages
    for plot in ("questions", "pages"):
        etree.parse(tmp_path / "page" / f"{plot}.svg")


def test_missing_package_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A way of mapping whose package is not there says which."""
    monkeypatch.setenv("MORPH_KGC", "")
    taken = elsewhere("benchmarks.mapping.one", "with_morph_kgc", str(tmp_path / "in"), str(tmp_path / "out"))
    assert "MORPH_KGC names no Python" in taken.missing


@pytest.mark.thorough
def test_every_part_is_measured(tmp_path: Path) -> None:
    """All parts of one run have rows with numbers, and the shares of a build add up to it."""
    rows = run(tmp_path)
    mapped = ways(rows, "mapping")
    assert mapped["kg lift, every field, the subset kept"] == "of the limit"
    areas = {row[0] for row in rows}
    assert areas > {"mapping", "validation", "linking", "a record", "share of a build", "whole build"}
    assert areas > {"incremental", "load", "questions", "serving", "pages"}
    shares = [float(row[6]) for row in rows if row[0] == "share of a build" and row[1] != "all"]
    assert sum(shares) == pytest.approx(1, abs=0.02)
    of_stores = ways(rows, "questions")
    assert set(of_stores) == {"embedded", "oxigraph", "fuseki", "virtuoso", "rdflib"}


def test_part_that_fails_is_a_row(tmp_path: Path) -> None:
    """A part that ends in the middle says why, and nothing else stops."""
    plan = Plan(records=(str(tmp_path / "absent"),), mapped=20)
    (row,) = found("mapping", Place(tmp_path, plan), plan)
    assert isinstance(row, Row)
    assert (row.area, row.seconds) == ("mapping", None)
    assert re.match(r"not measured: .*absent", row.note)


def test_wrong_words_end_with_what_can_be_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Records that are not there, and numbers that are none, end with code 2 before anything is measured."""
    for words, told in (([str(tmp_path / "absent")], "is not there"), (["--asked", "0"], "--parts")):
        with pytest.raises(SystemExit) as ended:
            main(words)
        assert ended.value.code == 2
        assert told in capsys.readouterr().err
    assert "mapping" in PARTS


def test_work_that_takes_too_long_is_ended() -> None:
    """Work apart is given up after its time, and an error of ours is told in its words."""
    assert within(30, lambda: 6 * 7) == 42
    with pytest.raises(GivenUpError, match="given up after 1 s"):
        within(1, lambda: time.sleep(60))
    with pytest.raises(GivenUpError, match="no such thing"):
        within(30, refuse)


def refuse() -> None:
    raise QueryError("no such thing")


def test_store_that_answers_otherwise_is_told() -> None:
    """A store with other rows than the first has them told, and what was given up counts with its time."""
    cells = [
        Cell("one", "embedded", 20, 0.02, 0.01, rows=3),
        Cell("one", "other", 20, 0.02, 0.01, rows=4),
        Cell("two", "embedded", 20, 0.02, 0.01, rows=1),
        Cell("two", "other", 20, 5, 5, trouble="given up after 5 s"),
    ]
    lines = list(questions(cells))
    assert lines[2] == "| one | 3 | 10 (20) | 10 (20), 4 ROWS |"
    assert lines[3] == "| two | 1 | 10 (20) | given up after 5 s |"
    assert lines[4] == "| 95th percentile |  | 10 | > 5,000 |"
    assert lines[6] == "| answered |  | 2 of 2 | 1 of 2 |"


def test_table_keeps_its_columns() -> None:
    """A note with a bar or a line break stays one cell of one line."""
    (_, _, line) = table([Row(area="a", way="b", seconds=0.5, note="x | y\nz")])
    assert line == "| a | b |  | 0.5 | – | – | – | x / y z |"


def test_plots_are_svg_that_name_what_they_show() -> None:
    """Bars and lines are XML, with each number in words."""
    for drawn in (
        bar_chart("mapping <ways>", "ms", {"a & b": 3, "c": 0}),
        line_chart("s of a build", "records", {"workers: 1": [(100, 2.5), (1000, 21)]}),
    ):
        root = etree.fromstring(drawn.encode())
        assert root.tag.endswith("svg")
        assert any(str(element.tag).endswith("title") and element.text for element in root.iter())
