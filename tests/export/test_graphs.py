"""Exports as property graphs: every edge has both its ends, and nothing of the trials is lost."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path

import networkx
import pyoxigraph
import pytest

from kg.export import Choice, export, format_named
from kg.export.biolink import names
from kg.store import open_build

NCT = "https://w3id.org/trialkg/trial/NCT06120127"


def made(output: Path, name: str, folder: Path, choice: Choice | None = None) -> Path:
    form = format_named(name)
    path = folder / f"{name}{form.EXTENSION}"
    export(output, form, path, choice or Choice())
    return path


def table(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    text = io.StringIO(path.read_bytes().decode(), newline="")
    return list(csv.DictReader(text, delimiter=delimiter, quoting=csv.QUOTE_MINIMAL))


def read(path: Path) -> networkx.MultiDiGraph[str]:
    graph = networkx.read_graphml(path, force_multigraph=True)
    assert isinstance(graph, networkx.MultiDiGraph)
    return graph


def classes(output: Path) -> Counter[str]:
    """Count the nodes of each class in the records of the store."""
    solutions = open_build(output).query(
        """SELECT ?class (COUNT(DISTINCT ?node) AS ?n) WHERE {
             ?record a <https://w3id.org/trialkg/ontology#SourceRecord> GRAPH ?record { ?node a ?class }
           } GROUP BY ?class""",
        use_default_graph_as_union=True,
    )
    assert isinstance(solutions, pyoxigraph.QuerySolutions)
    return Counter({row["class"].value.rpartition("#")[2]: int(row["n"].value) for row in solutions})


def test_networkx_reads_every_node(example_build: Path, tmp_path: Path) -> None:
    """networkx reads the GraphML, with as many nodes of each class as the store has, and typed values."""
    graph = read(made(example_build, "graphml", tmp_path))
    found = Counter(data["class"] for _, data in graph.nodes(data=True))
    assert {name: found[name] for name in classes(example_build)} == classes(example_build)
    trial = graph.nodes[NCT]
    assert (trial["enrollment"], trial["hasResults"], trial["phase"]) == (80, False, "PHASE2")
    given = [end for _, end, data in graph.out_edges(f"{NCT}/arm/1", data=True) if data["type"] == "receives"]
    assert sorted(given) == [f"{NCT}/intervention/{number}" for number in (1, 2, 3)]


@pytest.mark.parametrize("choice", [Choice(), Choice(trials=("NCT06120127",))], ids=["all", "one"])
def test_every_end_of_an_edge_is_a_node(example_build: Path, tmp_path: Path, choice: Choice) -> None:
    """In the files for Neo4j every relationship begins and ends at a node that stands there once."""
    folder = made(example_build, "neo4j", tmp_path, choice)
    ids = [row["iri:ID"] for path in folder.glob("nodes-*.csv") for row in table(path)]
    edges = table(folder / "relationships.csv")
    assert len(ids) == len(set(ids))
    assert {edge[end] for edge in edges for end in (":START_ID", ":END_ID")} - set(ids) == set()
    keys = [(edge[":START_ID"], edge[":TYPE"], edge[":END_ID"]) for edge in edges]
    assert len(keys) == len(set(keys))


def test_neo4j_and_graphml_are_one_graph(example_build: Path, tmp_path: Path) -> None:
    """The two property graphs have the same nodes and the same edges."""
    graph = read(made(example_build, "graphml", tmp_path))
    folder = made(example_build, "neo4j", tmp_path)
    ids = {row["iri:ID"] for path in folder.glob("nodes-*.csv") for row in table(path)}
    edges = {tuple(row.values()) for row in table(folder / "relationships.csv")}
    assert ids == set(graph)
    assert edges == {(start, end, data["type"]) for start, end, data in graph.edges(data=True)}


def test_neo4j_headers_are_typed(example_build: Path, tmp_path: Path) -> None:
    """A header names the id, the label, and the type of numbers, truth values and lists."""
    header = made(example_build, "neo4j", tmp_path).joinpath("nodes-Trial.csv").read_text().partition("\n")[0]
    assert {"iri:ID", ":LABEL", "enrollment:long", "hasResults:boolean", "phase:string[]", "acronym"} <= set(
        header.split(",")
    )


def test_kgx_edges_join_to_nodes(example_build: Path, tmp_path: Path) -> None:
    """KGX: every row is as wide as its header, ids are CURIEs and stand once, and edges have both ends."""
    folder = made(example_build, "kgx", tmp_path)
    nodes, edges = (table(folder / f"{name}.tsv", "\t") for name in ("nodes", "edges"))
    ids = [node["id"] for node in nodes]
    assert {None} & {key for row in (*nodes, *edges) for key in row} == set()
    assert len(ids) == len(set(ids))
    assert len({edge["id"] for edge in edges}) == len(edges)
    assert all(":" in one and "/" not in one.partition(":")[0] for one in ids)
    assert {edge[end] for edge in edges for end in ("subject", "object")} - set(ids) == set()
    assert {"CLINICALTRIALS:NCT06120127", "NCIT:C118286"} <= set(ids)


def test_only_what_is_investigated_is_in_trials_for_a_condition(example_build: Path, tmp_path: Path) -> None:
    """`in_clinical_trials_for` holds for investigational treatments and the conditions of their trial."""
    edges = table(made(example_build, "kgx", tmp_path) / "edges.tsv", "\t")
    said = [edge for edge in edges if edge["predicate"] == "biolink:in_clinical_trials_for"]
    solutions = open_build(example_build).query(
        """PREFIX tkg: <https://w3id.org/trialkg/ontology#>
           SELECT DISTINCT ?trial ?treatment ?condition WHERE {
             ?trial tkg:hasExposure ?e ; tkg:hasCondition?/tkg:namesCondition ?condition .
             ?e tkg:concept ?treatment ; tkg:exposureRole ?role . ?condition tkg:conceptKind "condition"
             FILTER(STRENDS(STR(?role), "/investigational")) }""",
        use_default_graph_as_union=True,
    )
    assert isinstance(solutions, pyoxigraph.QuerySolutions)
    assert len(said) == len(list(solutions)) > 0


def test_biolink_has_the_names_that_are_used() -> None:
    """Categories and predicates are classes and slots of the Biolink Model."""
    biolink = pytest.importorskip("biolink_model", reason="THE BIOLINK MODEL IS NOT INSTALLED")
    import yaml

    model = yaml.safe_load((Path(biolink.__path__[0]) / "schema" / "biolink_model.yaml").read_text())
    categories = {"biolink:" + name.title().replace(" ", "") for name in model["classes"]}
    predicates = {"biolink:" + name.replace(" ", "_") for name in model["slots"]}
    assert {*names("kind").values(), *names("class").values()} - categories == set()
    assert set(names("predicate").values()) - predicates == set()
