"""Shapes: each says what is wrong and how to mend it, and together they hold everything that is published."""

from __future__ import annotations

from pathlib import Path

import pytest
import rdflib
from rdflib import OWL, RDF, RDFS, SH, Namespace
from rdflib.collection import Collection

from kg.check import check, shapes_graph
from kg.compose import Composer
from kg.gate import Gate
from kg.lexicon import chosen, lexicon
from kg.nodes import nodes_of
from kg.sources import Read, read
from kg.terms import CODES, DEFAULT_BASE, ONTOLOGY, Triple
from kg.vocab.index import Index
from kg.vocabulary import load, rows

ROOT = Path(__file__).parent.parent
CASES = ROOT / "tests" / "cases" / "shapes"
FILES = sorted((ROOT / "shapes").glob("*.ttl"))
TKG = Namespace(ONTOLOGY)
SCHEMA = Namespace("https://schema.org/")
HOLDS = {SH["class"], SH["in"], SH["or"], SH.nodeKind}


def ontology() -> rdflib.Graph:
    return rdflib.Graph().parse(ROOT / "ontology" / "trialkg.ttl")


@pytest.fixture(scope="module")
def records(quorbin: Path) -> list[list[Triple]]:
    """The graphs of the examples, of a record that states everything, and of records with doubtful facts."""
    words = lexicon(str(quorbin), chosen(Index(quorbin), ["quorbin"]))
    composer = Composer(words, DEFAULT_BASE, contacts=True)
    found = [one for one in read([ROOT / "examples", CASES]) if isinstance(one, Read)]
    return [composer.graph(one.study, one.provenance).triples for one in found]


def test_a_record_that_states_everything_can_be_published(records: list[list[Triple]]) -> None:
    """Neither a record that states every field nor any of the doubtful ones has a Violation."""
    gate = Gate()
    violations = [f.message for graph in records for f in gate.check(nodes_of(graph)) if f.is_violation]
    assert violations == []


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.stem)
def test_every_shape_speaks(file: Path) -> None:
    """Every shape has a name, and every message a severity beside it and an end to its sentence."""
    graph = rdflib.Graph().parse(file)
    for shape in graph.subjects(RDF.type, SH.NodeShape):
        if isinstance(shape, rdflib.URIRef):
            assert graph.value(shape, RDFS.label) is not None
    for owner, message in graph.subject_objects(SH.message):
        holders = [owner, *graph.subjects(SH.sparql, owner)]
        assert any(graph.value(holder, SH.severity) is not None for holder in holders), message
        assert str(message).endswith(".")


def test_value_lists_are_the_code_lists() -> None:
    """Every code list is the sh:in of a shape, whole, and no sh:in has a code that no list has."""
    shapes = shapes_graph()
    lists: dict[str, set[str]] = {}
    for code in load().codes:
        lists.setdefault(code.scheme, set()).add(code.code)
    whole: set[str] = set()
    for head in set(shapes.objects(None, SH["in"])):
        values = [str(value) for value in Collection(shapes, head) if str(value).startswith(CODES)]
        for scheme in {value.removeprefix(CODES).partition("/")[0] for value in values}:
            codes = {value.rpartition("/")[2] for value in values}
            assert codes <= lists[scheme]
            whole |= {scheme} if codes == lists[scheme] else set()
    assert whole == set(lists)


def test_every_class_has_a_shape() -> None:
    """Every class of the ontology that a record uses is the target of a shape."""
    shapes = shapes_graph()
    targets = set(shapes.objects(None, SH.targetClass))
    classes = set(ontology().subjects(RDF.type, OWL.Class))
    assert {str(one) for one in classes - targets - {TKG.Outcome}} == set()


def test_shapes_name_only_declared_terms() -> None:
    """Every term of our namespace that the shapes name is declared in the ontology."""
    declared = {str(subject) for subject in ontology().subjects()}
    named = {str(node) for triple in shapes_graph() for node in triple if str(node).startswith(ONTOLOGY)}
    assert {name for name in named if name != ONTOLOGY} - declared == set()


def test_a_shape_is_of_one_file() -> None:
    """No two files have a shape of one name, which would silently become one shape."""
    graphs = [rdflib.Graph().parse(file) for file in FILES]
    shapes = [shape for graph in graphs for shape in graph.subjects(RDF.type, SH.NodeShape)]
    named = [str(shape) for shape in shapes if isinstance(shape, rdflib.URIRef)]
    assert sorted(set(named)) == sorted(named)


def test_every_reference_is_held() -> None:
    """What a property of the ontology points to is of a class, a value list, or at least an IRI."""
    shapes = shapes_graph()
    held = set(shapes.objects(None, SH.targetObjectsOf))
    held |= {path for owner, path in shapes.subject_objects(SH.path) if HOLDS & set(shapes.predicates(owner))}
    assert set(ontology().subjects(RDF.type, OWL.ObjectProperty)) - held == set()


def test_every_part_is_described_and_has_one_whole() -> None:
    """Every property that nests points to described nodes, each of which exactly one node points to."""
    shapes, terms = shapes_graph(), ontology()
    described = {shapes.value(owner, SH.path) for owner in shapes.subjects(SH["class"], None)}
    described |= set(shapes.objects(None, SH.targetObjectsOf))
    one = rdflib.Literal(1)
    owners = {
        shapes.value(path, SH.inversePath)
        for holder, path in shapes.subject_objects(SH.path)
        if shapes.value(holder, SH.minCount) == shapes.value(holder, SH.maxCount) == one
    }
    nests = set(terms.subjects(TKG.nests, None))
    assert nests - described == set()
    assert nests - owners == set()


def test_units_are_the_table() -> None:
    """The UCUM units that a shape allows are those of ontology/units.tsv, no more and no fewer."""
    shapes = shapes_graph()
    table = {row["ucum"] for _, row in rows(ROOT / "ontology" / "units.tsv")}
    holders = set(shapes.subjects(SH.path, TKG.ucumUnit))
    heads = [head for holder in holders for head in shapes.objects(holder, SH["in"])]
    assert len(heads) == len(holders) > 0
    for head in heads:
        assert {str(unit) for unit in Collection(shapes, head)} == table


def test_the_ontology_conforms() -> None:
    """Every term of the ontology is named, explained and of declared classes."""
    assert check(ontology(), shapes_graph(ROOT / "shapes" / "ontology.ttl")) == []


def test_the_description_of_a_build_conforms(example_build: Path) -> None:
    """The VoID and DCAT of a build break no shape at all, and their counts add up."""
    assert check(rdflib.Graph().parse(example_build / "void.ttl")) == []
