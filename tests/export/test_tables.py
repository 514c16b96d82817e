"""Exports as tables: they hold what the store holds, with types, and join back."""

from __future__ import annotations

import csv
import importlib
import io
import json
import re
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pyoxigraph
import pytest

from kg.build import build
from kg.errors import ExportError
from kg.export import Choice, export, format_named
from kg.export.extra import extra
from kg.export.joined import joined
from kg.export.nodes import Nodes
from kg.export.release import open_release
from kg.export.schema import by_term
from kg.export.tables import tables, tables_page
from kg.store import open_build

ROOT = Path(__file__).parent.parent.parent
TKG = "https://w3id.org/trialkg/ontology#"
Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def sheets(example_build: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Rows]:
    """The Parquet tables of the example build."""
    folder = tmp_path_factory.mktemp("tables") / "parquet"
    export(example_build, format_named("parquet"), folder, Choice())
    return {path.stem: pyarrow.parquet.read_table(path).to_pylist() for path in folder.glob("*.parquet")}


@pytest.fixture(scope="module")
def texts(example_build: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, str]]]:
    """The CSV tables of the example build."""
    folder = tmp_path_factory.mktemp("tables") / "csv"
    export(example_build, format_named("csv"), folder, Choice())
    files = {path.stem: path.read_bytes().decode() for path in folder.glob("*.csv")}
    return {name: list(csv.DictReader(io.StringIO(text, newline=""))) for name, text in files.items()}


def asked(output: Path, pattern: str, what: str = "*") -> int:
    """Count distinct solutions in the store."""
    query = f"PREFIX tkg: <{TKG}> SELECT DISTINCT {what} WHERE {{ {pattern} }}"
    solutions = open_build(output).query(query, use_default_graph_as_union=True)
    assert isinstance(solutions, pyoxigraph.QuerySolutions)
    return sum(1 for _ in solutions)


@pytest.mark.parametrize("name", [table.name for table in tables().values() if not table.is_relation])
def test_table_has_a_row_a_node(sheets: dict[str, Rows], example_build: Path, name: str) -> None:
    """A table has as many rows as the store has nodes of its classes."""
    classes = ", ".join(f"tkg:{of}" for of in tables()[name].of)
    assert len(sheets[name]) == asked(example_build, f"?node a ?class FILTER(?class IN ({classes}))", "?node")


@pytest.mark.parametrize("name", [table.name for table in tables().values() if table.is_relation])
def test_table_has_a_row_a_relation(sheets: dict[str, Rows], example_build: Path, name: str) -> None:
    """A table of a relation has as many rows as the records state it."""
    properties = ", ".join(f"tkg:{of}" for of in tables()[name].of)
    stated = f"?record a tkg:SourceRecord GRAPH ?record {{ ?s ?p ?o FILTER(?p IN ({properties})) }}"
    assert len(sheets[name]) == asked(example_build, stated)


JOINS = {
    "what an arm is given": (
        "?trial tkg:hasArm ?arm . ?arm tkg:receives ?i . ?i tkg:interventionType ?type",
        ("arm_interventions", "intervention", "interventions", "intervention", "intervention_type"),
    ),
    "where a trial runs": (
        "?trial tkg:hasLocation ?l . ?l tkg:atSite ?s . ?s tkg:country ?country",
        ("locations", "site", "sites", "site", "country"),
    ),
    "what a link names": (
        "?trial tkg:hasLink ?l . ?l tkg:concept ?c . ?c tkg:conceptKind ?kind",
        ("links", "concept", "concepts", "id", "kind"),
    ),
}


@pytest.mark.parametrize("join", JOINS)
def test_tables_join_to_the_counts_of_sparql(sheets: dict[str, Rows], example_build: Path, join: str) -> None:
    """Tables join by their keys to as many rows as the same question has answers in the store."""
    pattern, (left, by, right, key, column) = JOINS[join]
    there = {row[key]: row[column] for row in sheets[right]}
    found = [row for row in sheets[left] if there[row[by]] is not None]
    assert found
    assert len(found) == asked(example_build, pattern)


