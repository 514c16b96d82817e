"""Literals and IRIs: what is written is what every RDF library reads back."""

from __future__ import annotations

from decimal import Decimal

import pyoxigraph
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import KgError, RecordError
from kg.publish.literals import unescape
from kg.terms import XSD, checked_base, date, decimal, escape, iri, named, text, web_page

characters = st.text(st.characters(exclude_categories=["Cs"]))


def in_rdflib(term: str) -> str:
    graph = rdflib.Graph().parse(data=f"<urn:s> <urn:p> {term} .", format="nt")
    return str(next(graph.objects()))


def in_pyoxigraph(term: str) -> str:
    line = f"<urn:s> <urn:p> {term} ."
    (quad,) = pyoxigraph.parse(line, format=pyoxigraph.RdfFormat.N_TRIPLES)
    assert isinstance(quad.object, pyoxigraph.Literal)
    return quad.object.value


@given(characters)
def test_text_reads_back_the_same(value: str) -> None:
    """Whatever text is written, rdflib and pyoxigraph read the same text."""
    assert (in_rdflib(text(value)), in_pyoxigraph(text(value))) == (value, value)


@given(characters)
def test_escaped_text_stays_on_one_line_and_unescapes(value: str) -> None:
    """Escaped text has no quote and no line end of its own, and unescaping gives the text back."""
    escaped = escape(value)
    assert "\n" not in escaped
    assert "\r" not in escaped
    assert unescape(escaped) == value


@given(st.text(), st.characters(categories=["Cs"]), st.text())
def test_lone_surrogate_is_a_record_error(before: str, surrogate: str, after: str) -> None:
    """A lone surrogate is refused, since no encoding carries it."""
    with pytest.raises(RecordError):
        text(before + surrogate + after)


@given(st.text())
def test_iri_never_breaks_out(value: str) -> None:
    """A text either is refused as an IRI or stays inside its brackets in both libraries."""
    try:
        term = iri("http://example.org/" + value)
    except RecordError:
        return
    assert term.count(">") == 1
    graph = rdflib.Graph().parse(data=f"{term} <urn:p> <urn:o> .", format="nt")
    assert [str(s) for s in graph.subjects()] == ["http://example.org/" + value]


@pytest.mark.parametrize(
    ("value", "kind"),
    [("2023", "gYear"), ("2023-09", "gYearMonth"), ("2023-09-25", "date"), ("2024-05-01T07:45", "date")],
)
def test_date_keeps_its_precision(value: str, kind: str) -> None:
    """A date has the datatype of the precision it was given with."""
    assert date(value) == f'"{value[:10]}"^^{XSD[kind]}'


@pytest.mark.parametrize(
    "value", ["2023-02-30", "2023-13", "February 30", "", "2023-9-1", "20230901", "٢٠٢٣"]
)
def test_impossible_date_is_a_record_error(value: str) -> None:
    """A date that no calendar has, or that is not ISO, is refused."""
    with pytest.raises(RecordError):
        date(value)


@given(st.decimals(-(10**9), 10**9, places=4))
def test_decimal_is_what_the_store_keeps(value: Decimal) -> None:
    """A decimal is written in the form that Oxigraph gives back."""
    store = pyoxigraph.Store()
    store.load(f"<urn:s> <urn:p> {decimal(value)} .".encode(), pyoxigraph.RdfFormat.N_TRIPLES)
    (quad,) = store
    assert str(quad.object) == decimal(value)


def test_names_that_differ_in_case_and_space_are_one_thing() -> None:
    """Case and white space do not make two organizations; another word does."""
    assert named("organization", "Fudan  University") == named("organization", "FUDAN UNIVERSITY")
    assert named("organization", "Fudan University") != named("organization", "Fudan University Hospital")


@pytest.mark.parametrize(
    "value", ["example.org/", "http://example.org", "http://exa mple.org/", "http://e/>", ""]
)
def test_bad_base_is_refused(value: str) -> None:
    """A base IRI must be absolute, closed by a slash, and free of what breaks an IRI."""
    with pytest.raises(KgError):
        checked_base(value)


@pytest.mark.parametrize(
    "value", ["www.example.org", "http://", "http://a b", "javascript:alert(1)", "http://[x/"]
)
def test_what_is_no_web_address_is_no_link(value: str) -> None:
    """Only real web addresses become IRIs; the rest stays text."""
    assert web_page(value) is None
