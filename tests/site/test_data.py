"""The data about things: whole, in order, bounded, and the same whoever asks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.site import Release, addresses
from kg.site.asked import Asked
from kg.site.data import INCOMING, Data, data, natural
from kg.site.fallback import bare_page
from kg.site.flat import flat
from kg.site.place import iri_at
from kg.site.representation import DATA
from kg.site.schema_org import script
from kg.site.spelt import spelt
from kg.terms import LABEL, TKG, A, text

TRIAL = "/trial/NCT06120127"


@pytest.fixture(scope="module")
def opened(example_build: Path) -> Release:
    """The examples, opened."""
    return Release(example_build)


def about(release: Release, path: str) -> Data:
    iri = iri_at(release, path)
    assert iri, path
    found = data(release, iri)
    assert found, path
    return found


def test_trial_holds_all_that_its_records_say(opened: Release) -> None:
    """The data of a trial has every statement of its records, its arms and links among them, each once."""
    found = about(opened, TRIAL)
    kinds = {value for _, predicate, value in found.triples if predicate == A}
    assert {TKG.Trial, TKG.Arm, TKG.Link, TKG.SourceRecord} <= kinds
    assert len(set(found.triples)) == len(found.triples)


def test_what_is_named_has_its_label(opened: Release) -> None:
    """Whatever concept a trial names, the data says what it is called."""
    found = about(opened, TRIAL)
    named = {value for _, predicate, value in found.triples if predicate == TKG.concept}
    assert named
    assert named <= {subject for subject, predicate, _ in found.triples if predicate == LABEL}


def test_parts_are_in_their_order() -> None:
    """Part 2 comes before part 10, and the kind and the label of a thing before the rest."""
    first, second = ("<https://e/2>", "<p>", "<o>"), ("<https://e/10>", "<p>", "<o>")
    assert sorted([second, first], key=natural) == [first, second]
    label, kind = ("<https://e/2>", LABEL, '"a"'), ("<https://e/2>", A, "<c>")
    assert sorted([first, label, kind], key=natural) == [kind, label, first]


def test_nothing_is_said_of_what_is_not_there(opened: Release) -> None:
    """A thing that no record knows has no data; nor is there a page of statements beyond the last."""
    missing, known = iri_at(opened, "/organization/nobody"), iri_at(opened, "/vocabulary/trialkg")
    assert missing and known
    assert data(opened, missing) is None
    assert data(opened, known, page=10_000) is None


def test_incoming_statements_are_bounded(opened: Release) -> None:
    """A page of data holds no more than a thousand statements that point to the thing."""
    for path in ("/vocabulary/trialkg", "/code/phase/PHASE2"):
        found = about(opened, path)
        pointing = [subject for subject, _, value in found.triples if value == found.root != subject]
        assert 0 < len(pointing) <= INCOMING


@pytest.mark.parametrize("form", [form.name for form in DATA])
def test_data_is_the_same_bytes_again(example_build: Path, form: str) -> None:
    """Two releases opened of one build spell a thing alike, byte for byte."""
    first, second = Release(example_build), Release(example_build)
    for path in (TRIAL, "/ontology", "/vocabulary/trialkg"):
        spellings = {spelt(release, about(release, path), form) for release in (first, second)}
        assert len(spellings) == 1, path


def test_json_carries_hostile_text() -> None:
    """Markup, quotes and control characters come back from JSON-LD as they were."""
    hostile = '</script><script>alert("x")</script>\x01\u2028'
    said = json.loads(flat([("<https://e/x>", LABEL, text(hostile))]))
    assert said["@graph"][0]["rdfs:label"] == [hostile]


def test_embedded_json_cannot_end_its_element() -> None:
    """Whatever a title holds, the script element of a page ends where it should, and its JSON reads back."""
    hostile = "</script><!--<script>alert(1)//&\u2028"
    element = str(script({"name": hostile}))
    inside = element.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert "<" not in inside and ">" not in inside
    assert json.loads(inside) == {"name": hostile}


def test_no_iri_stands_at_what_cannot_be_one(opened: Release) -> None:
    """An address with characters that no IRI has stands for nothing."""
    for path in ("/trial/<x>", '/trial/"', "/code/a b", "/concept/NCIT:{x}", "/concept/nowhere:1", "/about"):
        assert iri_at(opened, path) is None, path


def test_any_thing_has_a_page(opened: Release) -> None:
    """A thing that no kind of page knows is told in a table, its values linked or escaped."""
    page = bare_page(opened, Asked("/vocabulary/trialkg"))
    assert page
    assert "trialkg vocabulary" in page.html()
    assert bare_page(opened, Asked("/vocabulary/nothing")) is None


def test_pages_stand_where_they_say(opened: Release) -> None:
    """Addresses are listed once each, and none leads out of the site."""
    known = list(addresses(opened))
    assert len(known) == len(set(known))
    assert all(path.startswith("/") and ".." not in path and "?" not in path for path in known)
