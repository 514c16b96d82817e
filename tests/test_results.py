"""Results: figures as they are written, p-values that are certain, and groups that registries muddle."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.compose import Composer
from kg.gate import Gate
from kg.lexicon import lexicon
from kg.lift.results._figures import number, p_value, whole
from kg.lift.results.measures import ucum_units
from kg.nodes import nodes_of
from kg.study import Study
from kg.study.provenance import Provenance
from kg.terms import DEFAULT_BASE, ONTOLOGY

DIGEST = "ab" * 32
PROVENANCE = Provenance(
    source="ctgov_json",
    document="d",
    document_sha256=DIGEST,
    document_size=1,
    position="1",
    record_sha256=DIGEST,
)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("0.05", ("EQUAL", "0.05")),
        ("=0.03", ("EQUAL", "0.03")),
        ("<0.001", ("LESS", "0.001")),
        ("<.0001 ", ("LESS", "0.0001")),
        ("p < 0.05", ("LESS", "0.05")),
        ("P-value=0.2", ("EQUAL", "0.2")),
        ("> 0.99", ("GREATER", "0.99")),
        ("≤0.05", ("LESS_OR_EQUAL", "0.05")),
        (">=0.5", ("GREATER_OR_EQUAL", "0.5")),
        ("0,04", ("EQUAL", "0.04")),
        ("1.2E-5", ("EQUAL", "0.000012")),
        ("1", ("EQUAL", "1")),
        ("NS", None),
        ("0.03 and 0.05", None),
        ("0.01-0.05", None),
        ("1.3", None),
        ("-0.1", None),
        ("", None),
    ],
)
def test_p_values(words: str, expected: tuple[str, str] | None) -> None:
    """A p-value is a number only where it is certain that it is one from 0 to 1."""
    found = p_value(words)
    assert (found and (found.comparator, format(found.value, "f"))) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [("61", "61"), ("-1.50", "-1.50"), ("1,204.5", "1204.5"), ("2E3", "2000"), (".5", "0.5")]
    + [
        (words, None)
        for words in ("NA", "<5", "1-2", "1,2", "NaN", "Infinity", "1e400", "1_000", "٣", "", None)
    ],
)
def test_numbers(words: str | None, expected: str | None) -> None:
    """A figure is a number only where it is one plain number; else its words stand alone."""
    found = number(words)
    assert found == (None if expected is None else Decimal(expected))


@given(st.text(max_size=30))
def test_any_words_are_read_or_left(words: str) -> None:
    """Nothing that may be written for a number raises anything, and what is read is a number in its range."""
    found, probability, count = number(words), p_value(words), whole(words)
    assert found is None or found.is_finite()
    assert probability is None or 0 <= probability.value <= 1
    assert count is None or count == found


def test_units_are_one_spelling_each() -> None:
    """The table of units gives known spellings their UCUM codes, whatever the case and the exponent."""
    units = ucum_units()
    assert (units["years"], units["kg/m2"], units["mmhg"], units["participants"]) == (
        "a",
        "kg/m2",
        "mm[Hg]",
        "{participants}",
    )


def graph(results: dict[str, Any]) -> list[tuple[str, str, str]]:
    protocol = {"identificationModule": {"nctId": "NCT00000001", "briefTitle": "T"}}
    study = msgspec.convert({"protocolSection": protocol, "resultsSection": results}, Study)
    composer = Composer(lexicon(), DEFAULT_BASE)
    return composer.graph(study, PROVENANCE).triples


def messages(results: dict[str, Any], severity: str) -> set[str]:
    return {f.message for f in Gate().check(nodes_of(graph(results))) if f.severity == severity}


def test_groups_that_repeat_do_not_set_a_record_aside() -> None:
    """Two groups of one id, and two counts of one group, are nodes of their own."""
    event = {"term": "Rash", "stats": [{"groupId": "EG000", "numAffected": 1, "numAtRisk": 2}] * 2}
    groups = [{"id": "EG000", "title": "A"}, {"id": "EG000", "title": "B"}]
    results = {"adverseEventsModule": {"eventGroups": groups, "otherEvents": [event]}}
    assert messages(results, "Violation") == set()
    labels = [value for _, predicate, value in graph(results) if predicate.endswith("#label>")]
    assert {'"A"', '"B"'} <= set(labels)


def test_doubtful_numbers_are_warnings() -> None:
    """More affected than at risk, limits the wrong way round and groups nobody lists are told, not hidden."""
    event = {"term": "Rash", "stats": [{"groupId": "EG009", "numAffected": 3, "numAtRisk": 2}]}
    value = {"groupId": "OG000", "value": "NA", "lowerLimit": "9", "upperLimit": "1"}
    outcome = {
        "title": "Pain",
        "groups": [{"id": "OG000", "title": "A"}],
        "classes": [{"categories": [{"measurements": [value]}]}],
    }
    told = messages(
        {
            "adverseEventsModule": {"seriousEvents": [event]},
            "outcomeMeasuresModule": {"outcomeMeasures": [outcome]},
        },
        "Warning",
    )
    for words in ("more participants than were at risk", "is above its upper limit", "does not list"):
        assert any(words in message for message in told), words


def test_figure_keeps_its_words_beside_its_number() -> None:
    """A figure's label is as written; numbers stand beside it, and only numbers."""
    value = {"groupId": "OG000", "value": "61.50", "spread": "NA", "lowerLimit": "<1", "upperLimit": "75"}
    outcome = {"title": "Pain", "classes": [{"categories": [{"measurements": [value]}]}]}
    said = graph({"outcomeMeasuresModule": {"outcomeMeasures": [outcome]}})
    node = next(subject for subject, _, kind in said if kind == f"<{ONTOLOGY}Measurement>")
    stated = {p.rpartition("#")[2].strip(">"): o.partition("^^")[0] for s, p, o in said if s == node}
    assert stated["label"] == '"61.50 ± NA (<1 to 75)"'
    assert (stated["numericValue"], stated["upperLimit"]) == ('"61.5"', '"75"')
    assert not {"spread", "lowerLimit"} & stated.keys()
