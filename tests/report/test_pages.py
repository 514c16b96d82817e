"""The pages of the quality report show text as text, stand alone, and can be read."""

from __future__ import annotations

import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
import rdflib

from kg.errors import BuildError, QueryError
from kg.report.charts import SHADES, contrast, ink
from kg.report.lookup import notes_of, read_report
from kg.report.notes import Doubt, RecordNotes
from kg.report.words import difference_words, of_record

ROOT = Path(__file__).parent.parent.parent
HOSTILE = "<script>alert('1')</script> & \"quoted\" </title>"


def test_text_of_records_is_escaped(output: Path) -> None:
    """A title and a name that hold markup are shown as text, on every page."""
    for name in ("index.html", "trials-0000.html"):
        page = (output / "report" / name).read_text(encoding="utf-8")
        assert "<script" not in page
        assert HOSTILE.lower() in _text(output / "report" / name).lower()


def test_pages_are_whole_and_need_nothing_else(example_build: Path) -> None:
    """Every link inside the report leads somewhere, and nothing is loaded from anywhere."""
    folder = example_build / "report"
    ids = {path.name: set(_attributes(path, "id")) for path in folder.glob("*.html")}
    for path in folder.glob("*.html"):
        assert list(_attributes(path, "src")) == []
        for link in _attributes(path, "href"):
            if link != "data:,":
                file, _, anchor = link.partition("#")
                assert not file or (folder / file).is_file(), link
                assert not anchor or anchor in ids[file or path.name], link


def test_charts_have_titles_and_descriptions(example_build: Path) -> None:
    """Every drawing that is no ornament has a title and a description."""
    page = (example_build / "report" / "index.html").read_text(encoding="utf-8")
    charts = re.findall(r'<svg[^>]*role="img".*?</svg>', page, re.DOTALL)
    assert len(charts) == 5
    assert all(re.search(r"<title id=.*?<desc id=", chart, re.DOTALL) for chart in charts)


def test_numbers_on_shades_can_be_read() -> None:
    """Text on every shade of the heat map has the contrast that WCAG asks for (AA, 4.5)."""
    assert [shade for shade in SHADES if contrast(shade, ink(shade)) < 4.5] == []


def test_findings_stand_in_the_report(example_build: Path) -> None:
    """The W3C report beside the page has as many results as the page counts."""
    graph = rdflib.Graph().parse(example_build / "report" / "report.ttl")
    results = len(set(graph.subjects(rdflib.RDF.type, rdflib.SH.ValidationResult)))
    assert results == sum(finding.number for finding in read_report(example_build).findings)


def test_command_prints_a_trial_and_refuses_an_unknown_one(example_build: Path) -> None:
    """`kg report` says what is doubtful in a trial in sentences; an unknown trial is code 2."""
    said = _kg("report", "nct06794086", "--build", str(example_build))
    assert said.returncode == 0
    assert "Phase: “Phase 3” (NCT06794086.volunteer-listing.txt, page), but" in " ".join(said.stdout.split())
    unknown = _kg("report", "NCT99999999", "--build", str(example_build))
    assert (unknown.returncode, "no record of NCT99999999" in unknown.stderr) == (2, True)


def test_lookup_says_what_is_wrong(example_build: Path, tmp_path: Path) -> None:
    """What is no id, no build or no report is said in words."""
    with pytest.raises(QueryError, match="not an id"):
        notes_of(example_build, "whatever")
    with pytest.raises(BuildError, match="kg build"):
        read_report(tmp_path)
    (tmp_path / "report").mkdir()
    (tmp_path / "report" / "report.json").write_text("{}")
    with pytest.raises(BuildError, match="build again"):
        read_report(tmp_path)


def test_page_says_what_differs_and_what_is_not_drawn(output: Path) -> None:
    """The section of a trial says both values of a fact; a start far from the others is told in words."""
    found = {one.fact: one for one in notes_of(output, "NCT06120127").differences}
    assert difference_words(found["sponsor"]) in _text(output / "report" / "trials-0000.html")
    assert "2919 (1)" in _text(output / "report" / "index.html")


def _kg(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kg", *arguments]
    env = {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=env)


def test_many_places_are_counted_not_listed() -> None:
    """A sentence names the first places of a doubt, and how many more there are."""
    doubt = Doubt("Info", "It is so.", [f"arm {n}" for n in range(1, 12)])
    record = RecordNotes("ctgov_json", "a.json", "", {}, [], [doubt])
    (sentence,) = of_record(record)
    assert sentence.words.startswith("It is so. At: arm 1; arm 2;")
    assert sentence.words.endswith("arm 8; and 3 more.")


class _Reader(HTMLParser):
    """Reads the text of a page, and its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.attributes: list[tuple[str, str]] = []

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [(name, value or "") for name, value in attrs]


def _read(path: Path) -> _Reader:
    reader = _Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    return reader


def _text(path: Path) -> str:
    return " ".join("".join(_read(path).text).split())


def _attributes(path: Path, name: str) -> list[str]:
    return [value for key, value in _read(path).attributes if key == name]
