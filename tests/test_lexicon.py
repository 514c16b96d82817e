"""Imported vocabularies: their names are linked, beside the shipped ones, and described in the build."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph
import pytest

from kg.build import build
from kg.compose import Composer, RecordGraph
from kg.errors import VocabularyError
from kg.gate import Gate
from kg.gather import Choice
from kg.lexicon import chosen, lexicon
from kg.shard import Settings
from kg.sources import Read, read
from kg.store import open_build
from kg.terms import DEFAULT_BASE, ONTOLOGY
from kg.vocab.index import Index
from kg.vocabulary import load

RECORD = """{"protocolSection": {"identificationModule": {"nctId": "NCT00008801"},
"armsInterventionsModule": {"armGroups": [{"label": "Both", "type": "EXPERIMENTAL"}],
"interventions": [{"type": "DRUG", "name": "%s", "armGroupLabels": ["Both"]}]}}}""".replace("\n", " ")

E = "https://example.org/drug/"


def composed(quorbin: Path, name: str, tmp_path: Path) -> RecordGraph:
    words = lexicon(str(quorbin), chosen(Index(quorbin), ["quorbin"]))
    record = tmp_path / "record.jsonl"
    record.write_text(RECORD % name, encoding="utf-8")
    (one,) = [one for one in read([record]) if isinstance(one, Read)]
    return Composer(words, DEFAULT_BASE).graph(one.study, one.provenance)


def values(graph: RecordGraph, term: str) -> list[str]:
    return [value for _, predicate, value in graph.triples if predicate == f"<{ONTOLOGY}{term}>"]


def test_imported_name_is_linked_with_its_vocabulary(quorbin: Path, tmp_path: Path) -> None:
    """A name that only an import has is linked, says whose name it is, and implies what is above it there."""
    graph = composed(quorbin, "ZMP77 capsules 40 mg plus sintilimab", tmp_path)
    assert f"<{E}drug>" in values(graph, "concept")
    assert sorted(set(values(graph, "inVocabulary"))) == [
        f"<{DEFAULT_BASE}vocabulary/quorbin>",
        f"<{DEFAULT_BASE}vocabulary/trialkg>",
    ]
    assert {f"<{E}class>", f"<{E}narrow>"} <= set(values(graph, "involves"))
    assert graph.imported == {("treatment", f"{E}drug")}
    assert [finding for finding in Gate().check(graph.nodes) if finding.is_violation] == []


def test_name_of_two_concepts_keeps_both(quorbin: Path, tmp_path: Path) -> None:
    """The first of two concepts of one name is linked, and the link says which other it could be."""
    graph = composed(quorbin, "Tavolirex", tmp_path)
    assert set(values(graph, "concept")) == {f"<{E}one>"}
    assert values(graph, "otherCandidate") == [f"<{E}two>"]


def test_match_of_a_shipped_concept_is_that_concept(quorbin: Path, tmp_path: Path) -> None:
    """What an import matches exactly with a shipped concept is the shipped concept."""
    graph = composed(quorbin, "Nordic regorafenib", tmp_path)
    regorafenib = next(one.id for one in load().concepts.values() if one.label == "regorafenib")
    assert set(values(graph, "concept")) == {load().iri(regorafenib)}
    assert values(graph, "inVocabulary") == [f"<{DEFAULT_BASE}vocabulary/quorbin>"]


def test_shipped_concept_keeps_its_kind(quorbin: Path, tmp_path: Path) -> None:
    """What an import calls a drug, and matches with a condition of ours, is no treatment."""
    assert values(composed(quorbin, "Nordic melanoma", tmp_path), "namesTreatment") == []


def test_imported_name_inside_other_words_is_not_linked(quorbin: Path, tmp_path: Path) -> None:
    """An imported name counts as a whole part of a name only."""
    assert values(composed(quorbin, "Leaflet on zemparinol misuse", tmp_path), "concept") == []


def test_kinds_of_each_other_are_both_given(quorbin: Path, tmp_path: Path) -> None:
    """Of two concepts in a circle neither is the wider one, so that none gets lost."""
    graph = composed(quorbin, "Quorbin inhibitor plus dual quorbin inhibitor", tmp_path)
    exposures = {s for s, _, value in graph.triples if value == f"<{ONTOLOGY}Exposure>"}
    named = {value for s, p, value in graph.triples if s in exposures and p == f"<{ONTOLOGY}concept>"}
    assert named == {f"<{E}class>", f"<{E}narrow>"}


def test_build_describes_the_imported_concepts_it_used(quorbin: Path, tmp_path: Path) -> None:
    """The store knows label, kind, hierarchy and release of imported concepts, and of no other ones."""
    record = tmp_path / "in.jsonl"
    record.write_text(RECORD % "Zemparinol", encoding="utf-8")
    settings = Settings(index=str(quorbin), vocabularies=chosen(Index(quorbin), ["quorbin"]))
    build([record], tmp_path / "out", settings, Choice())
    store = open_build(tmp_path / "out")
    found = store.query(
        "PREFIX tkg: <https://w3id.org/trialkg/ontology#> SELECT ?concept ?kind ?above { GRAPH ?g {"
        f' ?concept tkg:conceptKind ?kind ; tkg:involves ?above }} FILTER(STRSTARTS(STR(?concept), "{E}")) }}'
        " ORDER BY ?concept ?above"
    )
    assert isinstance(found, pyoxigraph.QuerySolutions)
    rows = [tuple(term.value.removeprefix(E) for term in row) for row in found]
    assert rows == [
        ("class", "drug class", "class"),
        ("class", "drug class", "narrow"),
        ("drug", "drug", "class"),
        ("drug", "drug", "drug"),
        ("drug", "drug", "narrow"),
        ("narrow", "drug", "class"),
        ("narrow", "drug", "narrow"),
    ]


def test_unknown_vocabulary_is_refused(quorbin: Path) -> None:
    """A build that asks for what was not imported is told what was."""
    with pytest.raises(VocabularyError, match="quorbin"):
        chosen(Index(quorbin), ["ncit"])
