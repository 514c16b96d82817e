"""Formats: each is read back by a reader of that format, and gives the rows that were asked for."""

from __future__ import annotations

import csv
import io
import json

import msgspec
import pyarrow.parquet as pq
import pyoxigraph
import pytest
from lxml import html as lxml_html
from rdflib import Graph
from rich.console import Console

from kg.ask import Answer, Counted, Page, Row
from kg.errors import QueryError
from kg.show import SPELLINGS, checked, show, show_answer

XSD = "http://www.w3.org/2001/XMLSchema#"
TRIAL = "https://w3id.org/trialkg/trial/NCT1"


def number(value: str, kind: str) -> pyoxigraph.Literal:
    return pyoxigraph.Literal(value, datatype=pyoxigraph.NamedNode(XSD + kind))


ROWS: list[Row] = [
    (pyoxigraph.Literal("NCT1"), pyoxigraph.Literal('a | <b> "c", d\ne'), number("5", "integer"), None),
    (
        pyoxigraph.Literal("NCT2"),
        pyoxigraph.Literal("x" * 1000),
        number("7", "integer"),
        number("0.5", "decimal"),
    ),
]
ANSWER = Answer(
    columns=["id", "title", "sites", "share", "trial"],
    rows=[(*row, pyoxigraph.NamedNode(TRIAL)) for row in ROWS],
    total=2,
    counted=Counted("2 of 1,486 trials", {"id": 2, "trials": 1486}),
)


def shown(spelling: str, answer: Answer = ANSWER, width: int = 200, terminal: bool = False) -> str:
    console = Console(file=io.StringIO(), width=width, force_terminal=terminal)
    show_answer(answer, spelling, console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_csv_is_read_back() -> None:
    """CSV keeps commas, quotes and line breaks."""
    header, first, _ = csv.reader(io.StringIO(shown("csv"), newline=""))
    assert (header, first) == (ANSWER.columns, ["NCT1", 'a | <b> "c", d\ne', "5", "", TRIAL])


@pytest.mark.parametrize(
    ("spelling", "form"),
    [("srj", pyoxigraph.QueryResultsFormat.JSON), ("tsv", pyoxigraph.QueryResultsFormat.TSV)],
)
def test_w3c_formats_are_read_back(spelling: str, form: pyoxigraph.QueryResultsFormat) -> None:
    """SPARQL JSON and TSV give another reader the very terms."""
    results = pyoxigraph.parse_query_results(shown(spelling).encode(), form)
    assert isinstance(results, pyoxigraph.QuerySolutions)
    assert [tuple(solution) for solution in results] == ANSWER.rows


def test_json_has_plain_values_and_what_was_counted() -> None:
    """Our JSON has numbers as numbers, nothing for what is not stated, and the counts."""
    said = json.loads(shown("json"))
    assert said["counted"] == {"sentence": "2 of 1,486 trials", "id": 2, "trials": 1486}
    assert said["rows"][0] == {"id": "NCT1", "title": 'a | <b> "c", d\ne', "sites": 5, "trial": TRIAL}
    assert said["rows"][1]["share"] == 0.5


@pytest.mark.parametrize(("spelling", "form"), [("turtle", "turtle"), ("jsonld", "json-ld")])
def test_rdf_is_read_back(spelling: str, form: str) -> None:
    """The result set in RDF has a solution a row and a binding a value."""
    graph = Graph().parse(data=shown(spelling), format=form)
    found = graph.query(
        "PREFIX rs: <http://www.w3.org/2001/sw/DataAccess/tests/result-set#>"
        "SELECT (COUNT(DISTINCT ?s) AS ?rows) (COUNT(?b) AS ?values) { ?s rs:index ?i ; rs:binding ?b }"
    )
    assert [[int(str(value)) for value in row] for row in found] == [[2, 9]]  # type: ignore[union-attr]


def test_html_is_escaped_and_linked() -> None:
    """A page shows words as words, and an id leads to its trial."""
    page = lxml_html.fromstring(shown("html"))
    assert page.xpath("//tbody/tr[1]/td[2]/text()") == ['a | <b> "c", d\ne']
    assert page.xpath("//tbody/tr[1]/td[1]/a/@href") == [TRIAL]
    assert page.xpath("//caption/text()") == ["2 of 1,486 trials"]


def test_script_address_is_no_link() -> None:
    """An IRI that a browser would run is shown and not linked."""
    answer = msgspec.structs.replace(
        ANSWER, columns=["at"], rows=[(pyoxigraph.NamedNode("javascript:alert(1)"),)]
    )
    assert "href" not in shown("html", answer)
    assert "](<" not in shown("md", answer)


def test_markdown_keeps_its_columns() -> None:
    """A bar in a cell is no column, and a line break no row."""
    lines = shown("md").splitlines()
    assert lines[1] == "| --- | --- | ---: | ---: | --- |"
    assert lines[2].startswith(f'| [NCT1](<{TRIAL}>) | a \\| \\<b\\> "c", d e | 5 |')
    assert lines[-1] == "2 of 1,486 trials"


def test_parquet_is_typed(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Parquet has numbers as numbers, and of how many as metadata."""
    path = tmp_path_factory.mktemp("show") / "answer.parquet"
    with path.open("w", encoding="utf-8") as file:
        show_answer(ANSWER, "parquet", Console(file=file))
    table = pq.read_table(path)
    assert table.column("sites").to_pylist() == [5, 7]
    assert table.column("share").to_pylist() == [None, 0.5]
    assert table.schema.metadata[b"counted"] == b"2 of 1,486 trials"


def test_parquet_is_not_for_a_screen() -> None:
    """Bytes are not sent to a terminal."""
    with pytest.raises(QueryError, match="to a file"):
        shown("parquet", terminal=True)


def test_table_is_aligned_and_cut() -> None:
    """Numbers stand right, a very long cell ends with …, and below stands of how many."""
    page = shown("table")
    assert "│     5 │" in page
    assert "…" in page
    assert page.splitlines()[-2:] == ["2 rows", "2 of 1,486 trials"]


def test_narrow_terminal_has_one_below_the_other() -> None:
    """Where a row is wider than the screen, its values stand below one another."""
    assert max(map(len, shown("table", width=60).splitlines())) <= 60


def test_terminal_links_ids() -> None:
    """On a terminal an id leads to its trial."""
    assert f";{TRIAL}" in shown("table", terminal=True)


def test_page_says_which_rows() -> None:
    """A page of rows says which of how many."""
    page = Page(limit=1, offset=1)
    rows = [row for place, row in enumerate(ANSWER.rows) if page.holds(place)]
    answer = msgspec.structs.replace(ANSWER, rows=rows, page=page)
    assert "2 to 2 of 2 rows" in shown("table", answer)


@pytest.mark.parametrize(
    ("spelling", "said"), [("table", "yes\n"), ("srj", '{"head": {}, "boolean": true}\n')]
)
def test_verdict(spelling: str, said: str) -> None:
    """A question of yes or no is answered so."""
    console = Console(file=io.StringIO())
    show(pyoxigraph.Store().query("ASK {}"), spelling, console)
    assert isinstance(console.file, io.StringIO)
    assert console.file.getvalue() == said


def test_unknown_format_is_told() -> None:
    """A format that is none is answered with those that there are."""
    with pytest.raises(QueryError, match=", ".join(SPELLINGS)):
        checked("xml")