def test_every_trial_key_is_a_trial(sheets: dict[str, Rows]) -> None:
    """Every `trial` column joins to the table of trials."""
    ids = {row["id"] for row in sheets["trials"]}
    assert {row["trial"] for rows in sheets.values() for row in rows if "trial" in row} == ids


def test_parquet_is_typed(sheets: dict[str, Rows]) -> None:
    """Numbers are numbers, truth is true, several values are lists, dates are as precise as stated."""
    (trial,) = [row for row in sheets["trials"] if row["id"] == "NCT06120127"]
    (arm,) = [row for row in sheets["arms"] if row["arm"].endswith("NCT06120127/arm/1")]
    assert (trial["enrollment"], trial["has_results"], trial["phases"]) == (80, False, ["PHASE2"])
    assert (trial["start_date"], trial["overall_status"]) == ("2023-09-25", "RECRUITING")
    assert (len(arm["interventions"]), "NCIT:C15751" in arm["involves"]) == (3, True)


def test_csv_says_what_parquet_says(texts: dict[str, list[dict[str, str]]], sheets: dict[str, Rows]) -> None:
    """The two are the same tables; a list in CSV splits back into its values."""
    assert {name: len(rows) for name, rows in texts.items()} == {n: len(rows) for n, rows in sheets.items()}
    for written, typed in zip(texts["arms"], sheets["arms"], strict=True):
        assert written["label"] == typed["label"]
        assert int(written["position"]) == typed["position"]
        parts = re.split(r"(?<!\\)\|", written["involves"]) if written["involves"] else []
        assert parts == typed["involves"]


def test_bars_in_values_do_not_split_them() -> None:
    """A bar or a backslash inside a value is told from the bar between values."""
    assert joined(["a|b", "c\\"]) == "a\\|b|c\\\\"


def test_two_records_of_one_trial_are_one_row(tmp_path: Path) -> None:
    """A trial that two sources have is one row, with both records beside it."""
    study = {"protocolSection": {"identificationModule": {"nctId": "NCT06120127", "briefTitle": "T"}}}
    (tmp_path / "a.json").write_text(json.dumps(study))
    (page,) = (ROOT / "examples").glob("NCT06120127.*")
    build([tmp_path / "a.json", page], tmp_path / "out")
    export(tmp_path / "out", format_named("csv"), tmp_path / "csv", Choice())
    counts = {
        n: len((tmp_path / "csv" / f"{n}.csv").read_text().splitlines()) - 1 for n in ("trials", "records")
    }
    assert counts == {"trials": 1, "records": 2}


# what of a trial is in no table: the browse tree of the registry, and what only repeats other columns
LEFT_OUT = {"BrowseLeaf", "BrowseBranch"}
REPEATED = {"label", "primaryTopic"}


def test_nothing_else_is_left_out(example_build: Path) -> None:
    """Every property of every node is in a column, but for those that are named here."""
    read = {(of, column.source) for table in tables().values() for of in table.of for column in table.columns}
    relations = {of for table in tables().values() if table.is_relation for of in table.of}
    owners = {column.source[1:] for table in tables().values() for column in table.columns}
    lost = set()
    for trial in open_release(example_build).trials():
        nodes = Nodes(trial.triples())
        for node, said in nodes.said.items():
            props = [by_term()[predicate] for predicate in said if predicate in by_term()]
            names = {p.name for p in props if not (p.kind == "node" and p.name.startswith("has"))}
            kind = nodes.class_of(node)
            lost |= {(kind, name) for name in names - relations - owners if (kind, name) not in read}
    assert {(kind, name) for kind, name in lost if kind not in LEFT_OUT and name not in REPEATED} == set()


def test_documented_tables_are_the_real_ones() -> None:
    """docs/tables.md is what the code says; `python -m kg.export.tables > docs/tables.md` makes it anew."""
    assert (ROOT / "docs" / "tables.md").read_text(encoding="utf-8") == tables_page()


def test_missing_package_is_explained() -> None:
    """Where the package of an extra is missing, the message says how to install it."""
    with pytest.raises(ExportError, match=re.escape("pip install 'trialkg[parquet]'")):
        extra("no_such_package_as_this", "parquet")
    assert extra("importlib", "parquet") is importlib
