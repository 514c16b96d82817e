"""Questions: every one has a case, answers alike on two engines, and no value breaks out of its place."""

from __future__ import annotations

import csv
import io
import re
from functools import cache
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
import yaml

from kg.ask import Asker, Page, Param, Values, question, questions, read_question, run
from kg.ask.filling import filled
from kg.ask.names import StoreNames
from kg.compose import Composer, RecordGraph
from kg.errors import QueryError
from kg.infer import closure_triples, shipped_closure
from kg.lexicon import lexicon
from kg.publish.nquads import quad_lines
from kg.sources import Read, read
from kg.store import open_build
from kg.terms import DEFAULT_BASE, Triple
from kg.vocabulary import code_triples, concept_triples, load

CASES = Path(__file__).parent / "cases" / "queries"
TKG_BASE = "https://w3id.org/trialkg/ontology#"
NAMES = sorted(questions())


SHARED = (CASES / "records.jsonl", CASES / "page.txt")


@cache
def dataset(*records: Path) -> str:
    """The N-Quads that a build makes of some records, with the vocabulary."""
    vocabulary = load()
    composer = Composer(lexicon(), DEFAULT_BASE)
    graphs = [
        composer.graph(found.study, found.provenance)
        for found in read(list(records))
        if isinstance(found, Read)
    ]
    words = [*code_triples(vocabulary), *_concepts_of(graphs)]
    quads = [quad_lines(graph.triples, graph.name) for graph in graphs]
    return "".join([*quads, quad_lines(words, f"<{DEFAULT_BASE}graph/vocabulary>")])


def _concepts_of(graphs: list[RecordGraph]) -> list[Triple]:
    """What the vocabulary says of the concepts of records and cases; with all, the oracle is slow."""
    vocabulary, closure = load(), shipped_closure()
    implied = {value for graph in graphs for _, _, value in graph.triples}
    asked = {value.casefold() for name in NAMES for given in values(name).values() for value in given}
    asked |= {
        value.casefold() for one in questions().values() for param in one.params for value in param.defaults
    }
    chosen = {vocabulary.iri(one) for one in vocabulary.concepts} & implied
    for concept in vocabulary.concepts.values():
        if asked.intersection(map(str.casefold, concept.names)):
            chosen.update(closure.of(vocabulary.iri(concept.id)))
    said = [*concept_triples(vocabulary), *closure_triples(vocabulary, closure)]
    return [triple for triple in said if triple[0] in chosen]


def records_of(name: str) -> tuple[Path, ...]:
    """A case is asked of records of its own where it has them, else of the shared ones."""
    own, named = CASES / name / "records.jsonl", CASES / name / "records"
    if named.exists():
        return (named.parent / named.read_text(encoding="utf-8").strip(),)
    return (own,) if own.exists() else SHARED


@cache
def asker_of(*records: Path) -> Asker:
    store = pyoxigraph.Store()
    store.bulk_load(dataset(*records).encode(), pyoxigraph.RdfFormat.N_QUADS)
    return Asker(store)


@cache
def oracle_of(*records: Path) -> rdflib.Dataset:
    found = rdflib.Dataset()
    found.parse(data=dataset(*records), format="nquads")
    return found


@pytest.fixture(scope="module")
def asker() -> Asker:
    return asker_of(*SHARED)


def store_of(asker: Asker) -> pyoxigraph.Store:
    assert isinstance(asker.store, pyoxigraph.Store)
    return asker.store


def values(name: str) -> Values:
    loaded = yaml.safe_load((CASES / name / "params.yaml").read_text(encoding="utf-8")) or {}
    return {
        key: [str(one) for one in (value if isinstance(value, list) else [value])]
        for key, value in loaded.items()
    }


def rows_of(asker: Asker, sparql: str) -> list[list[str]]:
    results = asker_results(asker, sparql)
    return list(csv.reader(io.StringIO(results)))


def asker_results(asker: Asker, sparql: str) -> str:
    results = run(store_of(asker), sparql)
    assert isinstance(results, pyoxigraph.QuerySolutions)
    buffer = io.BytesIO()
    results.serialize(buffer, pyoxigraph.QueryResultsFormat.CSV)
    return buffer.getvalue().decode()


@pytest.mark.parametrize("name", NAMES)
def test_case_answers_as_expected(name: str) -> None:
    """Each question's case gives its expected rows, in order."""
    asker = asker_of(*records_of(name))
    expected = list(csv.reader(io.StringIO((CASES / name / "expected.csv").read_text(encoding="utf-8"))))
    assert rows_of(asker, asker.sparql(question(name), values(name))) == expected


@pytest.mark.parametrize("name", NAMES)
def test_case_counts_as_expected(name: str) -> None:
    """Each question's case says of how many its rows are, and rdflib counts the same."""
    asker, oracle, asked = asker_of(*records_of(name)), oracle_of(*records_of(name)), question(name)
    counted = asker.answer(asked, values(name)).counted
    assert counted
    assert counted.sentence + "\n" == (CASES / name / "counted.txt").read_text(encoding="utf-8")
    for count in asked.counts.values():
        sparql = filled(asked, values(name), StoreNames(store_of(asker)), count.body)
        found = [int(str(row[0])) for row in oracle.query(sparql)]  # type: ignore[index]
        assert found == [counted.numbers[count.name]]


@pytest.mark.parametrize("name", NAMES)
def test_rdflib_gives_the_same_rows(name: str) -> None:
    """rdflib answers each case with the rows that the store answers with."""
    asker, oracle = asker_of(*records_of(name)), oracle_of(*records_of(name))
    sparql = asker.sparql(question(name), values(name))
    result = oracle.query(sparql)
    header = [str(variable) for variable in result.vars or []]
    found = [["" if term is None else str(term) for term in row] for row in result]  # type: ignore[union-attr]
    assert [header, *found] == rows_of(asker, sparql)


