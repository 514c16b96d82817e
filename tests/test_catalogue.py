"""The catalogue and the pages: what other tools and readers get is what the questions are."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from rdflib import RDFS, Graph, Namespace
from rdflib.plugins.sparql import prepareQuery

from kg.ask import Asker, questions
from kg.catalogue import ALL, write_catalogue
from kg.guide import pages
from kg.store import open_build

ROOT = Path(__file__).parent.parent
SH = Namespace("http://www.w3.org/ns/shacl#")
SCHEMA = Namespace("https://schema.org/")
QUERIES = sorted((ROOT / "queries").rglob("*.rq"))


@pytest.fixture(scope="module")
def catalogue(example_build: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("catalogue")
    write_catalogue(folder, Asker(open_build(example_build)), "https://example.org/data/sparql")
    return folder


def test_catalogue_has_every_question(catalogue: Path) -> None:
    """Each question is one executable with comment, target, keywords and a query that is SPARQL."""
    graph = Graph().parse(catalogue / ALL, format="turtle")
    names = set()
    for subject, text in graph.subject_objects(SH.select):
        names.add(str(subject).rpartition("/")[2])
        prepareQuery(str(text))
        assert str(graph.value(subject, SCHEMA.target)) == "https://example.org/data/sparql"
        assert graph.value(subject, RDFS.comment)
        assert graph.value(subject, SCHEMA.keywords)
        assert "UNDEF" not in str(text) or "?__" in str(text)
    assert names == set(questions())


def test_catalogue_is_its_files(catalogue: Path) -> None:
    """The file of all is the union of the single files, and has no blank node."""
    parts = Graph()
    for path in (catalogue / "examples").glob("*.ttl"):
        parts.parse(path)
    whole = Graph().parse(catalogue / ALL, format="turtle")
    assert set(parts) == set(whole)
    assert not any(node.startswith("_:") for triple in whole for node in (n.n3() for n in triple))


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_header_is_as_grlc_reads_it(path: Path) -> None:
    """grlc's own parser, where it is installed, or else its rule, reads the header and the query."""
    try:
        from grlc.gquery import get_yaml_decorators
    except ImportError:
        get_yaml_decorators = _by_the_rule
    fields = get_yaml_decorators(path.read_text(encoding="utf-8"))
    assert fields["summary"]
    prepareQuery(fields["query"])


def _by_the_rule(text: str) -> dict[str, str]:
    """grlc's rule: lines that begin with #+ are YAML once these signs are off; the others are the query."""
    lines = text.split("\n")
    fields = yaml.safe_load("\n".join(line.lstrip("#+") for line in lines if line.startswith("#+")))
    assert isinstance(fields, dict)
    return {**fields, "query": "\n".join(line for line in lines if not line.startswith("#+"))}


def test_pages_are_fresh(example_build: Path) -> None:
    """docs/questions/ is what `python -m kg.guide` writes."""
    folder = ROOT / "docs" / "questions"
    made = dict(pages(example_build))
    assert {path.name for path in folder.glob("*.md")} == set(made)
    stale = [name for name, text in made.items() if (folder / name).read_text(encoding="utf-8") != text]
    assert stale == [], "run: kg build examples -o output && python -m kg.guide output"
