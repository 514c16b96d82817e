"""Shapes: each says what is wrong and how to mend it, and each can fail."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import rdflib
from rdflib import RDF, RDFS, SH, Namespace
from rdflib.collection import Collection

from kg.check import shapes_graph
from kg.compose import Composer
from kg.gate import Gate
from kg.infer import Closure, closure_triples
from kg.lexicon import chosen, lexicon, release_triples, shipped_release
from kg.sources import Read, read
from kg.terms import CODES, DEFAULT_BASE, ONTOLOGY, Triple
from kg.vocab.index import Index
from kg.vocabulary import code_triples, concept_triples, load

ROOT = Path(__file__).parent.parent
CASES = ROOT / "tests" / "cases" / "shapes"
FILES = sorted((ROOT / "shapes").glob("*.ttl"))
SEEDS = 150
JUNK = ('"junk"', '"-7"^^<http://www.w3.org/2001/XMLSchema#integer>', "<https://example.org/junk>", '""')


def ontology() -> rdflib.Graph:
    return rdflib.Graph().parse(ROOT / "ontology" / "trialkg.ttl")


@pytest.fixture(scope="module")
def records(quorbin: Path) -> list[list[Triple]]:
    """The graphs of the examples, of a record that states everything, and of records with doubtful facts."""
    words = lexicon(str(quorbin), chosen(Index(quorbin), ["quorbin"]))
    composer = Composer(words, DEFAULT_BASE, contacts=True)
    found = [one for one in read([ROOT / "examples", CASES]) if isinstance(one, Read)]
    return [composer.graph(one.study, one.provenance).triples for one in found]


def some_vocabulary() -> list[Triple]:
    """A few concepts and codes with all that is said of them."""
    vocabulary = load()
    said = [
        *release_triples(DEFAULT_BASE, [shipped_release()]),
        *concept_triples(vocabulary),
        *closure_triples(vocabulary, Closure(vocabulary)),
        *code_triples(vocabulary),
    ]
    subjects = list(dict.fromkeys(triple[0] for triple in said))
    chosen = {*subjects[::9], subjects[0]}
    return [triple for triple in said if triple[0] in chosen]


def damaged(triples: list[Triple], chance: random.Random) -> list[Triple]:
    """Leave out, overwrite or add to some of the triples, with junk or with what stands elsewhere."""
    result = []
    for subject, predicate, value in triples:
        other = chance.choice([*JUNK, chance.choice(triples)[2], subject])
        match chance.randrange(30):
            case 0:
                continue
            case 1:
                result.append((subject, predicate, other))
            case 2:
                result += [(subject, predicate, value), (subject, predicate, other)]
            case 3:
                result += [(subject, predicate, value), (subject, chance.choice(triples)[1], other)]
            case _:
                result.append((subject, predicate, value))
    return list(dict.fromkeys(result))


def test_every_constraint_can_fail(records: list[list[Triple]]) -> None:
    """Every message of the shapes is given for some record that is doubtful or was damaged at random."""
    gate = Gate()
    chance = random.Random(7)  # noqa: S311 - damage, not secrecy
    graphs = [*records, some_vocabulary()]
    found = {finding.message for graph in graphs for finding in gate.check(graph)}
    for graph in graphs:
        for _ in range(SEEDS):
            found |= {finding.message for finding in gate.check(damaged(graph, chance))}
    messages = {str(message) for message in shapes_graph().objects(None, SH.message)}
    assert messages - found == set()


def test_a_record_that_states_everything_can_be_published(records: list[list[Triple]]) -> None:
    """Neither a record that states every field nor any of the doubtful ones has a Violation."""
    gate = Gate()
    violations = [f.message for graph in records for f in gate.check(graph) if f.is_violation]
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
    classes = set(ontology().subjects(RDF.type, rdflib.OWL.Class))
    outcome = Namespace(ONTOLOGY)["Outcome"]
    assert {str(one) for one in classes - targets - {outcome}} == set()


def test_shapes_name_only_declared_terms() -> None:
    """Every term of our namespace that the shapes name is declared in the ontology."""
    declared = {str(subject) for subject in ontology().subjects()}
    named = {str(node) for triple in shapes_graph() for node in triple if str(node).startswith(ONTOLOGY)}
    assert {name for name in named if name != ONTOLOGY} - declared == set()