@pytest.mark.parametrize("name", NAMES)
def test_every_case_has_an_answer(name: str) -> None:
    """No case is empty: each shows at least one row."""
    assert len((CASES / name / "expected.csv").read_text(encoding="utf-8").splitlines()) > 1


@pytest.mark.parametrize("name", NAMES)
def test_question_runs_with_its_defaults_on_the_examples(example_build: Path, name: str) -> None:
    """Each question runs on a real build with its defaults, or with the examples of what it needs."""
    asked = question(name)
    given_values: dict[str, str | list[str]] = {
        p.name: p.example for p in asked.params if p.default is None and not p.optional and p.example
    }
    built = Asker(open_build(example_build))
    assert isinstance(built.run(asked, given_values), pyoxigraph.QuerySolutions)


@pytest.mark.parametrize("name", NAMES)
def test_parameters_stand_in_the_text(name: str) -> None:
    """Each declared parameter has its variable in the text, and the text has no undeclared one."""
    asked = question(name)
    derived = [Param(name=name, label="", type="decimal") for name in asked.derived]
    body = asked.body
    for param in [*asked.params, *derived]:
        assert re.search(param.variable, body), param.name
        body = re.sub(param.variable, "", body)
    assert "?_" not in body


@pytest.mark.parametrize("value", ["x", "1 } #", "", "1.5", "٣"])
def test_number_must_be_one(asker: Asker, value: str) -> None:
    """A whole number is one, or a QueryError."""
    with pytest.raises(QueryError, match="whole number"):
        asker.term(Param(name="n", label="N", type="integer"), value)


def test_concepts_by_label_synonym_curie_and_iri(example_build: Path) -> None:
    """A concept is found by any of its names, and an unknown one gets near ones."""
    built = Asker(open_build(example_build))
    iri = "http://purl.obolibrary.org/obo/NCIT_C132992"
    assert {built.concept(name) for name in ("sintilimab", "SINTILIMAB", "Tyvyt", "NCIT:C132992", iri)} == {
        iri
    }
    with pytest.raises(QueryError, match="sintilimab"):
        built.concept("sintilimap")


def test_code_by_code_and_label(asker: Asker) -> None:
    """A code is found as the registry or a person writes it; another is answered with what there is."""
    param = Param(name="status", label="Status", type="code", scheme="overall-status")
    assert asker.term(param, "RECRUITING") == asker.term(param, "recruiting")
    with pytest.raises(QueryError, match="RECRUITING"):
        asker.term(param, "soon")


@pytest.mark.parametrize(("country", "found"), [("NO", 1), ("norway", 1), ("no", 1), ("SE", 0), ("PE", 1)])
def test_country_by_code_and_name(asker: Asker, country: str, found: int) -> None:
    """Two capital letters are the code of a country, other words a part of its name."""
    sparql = asker.sparql(question("trials_by_country_and_status"), {"country": country})
    assert len({row[2] for row in rows_of(asker, sparql)[1:]}) == found


def test_header_without_a_summary_is_refused(tmp_path: Path) -> None:
    """A question without its header's keys is an error that names the file."""
    path = tmp_path / "bare.rq"
    path.write_text("#+ tags: [a]\nSELECT * {}")
    with pytest.raises(QueryError, match=r"bare\.rq"):
        read_question(path)


def test_page_is_read_without_the_rest(asker: Asker) -> None:
    """A page has its own rows alone, and says of how many, as the whole answer does."""
    whole = asker.answer(question("trials"), {})
    page = asker.answer(question("trials"), {}, Page(limit=2, offset=1))
    assert page.rows == whole.rows[1:3]
    assert (page.total, page.counted) == (whole.total, whole.counted)


def test_counts_of_a_build_are_counted_once() -> None:
    """A number that no value decides is counted once for a store, one that a value decides each time."""
    store = pyoxigraph.Store()
    store.bulk_load(dataset(*SHARED).encode(), pyoxigraph.RdfFormat.N_QUADS)
    built, of_a_class = Asker(store), question("drugs_of_a_class")
    before = built.answer(of_a_class, {"class": "PD-1 inhibitor"}).counted
    store.clear()
    after = built.answer(question("trials"), {}).counted
    assert before
    assert after
    assert after.numbers["trials"] == before.numbers["trials"] > 0


def test_site_of_an_unknown_country_counts_in_no_other() -> None:
    """A site whose country has no code counts under the record's own word for it, and nowhere else."""
    asker = asker_of(*SHARED)
    store = pyoxigraph.Store()
    store.extend(store_of(asker))
    place = pyoxigraph.NamedNode("http://example.org/place")
    graph = next(
        store.quads_for_pattern(None, pyoxigraph.NamedNode(f"{TKG_BASE}hasLocation"), None)
    ).graph_name
    said: list[tuple[str, str, pyoxigraph.NamedNode | pyoxigraph.Literal]] = [
        ("trial", "hasLocation", pyoxigraph.NamedNode("http://example.org/location")),
        ("location", "atSite", place),
        ("place", "country", pyoxigraph.Literal("Atlantis")),
    ]
    for one, name, other in said:
        subject = pyoxigraph.NamedNode(f"http://example.org/{one}")
        store.add(pyoxigraph.Quad(subject, pyoxigraph.NamedNode(f"{TKG_BASE}{name}"), other, graph))
    sparql = asker.sparql(question("sites_by_country"), {})
    added = {tuple(row) for row in rows_of(Asker(store), sparql)} - {
        tuple(row) for row in rows_of(asker, sparql)
    }
    assert added == {("Atlantis", "", "1", "1", "0")}
