"""Checking: two engines with the same findings, and a report that others can read."""

from __future__ import annotations

import gzip
import re
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import pytest
import rdflib
from rdflib import RDF, SH

from kg.check import Finding, check, result_triples, shapes_graph, verdict_triples
from kg.compose import Composer
from kg.errors import ShapesError
from kg.gate import Gate
from kg.lexicon import lexicon
from kg.nodes import nodes_of
from kg.sources import Read, read
from kg.terms import DEFAULT_BASE, Triple

NQUAD = re.compile(r"(<[^>]*>) (<[^>]*>) (.*) (<[^>]*>) \.\n")
EXAMPLES = Path(__file__).parent.parent / "examples"
COMPOSER = Composer(lexicon(), DEFAULT_BASE)
JUNK = ('"junk"', '"-7"^^<http://www.w3.org/2001/XMLSchema#integer>', "<https://example.org/junk>", '""')


def graphs(*paths: Path) -> list[list[Triple]]:
    return [
        COMPOSER.graph(found.study, found.provenance).triples
        for found in read(list(paths))
        if isinstance(found, Read)
    ]


def as_graph(triples: list[Triple]) -> rdflib.Graph:
    return rdflib.Graph().parse(data="".join(f"{s} {p} {o} .\n" for s, p, o in triples), format="nt")


def said(findings: list[Finding]) -> list[Triple]:
    """Say findings as a report."""
    report = "<https://example.org/report>"
    results = [result_triples(one, f"<https://example.org/{n}>", report) for n, one in enumerate(findings)]
    return [*(triple for result in results for triple in result), *verdict_triples(len(findings), report)]


def test_report_is_a_w3c_report() -> None:
    """The report is RDF that says what the findings say."""
    findings = check(as_graph(graphs(next(EXAMPLES.glob("*.json")))[0][7:]))
    report = as_graph(said(findings))
    messages = sorted(str(message) for message in report.objects(None, SH.resultMessage))
    assert messages == sorted(finding.message for finding in findings)
    assert len(set(report.subjects(RDF.type, SH.ValidationResult))) == len(findings)
    assert [str(value) for value in report.objects(None, SH.conforms)] == ["false"]


def test_clean_graph_conforms() -> None:
    """A report without findings says that the graph conforms."""
    report = as_graph(said([]))
    assert [str(value) for value in report.objects(None, SH.conforms)] == ["true"]


def test_vocabulary_conforms(example_build: Path) -> None:
    """The shipped vocabulary breaks none of the shapes."""
    assert violations(example_build / "nquads" / "vocabulary.nq.gz") == []


def test_examples_have_no_violation(example_build: Path) -> None:
    """Every record of the examples can be published."""
    found = [one for path in (example_build / "nquads").glob("trials-*") for one in violations(path)]
    assert found == []


def violations(dump: Path) -> list[str]:
    """Hold each graph of a dump against the shapes, with the gate."""
    gate = Gate()
    with gzip.open(dump, "rt", encoding="utf-8") as lines:
        quads = [NQUAD.fullmatch(line) for line in lines]
    said = [(quad[4], (quad[1], quad[2], quad[3])) for quad in quads if quad]
    assert len(said) == len(quads)
    return [
        finding.message
        for _, of_graph in groupby(said, key=itemgetter(0))
        for finding in gate.check(nodes_of(triple for _, triple in of_graph))
        if finding.is_violation
    ]


def test_broken_shapes_are_named(tmp_path: Path) -> None:
    """A file that is not Turtle and a folder without shapes are errors that name them."""
    (tmp_path / "broken.ttl").write_text("<a> <b> .")
    with pytest.raises(ShapesError, match=r"broken\.ttl"):
        shapes_graph(tmp_path)
    (tmp_path / "none").mkdir()
    with pytest.raises(ShapesError, match="no shapes"):
        shapes_graph(tmp_path / "none")


def test_global_setting_of_rdflib_is_left_alone() -> None:
    """pySHACL flips a global of rdflib; after a check it is as it was."""
    before = rdflib.NORMALIZE_LITERALS
    check(as_graph(graphs(next(EXAMPLES.glob("*.json")))[0]))
    assert before == rdflib.NORMALIZE_LITERALS


def test_shapes_are_left_as_they_are() -> None:
    """pySHACL adds to the shapes that it is given; after a check nothing of that is left."""
    before = set(shapes_graph())
    check(as_graph(graphs(next(EXAMPLES.glob("*.json")))[0]))
    assert set(shapes_graph()) == before
