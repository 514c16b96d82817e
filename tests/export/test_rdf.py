"""Exports as RDF: every form parses back to the graph of the dumps."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from pyjelly.integrations.generic.generic_sink import Literal, Quad
from pyjelly.integrations.generic.parse import parse_jelly_flat

from kg.build import build
from kg.export import Choice, all_formats, export, format_named
from kg.export.wordy import wordy
from kg.terms import ONTOLOGY

QUADS = {"nquads": pyoxigraph.RdfFormat.N_QUADS, "trig": pyoxigraph.RdfFormat.TRIG}
TRIPLES = {
    "ntriples": pyoxigraph.RdfFormat.N_TRIPLES,
    "turtle": pyoxigraph.RdfFormat.TURTLE,
    "rdfxml": pyoxigraph.RdfFormat.RDF_XML,
}
DOCUMENTS = ("jsonld", "ndjsonld")
HOSTILE = 'a "quote" \\ back\nline\r\ttab > < . } & ]]> \x00\x01\x7f \u2028 \ufffd <script> é 中 𝔸'


def dumped(output: Path, pattern: str = "*.nq.gz") -> set[pyoxigraph.Quad]:
    return {
        quad
        for path in (output / "nquads").glob(pattern)
        for quad in pyoxigraph.parse(gzip.decompress(path.read_bytes()), format=pyoxigraph.RdfFormat.N_QUADS)
    }


def triples(quads: set[pyoxigraph.Quad]) -> set[pyoxigraph.Triple]:
    return {quad.triple for quad in quads}


def parsed(path: Path, form: pyoxigraph.RdfFormat) -> set[pyoxigraph.Quad]:
    return set(pyoxigraph.parse(path.read_bytes(), format=form))


def documents(path: Path) -> rdflib.Graph:
    """Read JSON-LD with rdflib: a document, or one a line."""
    text = path.read_text(encoding="utf-8")
    graph = rdflib.Graph()
    for document in [text] if path.suffix == ".jsonld" else text.rstrip("\n").split("\n"):
        graph.parse(data=document, format="json-ld")
    return graph


def in_rdflib(said: set[pyoxigraph.Triple]) -> set[tuple[rdflib.term.Node, ...]]:
    lines = "".join(f"{triple} .\n" for triple in said)
    return set(rdflib.Graph().parse(data=lines, format="nt"))


def quad(read: Quad) -> pyoxigraph.Quad:
    """Make the quad that pyjelly has read one of pyoxigraph."""
    subject, predicate, value, graph = read
    if isinstance(value, Literal):
        datatype = pyoxigraph.NamedNode(value._datatype) if value._datatype else None
        end: pyoxigraph.NamedNode | pyoxigraph.Literal = pyoxigraph.Literal(value._lex, datatype=datatype)
    else:
        end = pyoxigraph.NamedNode(str(value)[1:-1])
    start, name, where = (pyoxigraph.NamedNode(str(term)[1:-1]) for term in (subject, predicate, graph))
    return pyoxigraph.Quad(start, name, end, where)


def made(output: Path, name: str, folder: Path, choice: Choice | None = None, with_text: bool = True) -> Path:
    form = format_named(name)
    path = folder / f"out{form.EXTENSION}"
    export(output, form, path, choice or Choice(), with_text)
    return path


@pytest.mark.parametrize("name", QUADS)
def test_quads_are_the_dumps(example_build: Path, tmp_path: Path, name: str) -> None:
    """Formats with named graphs parse back to the quads of the dumps, the vocabulary among them."""
    assert parsed(made(example_build, name, tmp_path), QUADS[name]) == dumped(example_build)


@pytest.mark.parametrize("name", TRIPLES)
def test_triples_are_the_dumps(example_build: Path, tmp_path: Path, name: str) -> None:
    """Formats without named graphs parse back to the triples of the dumps."""
    found = parsed(made(example_build, name, tmp_path), TRIPLES[name])
    assert triples(found) == triples(dumped(example_build))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_documents_are_the_trials(example_build: Path, tmp_path: Path, name: str) -> None:
    """JSON-LD parses back to the triples of all trials."""
    found = documents(made(example_build, name, tmp_path))
    assert set(found) == in_rdflib(triples(dumped(example_build, "trials-*")))


@pytest.mark.parametrize("of", ["example_build", "hostile_build"])
def test_jelly_is_the_dumps(request: pytest.FixtureRequest, tmp_path: Path, of: str) -> None:
    """Jelly parses back to the quads of the dumps, whatever the text."""
    output = request.getfixturevalue(of)
    with made(output, "jelly", tmp_path).open("rb") as file:
        found = {quad(statement) for statement in parse_jelly_flat(file) if isinstance(statement, Quad)}
    assert found == dumped(output)


@pytest.fixture(scope="module")
def hostile_build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One trial whose summary tries to break out of every syntax."""
    folder = tmp_path_factory.mktemp("hostile")
    modules = {
        "identificationModule": {"nctId": "NCT00000001", "briefTitle": "T"},
        "descriptionModule": {"briefSummary": HOSTILE},
    }
    (folder / "in.jsonl").write_text(json.dumps({"protocolSection": modules}))
    build([folder / "in.jsonl"], folder / "out")
    return folder / "out"


