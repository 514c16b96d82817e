"""Every canned question on a sample of the real records: each real server answers as the embedded store.

The sample has records of every source; docs/stores.md has what all of the records gave.
"""

from __future__ import annotations

import csv
import gzip
import re
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest

from kg.ask import Asker, Question, Values, question, questions
from kg.ask.filling import filled
from kg.ask.names import StoreNames
from kg.build import build
from kg.catalogue import examples
from kg.store import open_build

from .answers import Row, answers_alike, case_values, embedded, holding
from .conftest import Store, virtuoso_server

# in one process, since each would build the sample for itself
pytestmark = pytest.mark.xdist_group("sample in stores")

EVERY = 16  # one record in so many
# what finds nothing in all of the shared records either
FINDS_NOTHING = {"compared_treatments", "enrollment_planned_and_actual", "fractionation_compared"}


@pytest.fixture(scope="session")
def sample_build(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build of all pages, registers and double versions, and of a sixteenth of the large files."""
    folder = tmp_path_factory.mktemp("sample")
    made = [
        _lines(shared / "ctgov_v2" / "studies.jsonl.gz", folder / "studies.jsonl"),
        _lines(shared / "ctgov_v2" / "studies_partial.jsonl.gz", folder / "partial.jsonl"),
        _members(shared / "ctgov_xml" / "studies.zip", folder / "xml"),
        _rows(next((shared / "ictrp").glob("*.csv")), folder / "ictrp.csv"),
        _trials(next((shared / "ictrp").glob("*.xml")), folder / "ictrp.xml"),
    ]
    whole = [shared / "pages", shared / "registers", shared / "ctgov_v2" / "multi_version.jsonl.gz"]
    build([*made, *whole], folder / "output", workers=2)
    return folder / "output"


def _lines(source: Path, target: Path) -> Path:
    with gzip.open(source) as lines:
        target.write_bytes(b"".join(list(lines)[::EVERY]))
    return target


def _members(source: Path, target: Path) -> Path:
    with zipfile.ZipFile(source) as archive:
        names = [name for name in archive.namelist() if name.endswith(".xml")]
        archive.extractall(target, names[::EVERY])
    return target


def _rows(source: Path, target: Path) -> Path:
    with source.open(encoding="utf-8-sig", newline="") as opened:
        head, *rows = csv.reader(opened)
    with target.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerows([head, *rows[::EVERY]])
    return target


def _trials(source: Path, target: Path) -> Path:
    text = source.read_text(encoding="utf-8-sig")
    trials = re.findall(r"<Trial>.*?</Trial>", text, re.DOTALL)
    before, after = text[: text.index("<Trial>")], text[text.rindex("</Trial>") + len("</Trial>") :]
    target.write_text("\n".join([before, *trials[::EVERY], after]), encoding="utf-8")
    return target


@pytest.fixture(scope="module", params=["oxigraph", "fuseki", "virtuoso"])
def sampled(
    request: pytest.FixtureRequest, sample_build: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Store]:
    """Each of the real stores, with the sample in it.

    Virtuoso is one of its own: it goes on planning by what it first estimated, until it is started again.
    """
    with ExitStack() as opened:
        if request.param == "virtuoso":
            folder = tmp_path_factory.mktemp("virtuoso-sample")
            server = opened.enter_context(virtuoso_server(folder, [sample_build / "nquads"]))
        else:
            server = request.getfixturevalue(request.param)
        yield opened.enter_context(holding(server, sample_build, tmp_path_factory.mktemp("s")))


@cache
def asker_of(output: Path) -> Asker:
    return Asker(open_build(output))


@cache
def names_of(output: Path) -> StoreNames:
    return StoreNames(open_build(output))


@cache
def asked(output: Path, name: str) -> dict[str, tuple[list[str], list[Row]]]:
    """What a question asks with defaults, with examples and with the values of its case, and the answers."""
    asker, one = asker_of(output), question(name)
    spelt = [asker.sparql(one, values) for values in _values(one)]
    return {sparql: embedded(asker, sparql) for sparql in spelt}


@cache
def counted(output: Path, name: str) -> dict[str, tuple[list[str], list[Row]]]:
    """The same for the counts in its sentence."""
    asker, names, one = asker_of(output), names_of(output), question(name)
    bodies = [count.body for count in one.counts.values()]
    spelt = [filled(one, values, names, body) for values in _values(one) for body in bodies]
    return {sparql: embedded(asker, sparql) for sparql in spelt}


def _values(one: Question) -> list[Values]:
    shown = {param.name: param.example for param in one.params if param.example}
    return [examples(one), shown, case_values(one.name)]


@pytest.mark.parametrize("name", sorted(questions()))
def test_server_answers_as_the_embedded_store(sampled: Store, sample_build: Path, name: str) -> None:
    """A question and its counts give the same rows with defaults, examples and the values of its case."""
    all_of_it = {**asked(sample_build, name), **counted(sample_build, name)}
    for sparql, (columns, expected) in all_of_it.items():
        assert answers_alike(sampled, sparql, columns, expected), sparql


@pytest.mark.parametrize("name", sorted(questions()))
def test_sample_has_an_answer(sample_build: Path, name: str) -> None:
    """The sample is large enough for each question to find something, so alike is not empty."""
    found = any(rows for _, rows in asked(sample_build, name).values())
    assert found == (name not in FINDS_NOTHING)
