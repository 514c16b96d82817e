"""Reading: every serialisation says the same, graphs stay apart, and broken syntax is told with its place."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyoxigraph
import pytest
from rdflib import Graph

from kg.errors import DataError
from kg.validate import DocumentSource, Source, validate
from kg.validate.document import documents, spooled
from kg.validate.engine import Reference
from kg.validate.graphs import graphs, survey
from kg.validate.lines import lines
from kg.validate.outcome import Outcome
from kg.validate.serialisation import SERIALISATIONS, by_content

SHAPES = Graph().parse(
    data="""
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://example.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
e:Thing a sh:NodeShape ; sh:targetClass e:Thing ;
  sh:property [ sh:path e:name ; sh:minCount 1 ; sh:message "no name" ] ;
  sh:property [ sh:path e:size ; sh:nodeKind sh:IRI ; sh:severity sh:Warning ; sh:message "not an IRI" ] .
""",
    format="turtle",
)
TYPED = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://example.org/Thing>"
THINGS = """@prefix e: <http://example.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

e:one a e:Thing ;
    e:size "007"^^xsd:integer , "1.10"^^xsd:decimal , "été \\"\\\\\\n\\U0001F600" , "x"@en .
e:two a e:Thing ; e:name "two" ; e:size "P18Y"^^xsd:duration .
"""

PACKERS: dict[str, Callable[[bytes], bytes]] = {
    ".gz": gzip.compress,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
}


def outcome(*paths: Path, engine: str = "pyshacl", input_format: str = "") -> Outcome:
    sources: list[Source] = [DocumentSource(one) for one in documents(paths, input_format)]
    return validate(sources, SHAPES, engine, print)


def found(result: Outcome) -> list[tuple[str, ...]]:
    return sorted(
        (f.focus, f.path, f.value, f.severity, f.message) for f in (p.finding for p in result.placed)
    )


def written(folder: Path, name: str) -> Path:
    """Write the things in a serialisation."""
    form = SERIALISATIONS[name].parser
    path = folder / f"things{SERIALISATIONS[name].endings[0]}"
    quads = pyoxigraph.parse(THINGS.encode(), format=pyoxigraph.RdfFormat.TURTLE)
    path.write_bytes(pyoxigraph.serialize(quads, format=form) or b"")
    return path


@pytest.mark.parametrize("name", SERIALISATIONS)
def test_findings_are_the_same_in_every_serialisation(tmp_path: Path, name: str) -> None:
    """Whatever the serialisation, by name or by content, the findings are those of the Turtle."""
    (tmp_path / "given.ttl").write_text(THINGS)
    expected = found(outcome(tmp_path / "given.ttl"))
    assert [one[2] for one in expected if one[3] == "Warning"] == [
        '"007"^^<http://www.w3.org/2001/XMLSchema#integer>',
        '"1.10"^^<http://www.w3.org/2001/XMLSchema#decimal>',
        '"x"@en',
        '"été \\"\\\\\\n\U0001f600"',
        '"P18Y"^^<http://www.w3.org/2001/XMLSchema#duration>',
    ]
    path = written(tmp_path, name)
    assert found(outcome(path)) == expected
    unnamed = path.rename(tmp_path / "unnamed")
    assert found(outcome(unnamed, input_format=name)) == expected
    assert found(outcome(unnamed)) == expected
    assert found(outcome(unnamed, engine="fast")) == expected


@pytest.mark.parametrize("ending", [".gz", ".bz2", ".xz", ".zip"])
def test_compressed_files_are_looked_into(tmp_path: Path, ending: str) -> None:
    """A packed file gives the findings of the plain one, in a folder too."""
    (tmp_path / "plain.ttl").write_text(THINGS)
    expected = found(outcome(tmp_path / "plain.ttl"))
    folder = tmp_path / "folder"
    folder.mkdir()
    packed = folder / f"things.ttl{ending}"
    if ending == ".zip":
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("deep/things.ttl", THINGS)
            archive.writestr("readme.txt", "no RDF")
    else:
        packed.write_bytes(PACKERS[ending](THINGS.encode()))
    assert found(outcome(packed)) == expected
    assert found(outcome(folder)) == expected


def test_standard_input_is_told_by_its_content(tmp_path: Path) -> None:
    """A stream that can be read once is kept, and told by its first bytes."""
    document = spooled(io.BytesIO(THINGS.encode()), tmp_path)
    assert (document.name, document.serialisation.name) == ("standard input", "trig")
    assert survey(document).triples == 8


def test_scattered_graphs_are_checked_as_grouped_ones(tmp_path: Path) -> None:
    """The statements of a graph may lie anywhere: its findings are those it has when they stand together."""
    rows = []
    for number in range(30):
        graph = f"<http://example.org/g{number}>"
        rows.append(f"<http://example.org/one> {TYPED} {graph} .")
        if number % 3:
            rows.append(f'<http://example.org/one> <http://example.org/name> "1.10" {graph} .')
    (tmp_path / "grouped.nq").write_text("\n".join(rows) + "\n")
    random.Random(7).shuffle(rows)  # noqa: S311 - order, not secrecy
    (tmp_path / "scattered.nq").write_text("\n".join(rows) + "\n")
    grouped, scattered = outcome(tmp_path / "grouped.nq"), outcome(tmp_path / "scattered.nq")
    assert not survey(next(documents([tmp_path / "scattered.nq"]))).is_grouped
    assert sorted((p.graph, p.finding) for p in scattered.placed) == sorted(
        (p.graph, p.finding) for p in grouped.placed
    )
    assert (grouped.graphs, len(grouped.placed)) == (30, 10)


BROKEN = {
    "broken.nt": ('<x:a> <x:b> "1" .\n' * 3 + "<x:a> <x:b .\n", "line 4"),
    "broken.nq": ('<x:a> <x:b> "1" <x:g> .\n' * 3 + '<x:a> "b" .\n', "line 4"),
    "broken.ttl": ("@prefix e: <x:> .\ne:a e:b e:c .\ne:a e:b e:d .\nf:a e:b e:c .\n", "line 4"),
    "broken.trig": ("@prefix e: <x:> .\ne:g {\n e:a e:b e:c .\n e:a ] \n}\n", "line 4"),
    "broken.jsonld": ('{"@context": {"e": "x:"},\n "@id": "e:a",\n "e:b": [1, 2\n}', "line 4"),
    "broken.rdf": (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="x:">\n'
        '<rdf:Description rdf:about="x:a">\n<e:b>1</e:b>\n<e:b>2</e:c>\n</rdf:Description>\n</rdf:RDF>',
        "line 4",
    ),
    "broken.n3": ("@prefix e: <x:> .\ne:a e:b e:c .\n\n} .", "line 4"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_syntax_is_told_with_its_line(tmp_path: Path, name: str) -> None:
    """Where the syntax breaks, file and line are told, whatever the serialisation."""
    text, line = BROKEN[name]
    (tmp_path / name).write_text(text)
    (message,) = outcome(tmp_path / name).broken
    assert message.startswith(f"{tmp_path / name}, {line}")


def test_what_is_whole_before_a_break_is_checked(tmp_path: Path) -> None:
    """A stream that breaks in the middle gives the findings of the graphs before, and says how many."""
    rows = [f"<x:{n}> {TYPED} <x:g{n}> ." for n in range(1000)]
    rows[700] = "<x:700> ~~ ."
    with gzip.open(tmp_path / "dump.nq.gz", "wt") as file:
        file.write("\n".join(rows))
    result = outcome(tmp_path / "dump.nq.gz", engine="fast")
    assert result.graphs == len(result.placed) == 699
    (message,) = result.broken
    assert "line 701," in message
    assert "only what was whole by then was checked, 699 graphs" in message


def test_cut_archive_is_told(tmp_path: Path) -> None:
    """A .gz that was cut off is no silent end of the data."""
    packed = gzip.compress(random.Random(1).randbytes(40_000).hex().encode())  # noqa: S311
    (tmp_path / "cut.nt.gz").write_bytes(
        gzip.compress(b'<x:a> <x:b> "' + packed.hex().encode() + b'" .')[:3000]
    )
    (message,) = outcome(tmp_path / "cut.nt.gz").broken
    assert "cut.nt.gz" in message


def test_unreadable_input_is_named(tmp_path: Path) -> None:
    """A missing file, an empty folder, a zip without RDF, a web page and an unknown format are errors."""
    with pytest.raises(DataError, match="no such file"):
        list(documents([tmp_path / "nowhere.ttl"]))
    with pytest.raises(DataError, match="no RDF file"):
        list(documents([tmp_path]))
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("readme.txt", "")
    with pytest.raises(DataError, match="no file in this zip"):
        list(documents([tmp_path / "a.zip"]))
    with pytest.raises(DataError, match="web page"):
        by_content(b"<!DOCTYPE html><html>", "page")
    (tmp_path / "x").write_text("")
    with pytest.raises(DataError, match="turtle, ntriples"):
        list(documents([tmp_path / "x"], "xls"))


def test_lines_of_nodes_are_those_of_the_file(tmp_path: Path) -> None:
    """The line that is told of a node is where it begins in the file."""
    (tmp_path / "things.ttl").write_text(THINGS)
    (document,) = documents([tmp_path / "things.ttl"])
    wanted = {"<http://example.org/one>", "<http://example.org/two>", "<http://example.org/Thing>"}
    assert lines(document, wanted) == {"<http://example.org/one>": 4, "<http://example.org/two>": 6}


def test_blank_nodes_have_the_same_names_every_time(tmp_path: Path) -> None:
    """Two runs over blank nodes without labels give the same findings."""
    (tmp_path / "blank.ttl").write_text("@prefix e: <http://example.org/> . [] a e:Thing . _:x a e:Thing .")
    first, second = outcome(tmp_path / "blank.ttl"), outcome(tmp_path / "blank.ttl")
    assert first.placed == second.placed
    assert [one.finding.focus for one in first.placed] == ["_:unnamed1", "_:x"]


def test_contexts_are_read_from_beside_and_never_fetched(tmp_path: Path) -> None:
    """A JSON-LD context beside the document counts; one elsewhere is an error that names it."""
    (tmp_path / "context.jsonld").write_text('{"@context": {"Thing": "http://example.org/Thing"}}')
    (tmp_path / "a.jsonld").write_text('{"@context": "context.jsonld", "@id": "x:a", "@type": "Thing"}')
    assert outcome(tmp_path / "a.jsonld").focus_nodes == 1
    (tmp_path / "a.jsonld").write_text('{"@context": "https://example.org/c", "@id": "x:a"}')
    (message,) = outcome(tmp_path / "a.jsonld").broken
    assert "https://example.org/c" in message


def test_literals_reach_pyshacl_as_written() -> None:
    """The reference engine sees the form that the file has, and not a canonical one."""
    kind = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    value = '"+01"^^<http://www.w3.org/2001/XMLSchema#integer>'
    triples = [("<x:a>", kind, "<http://example.org/Thing>"), ("<x:a>", "<http://example.org/size>", value)]
    assert value in {finding.value for finding in Reference(SHAPES).check(triples)}


def test_graphs_of_a_document_come_one_by_one(example_build: Path) -> None:
    """A dump of a build gives each record as a graph of its own."""
    (document,) = documents([example_build / "nquads" / "trials-0000.nq.gz"])
    seen = survey(document)
    assert seen.is_grouped
    assert [len(one.triples) > 100 for one in graphs(document, seen)] == [True] * seen.graphs