@pytest.mark.parametrize("name", [*QUADS, "ntriples", "turtle"])
def test_hostile_text_survives(hostile_build: Path, tmp_path: Path, name: str) -> None:
    """Text that tries to break out of a syntax comes back as it was."""
    found = triples(parsed(made(hostile_build, name, tmp_path), {**QUADS, **TRIPLES}[name]))
    assert triples(dumped(hostile_build)) - found == set()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_hostile_text_survives_in_documents(hostile_build: Path, tmp_path: Path, name: str) -> None:
    """Text that tries to break out of JSON comes back as it was."""
    summary = rdflib.URIRef(f"{ONTOLOGY}briefSummary")
    (found,) = documents(made(hostile_build, name, tmp_path)).objects(None, summary)
    assert str(found) == HOSTILE


def test_xml_keeps_what_xml_can_spell(hostile_build: Path, tmp_path: Path) -> None:
    """RDF/XML is well formed with any text; only characters that XML lacks are replaced."""
    found = parsed(made(hostile_build, "rdfxml", tmp_path), pyoxigraph.RdfFormat.RDF_XML)
    summary = pyoxigraph.NamedNode(f"{ONTOLOGY}briefSummary")
    (text,) = [quad.object for quad in found if quad.predicate == summary and quad.subject != summary]
    assert isinstance(text, pyoxigraph.Literal)
    assert text.value == HOSTILE.replace("\x00", "\ufffd").replace("\x01", "\ufffd")


@pytest.mark.parametrize("name", [*QUADS, *TRIPLES])
def test_chosen_trials_are_whole_and_alone(example_build: Path, tmp_path: Path, name: str) -> None:
    """An export of one trial holds its record's graph, and neither another trial nor the vocabulary."""
    path = made(example_build, name, tmp_path, Choice(trials=("nct06120127",)))
    found = triples(parsed(path, {**QUADS, **TRIPLES}[name]))
    graph = pyoxigraph.NamedNode("https://w3id.org/trialkg/record/study_details_page/NCT06120127")
    assert found == triples({quad for quad in dumped(example_build) if quad.graph_name == graph})


def test_a_question_chooses_trials(example_build: Path, tmp_path: Path) -> None:
    """`--where` takes the trials that a canned question finds."""
    choice = Choice(question="combination", values={"a": "radiotherapy", "b": "PD-1 inhibitor"})
    path = made(example_build, "ndjsonld", tmp_path, choice)
    ids = [json.loads(line)["identifier"] for line in path.read_text().splitlines()]
    assert ids == ["NCT06120127", "NCT06794086"]


@pytest.mark.parametrize("name", [*QUADS, *TRIPLES])
def test_without_text_only_the_marked_properties_are_gone(
    example_build: Path, tmp_path: Path, name: str
) -> None:
    """`--no-text` leaves out of the trials what the ontology marks as long text, and nothing else."""
    found = triples(parsed(made(example_build, name, tmp_path, with_text=False), {**QUADS, **TRIPLES}[name]))
    gone = triples(dumped(example_build, "trials-*")) - found
    assert {str(triple.predicate) for triple in gone} <= wordy()
    assert f"<{ONTOLOGY}inclusionCriteria>" in {str(triple.predicate) for triple in gone}
    assert f"<{ONTOLOGY}briefTitle>" in {str(triple.predicate) for triple in found}


@pytest.mark.parametrize("name", all_formats())
def test_two_exports_are_the_same_bytes(example_build: Path, tmp_path: Path, name: str) -> None:
    """Exporting twice gives the same bytes."""
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        made(example_build, name, tmp_path / folder)
    one, two = (
        {path.relative_to(tmp_path / folder): path.read_bytes() for path in (tmp_path / folder).rglob("*.*")}
        for folder in ("a", "b")
    )
    assert one
    assert one == two
