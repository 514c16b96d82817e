"""Explaining: each sentence is true of the record, and the verdicts are those of the questions."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import cast

import pyoxigraph
import pytest

from kg.ask import Asker, question
from kg.build import build
from kg.errors import KgError
from kg.explain import Part, explain
from kg.explain._fields import named_field
from kg.explain._mentions import absence_sentences
from kg.explain._record import Concepts, Record, find_records
from kg.explain._together import perhaps, together
from kg.store import open_build
from kg.terms import DCTERMS, TKG

CASES = Path(__file__).parent / "cases"
BROAD = ["radiotherapy", "PD-1 inhibitor", "capecitabine", "chemotherapy", "XELOX", "surgery"]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> pyoxigraph.Store:
    """A build of our own small records, two of which are of one trial."""
    output = tmp_path_factory.mktemp("explain") / "output"
    queries, own = CASES / "queries", CASES / "explain" / "records.jsonl"
    build([queries / "records.jsonl", queries / "treatments.jsonl", queries / "page.txt", own], output)
    return open_build(output)


@pytest.fixture(scope="module")
def examples(example_build: Path) -> pyoxigraph.Store:
    return open_build(example_build)


def trials(store: pyoxigraph.Store) -> list[str]:
    found = cast(
        pyoxigraph.QuerySolutions,
        store.query(f"SELECT DISTINCT ?id {{ GRAPH ?g {{ ?t a {TKG.Trial} ; {DCTERMS.identifier} ?id }} }}"),
    )
    return sorted(cast(pyoxigraph.Literal, row["id"]).value for row in found)


def said(parts: list[Part]) -> str:
    return "\n".join(sentence for part in parts for sentence in part.sentences)


def answers(store: pyoxigraph.Store, name: str, **values: str) -> set[str]:
    found = Asker(store).run(question(name), values)
    return {cast(pyoxigraph.Literal, row["id"]).value for row in found}


def test_link_is_one_sentence(examples: pyoxigraph.Store) -> None:
    """A link is told with words, field, characters, steps, method, confidence, vocabulary, arm and role."""
    (part,) = explain(examples, "NCT06120127", ["PD-1 inhibitor"])
    assert part.verdict == "Yes: PD-1 inhibitor is among the treatments of NCT06120127."
    assert part.reasons == [
        "“PD-1 antibody” (the name of intervention 3, characters 1 to 13) means PD-1 inhibitor; the whole "
        "text is a name of the concept (confidence 0.99, trialkg vocabulary); counted in arm 1 "
        "(“chemotherapy with radiotherapy and immunotherapy”) as the more precise sintilimab.",
        "“Sintilimab” (another name of intervention 3 “PD-1 antibody”, characters 1 to 10) means "
        "sintilimab, which is a kind of PD-1 inhibitor; the whole text is a name of the concept (confidence "
        "0.99, trialkg vocabulary); given in arm 1 (“chemotherapy with radiotherapy and immunotherapy”) in "
        "the role “investigational”.",
    ]


LINKED = {
    ("NCT00003001", "capecitabine"): "means XELOX, which contains capecitabine;",
    ("NCT00001002", "radiotherapy"): (
        "means proton therapy, which is a kind of particle therapy, which is a kind of external beam "
        "radiotherapy, which is a kind of radiotherapy;"
    ),
    ("NCT00003003", "sintilimab"): "as an alternative to tislelizumab.",
    ("NCT00005003", "radiotherapy"): "to some participants only.",
    ("NCT00001004", "toripalimab"): "given by the trial, whose record tells no arms.",
    ("NCT00001007", "SBRT"): "given to no arm that the record tells.",
    ("NCT00001001", "Colorectal Liver Metastases"): "“Colorectal Liver Metastases” (condition 1, characters",
    ("NCT00005001", "overall survival"): "“Overall survival” (primary outcome 1, characters 1 to 16)",
    ("NCT00005003", "Fudan University"): "“Fudan University” (the name of the lead sponsor, characters",
}


@pytest.mark.parametrize(("trial", "concept"), LINKED)
def test_what_is_linked_says_how(store: pyoxigraph.Store, trial: str, concept: str) -> None:
    """A link says where it stands, what it is a kind of, where it is given, and as an alternative to what."""
    (part,) = explain(store, trial, [concept])
    assert (part.holds, LINKED[trial, concept] in said([part])) == (True, True), said([part])


UNLINKED = {
    ("NCT00005001", "olaparib"): "“Placebo for olaparib” says that it is not given.",
    ("NCT00005001", "sunitinib"): "“versus sunitinib” names what the treatment is compared with.",
    ("NCT00005001", "bevacizumab"): "“without bevacizumab” says that it is not given.",
    ("NCT00005001", "nivolumab"): "here that is another kind of treatment (docetaxel).",
    ("NCT00005001", "paclitaxel"): "those say what it is given.",
    ("NCT00005001", "carboplatin"): "of the type behavioral is not expected to name such a treatment.",
    ("NCT00005001", "gemcitabine"): "it stands after the first 200 characters",
    ("NCT00005001", "abiraterone"): "“Abiraterone” in a keyword does not count: treatments are read from",
    ("NCT00005001", "enzalutamide"): "in the brief summary does not count: treatments are read from",
    ("NCT00005001", "pembrolizumab"): "says who may take part (here: “progression after pembrolizumab”)",
    ("NCT00005001", "breast cancer"): "in the inclusion criteria does not count: eligibility says who",
    ("NCT00005001", "progression-free survival"): "endpoints are read from the names of outcomes.",
    ("NCT00001005", "SBRT"): "says who may take part (here: “prior SBRT”), and not what the trial gives",
    ("NCT00001005", "radiotherapy"): "only where the record lists no arms and no interventions.",
    ("NCT00005002", "methotrexate"): "the title speaks of what patients have had, or of what came of it.",
    ("NCT00005002", "EGFR mutation"): "“Without EGFR Mutation” says that patients are without it.",
    ("NCT00005002", "Fudan University"): "only a part of the name of another body, not the whole of it.",
    ("NCT00005002", "SBRT"): "It names no treatments that the vocabulary knows.",
    ("NCT00005004", "sintilimab"): "It names PD-1 inhibitor, of which sintilimab is one kind;",
    (
        "NCT00005004",
        "XELOX",
    ): "It names capecitabine and oxaliplatin, which XELOX contains, but not XELOX itself.",
    (
        "NCT00005004",
        "SBRT",
    ): "The treatments that it does name: capecitabine, oxaliplatin and PD-1 inhibitor.",
    ("NCT00005005", "PD-1 inhibitor"): " more in the brief summary do not count: treatments are read",
}


@pytest.mark.parametrize(("trial", "concept"), UNLINKED)
def test_what_is_not_linked_says_why(store: pyoxigraph.Store, trial: str, concept: str) -> None:
    """What a trial is not linked to is told with where it stands, and why that does not count."""
    (part,) = explain(store, trial, [concept])
    assert (part.holds, UNLINKED[trial, concept] in said([part])) == (False, True), said([part])


def test_what_is_named_nowhere(store: pyoxigraph.Store) -> None:
    """That a record names a concept nowhere is said only where it is so."""
    for trial, concept in UNLINKED:
        nowhere = "The record does not name it, nor any kind of it, anywhere." in said(
            explain(store, trial, [concept])
        )
        assert nowhere == (
            (trial, concept)
            in {("NCT00005002", "SBRT"), *(("NCT00005004", c) for c in ("sintilimab", "XELOX", "SBRT"))}
        ), (trial, concept)


def test_related_trials_are_other_trials(examples: pyoxigraph.Store) -> None:
    """What the page of a trial says of related trials does not count for it."""
    (part,) = explain(examples, "NCT04562727", ["liver transplantation"])
    assert "in the title of a related trial does not count: it tells of something else" in said([part])


TOGETHER = {
    ("NCT00001001", "radiotherapy", "PD-1 inhibitor"): (
        True,
        "Arm 1 (“Both”) receives stereotactic body radiotherapy (“SBRT” and “SABR”) together with sintilimab "
        "(“Sintilimab”).",
    ),
    ("NCT00001002", "radiotherapy", "PD-1 inhibitor"): (
        False,
        "No arm receives both radiotherapy and PD-1 inhibitor.",
    ),
    ("NCT00001005", "radiotherapy", "PD-1 inhibitor"): (
        False,
        "PD-1 inhibitor: not among the treatments of the record.",
    ),
    ("NCT00001007", "SBRT", "PD-1 inhibitor"): (
        True,
        "but one of them in no arm; only the trial is the same.",
    ),
    ("NCT00003001", "XELOX", "capecitabine"): (
        False,
        "In arm 1 (“All three”) and arm 2 (“Without beam”), capecitabine is a component of XELOX, and no "
        "treatment beside it.",
    ),
    ("NCT00003001", "SBRT", "radiotherapy"): (
        False,
        "both are found in one and the same treatment, stereotactic body radiotherapy.",
    ),
    ("NCT00003001", "SBRT", "stereotactic body radiotherapy"): (
        False,
        "Both names mean the same concept, stereotactic body radiotherapy.",
    ),
    ("NCT00003003", "sintilimab", "tislelizumab"): (
        False,
        "In arm 1 (“Either”), sintilimab and tislelizumab are alternatives: one is given instead of the "
        "other.",
    ),
    ("NCT00003001", "SBRT", "sintilimab", "capecitabine"): (
        True,
        "together with sintilimab (“Sintilimab”) together with XELOX (“XELOX”)",
    ),
    ("NCT00003004", "sorafenib", "capecitabine", "radiotherapy"): (False, "are alternatives"),
}


@pytest.mark.parametrize("asked", TOGETHER)
def test_several_treatments_are_together_or_why_not(store: pyoxigraph.Store, asked: tuple[str, ...]) -> None:
    """Of several treatments it is said which arm receives them together, or why none does."""
    together_part = explain(store, asked[0], asked[1:])[-1]
    holds, sentence = TOGETHER[asked]
    assert (together_part.holds, sentence in said([together_part])) == (holds, True), said([together_part])


def test_treatment_and_condition_are_not_combined(store: pyoxigraph.Store) -> None:
    """Only treatments are given together: a treatment and a condition are two parts, and no third."""
    assert len(explain(store, "NCT00001001", ["SBRT", "colorectal liver metastases"])) == 2


def test_each_record_of_a_trial_speaks_for_itself(store: pyoxigraph.Store) -> None:
    """Where a trial has several records, each sentence says whose it is."""
    (part,) = explain(store, "NCT00001001", ["SBRT"])
    assert {reason.partition(":")[0] for reason in part.reasons} == {"By records.jsonl"}
    (none,) = explain(store, "NCT00001001", ["imatinib"])
    assert {reason.partition(":")[0] for reason in none.reasons} == {"By records.jsonl", "By page.txt"}


def test_unknown_trial_gets_the_nearest(store: pyoxigraph.Store) -> None:
    """A trial that is not there is an error with the number of trials and the nearest ids."""
    with pytest.raises(KgError, match=r"no trial 'NCT0000300' among the 18 .* nearest ids are NCT0000300\d,"):
        explain(store, "NCT0000300", ["SBRT"])


def test_unknown_concept_gets_the_nearest(store: pyoxigraph.Store) -> None:
    """A concept that is not there is an error with the nearest names, as `kg query` has it."""
    with pytest.raises(KgError, match=r"no concept is called 'sintilimap'; did you mean sintilimab"):
        explain(store, "NCT00001001", ["sintilimap"])


def test_id_and_concept_in_any_spelling(store: pyoxigraph.Store) -> None:
    """A trial id may be typed in any spelling, a concept as label, synonym, CURIE or IRI."""
    label, *others = (
        explain(store, trial, [concept])
        for trial in ("NCT00003001", "nct 00003001")
        for concept in ("stereotactic body radiotherapy", "SBRT", "NCIT:C118286")
    )
    assert all(other == label for other in others)


@pytest.mark.parametrize("which", ["store", "examples"])
def test_verdicts_are_those_of_the_combination(request: pytest.FixtureRequest, which: str) -> None:
    """For every trial and pair of treatments, "together" holds just where `combination` has the trial."""
    store: pyoxigraph.Store = request.getfixturevalue(which)
    records = {trial: find_records(store, trial)[1] for trial in trials(store)}
    concepts, asker = Concepts(store), Asker(store)
    targets = {name: concepts.target(f"<{asker.concept(name)}>") for name in BROAD}
    for a, b in combinations(BROAD, 2):
        pair = [targets[a], targets[b]]
        holds = {
            trial
            for trial, of in records.items()
            if any(together(r, concepts, pair) or perhaps(r, concepts, pair) for r in of)
        }
        assert holds == answers(store, "combination", a=a, b=b), (a, b)
    for a, b, c in combinations(BROAD[:4], 3):
        three = [targets[a], targets[b], targets[c]]
        holds = {trial for trial, of in records.items() if any(together(r, concepts, three) for r in of)}
        assert holds == answers(store, "combination_of_three", a=a, b=b, c=c), (a, b, c)


@pytest.mark.parametrize("which", ["store", "examples"])
def test_every_linked_field_has_words(request: pytest.FixtureRequest, which: str) -> None:
    """Every field that a link is read from is called by words, not by its path."""
    store: pyoxigraph.Store = request.getfixturevalue(which)
    asked = f"SELECT DISTINCT ?path {{ GRAPH ?g {{ ?l a {TKG.Link} ; {TKG.field} ?path }} }}"
    rows = cast(pyoxigraph.QuerySolutions, store.query(asked))
    paths = [cast(pyoxigraph.Literal, row["path"]).value for row in rows]
    assert [path for path in paths if named_field(path).startswith("the field")] == []


def test_every_text_of_a_record_is_a_field(examples: pyoxigraph.Store) -> None:
    """Every text of a record is looked through once, and no text of our own is."""
    _, (record,) = find_records(examples, "NCT06120127")
    assert isinstance(record, Record)
    places = [place for _, _, place, _ in record.fields()]
    assert {"the brief title", "the label of arm 2", "the exclusion criteria", "secondary outcome 3"} <= {
        *places
    }
    assert [place for place in places if "link" in place or "exposure" in place] == []


def test_many_places_are_counted(examples: pyoxigraph.Store) -> None:
    """A concept that is named in very many places is told with the first of them, and how many more."""
    _, (record,) = find_records(examples, "NCT06120127")
    places = [(record.trial, "background", f"passage {n}", "imatinib") for n in range(15)]
    record.fields = lambda: iter(places)  # type: ignore[method-assign]
    concepts = Concepts(examples)
    target = concepts.target(f"<{Asker(examples).concept('imatinib')}>")
    sentences = list(absence_sentences(record, concepts, target))
    assert sentences[12] == "It is named in 3 more places, none of which counts."
