"""What is about nothing that shapes know, or misspells the vocabulary, never passes in silence."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import Graph

from kg.check import shapes_graph
from kg.validate import DocumentSource, validate
from kg.validate.declared import undeclared
from kg.validate.document import documents
from kg.validate.engine import engine, spoken
from kg.validate.outcome import Outcome
from kg.validate.targets import targets

TYPED = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
TARGETS = {
    "class": ("sh:targetClass e:C", {"<x:a>", "<x:b>"}),
    "subjects": ("sh:targetSubjectsOf e:p", {"<x:a>"}),
    "anything": (f"sh:targetSubjectsOf {TYPED} ; sh:targetClass e:None", set()),
    "nothing else": (f"sh:targetObjectsOf {TYPED}", {"<http://e/C>", "<http://e/D>", "<http://e/S>"}),
    "objects": ("sh:targetObjectsOf e:p", {"<x:v>"}),
    "node": ("sh:targetNode <x:v>, <x:w>", {"<x:v>"}),
    "implicit": ("a <http://www.w3.org/2000/01/rdf-schema#Class>", {"<x:s>"}),
}


def checked(path: Path, text: str, shapes: Graph) -> Outcome:
    path.write_text(text)
    return validate(list(map(DocumentSource, documents([path]))), shapes, "fast", print)


@pytest.mark.parametrize("name", TARGETS)
def test_every_kind_of_target_is_known(name: str) -> None:
    """Focus nodes are those that SHACL says, for each kind of target."""
    stated, expected = TARGETS[name]
    prefixes = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://e/> ."
    shapes = Graph().parse(data=f"{prefixes} e:S a sh:NodeShape ; {stated} .", format="turtle")
    triples = [
        ("<x:a>", TYPED, "<http://e/C>"),
        ("<x:b>", TYPED, "<http://e/D>"),
        ("<http://e/D>", "<http://www.w3.org/2000/01/rdf-schema#subClassOf>", "<http://e/C>"),
        ("<x:a>", "<http://e/p>", "<x:v>"),
        ("<x:s>", TYPED, "<http://e/S>"),
    ]
    assert targets(shapes).focus_nodes(triples) == expected


@pytest.mark.parametrize(
    "text",
    ["<x:a> a <http://example.org/Cat> ; <http://purl.org/dc/terms/title> 'A cat' .", ""],
    ids=["foreign", "empty"],
)
def test_data_of_another_vocabulary_is_a_warning(tmp_path: Path, text: str) -> None:
    """Where nothing matches a target, that is what the first finding says, with the classes found."""
    result = checked(tmp_path / "data.ttl", text, shapes_graph())
    placed = result.placed[0]
    assert (result.is_vacuous, placed.finding.severity, result.focus_nodes) == (True, "Warning", 0)
    assert "Nothing here matches any target" in placed.finding.message
    assert "example.org/Cat" in placed.finding.message or not text


UNDECLARED = {
    "misspelt": ("<https://w3id.org/trialkg/ontology#breifTitle>", "Did you mean tkg:briefTitle?"),
    "unknown": ("<https://w3id.org/trialkg/ontology#zzzzzz>", "ontology/trialkg.ttl"),
    "http": ("<http://w3id.org/trialkg/ontology#briefTitle>", "looks like tkg:briefTitle"),
    "other base": ("<https://example.org/trialkg/ontology#briefTitle>", "looks like tkg:briefTitle"),
}


@pytest.mark.parametrize("name", UNDECLARED)
def test_terms_that_claim_the_vocabulary_are_told(name: str) -> None:
    """A misspelt term, and one under another namespace, is one Warning with the remedy."""
    term, says = UNDECLARED[name]
    (finding,) = undeclared([("<x:a>", term, '"1"'), ("<x:b>", term, '"2"')])
    assert (finding.severity, finding.focus, finding.path) == ("Warning", "<x:a>", term)
    assert says in finding.message


def test_terms_of_others_and_declared_ones_are_not_told() -> None:
    """Other vocabularies, and what the ontology declares, are no findings."""
    title = "<https://w3id.org/trialkg/ontology#briefTitle>"
    assert list(undeclared([("<x:a>", "<http://schema.org/nam>", '"1"'), ("<x:a>", title, '"1"')])) == []


def test_examples_use_only_declared_terms(example_build: Path) -> None:
    """Nothing that a build publishes is undeclared, and every graph of it matches a target."""
    sources = list(map(DocumentSource, documents([example_build / "nquads"])))
    result = validate(sources, shapes_graph(), "fast", print)
    assert [one for one in result.placed if "checks#" in one.finding.constraint] == []
    assert (result.unmatched_graphs, result.graphs) == (0, 11)


def test_automatic_choice_tells_how_long_the_reference_takes() -> None:
    """For ordinary data the reference is taken in silence; for much, the fast engine, and that is said."""
    said: list[str] = []
    assert engine("auto", shapes_graph(), 1_000, 1, said.append).name == "pyshacl"
    assert said == []
    assert engine("auto", shapes_graph(), 10_000_000, 25_000, said.append).name == "fast"
    assert engine("pyshacl", shapes_graph(), 2_000_000, 1, said.append).name == "pyshacl"
    assert ["hours" in said[0], "13 minutes" in said[1]] == [True, True]
    assert spoken(30) == "30 seconds"
