"""Which form a client gets, by its Accept header."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from kg.serve.accepting import matches, takes_gzip
from kg.serve.negotiate import preferred, ranges
from kg.site.representation import ALL, DATA, HTML

FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
CASES = [
    (None, "html"),
    ("", "html"),
    ("*/*", "html"),
    (FIREFOX, "html"),
    ("text/turtle", "ttl"),
    ("TEXT/Turtle", "ttl"),
    ("application/ld+json", "jsonld"),
    ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted, x"', "jsonld"),
    ("application/json", "jsonld"),
    ("application/json, text/plain, */*", "jsonld"),
    ("application/n-triples", "nt"),
    ("text/plain", "nt"),
    ("application/rdf+xml", "rdf"),
    ("application/xml", "rdf"),
    ("text/turtle;q=0.5, application/rdf+xml;q=0.9", "rdf"),
    ("text/turtle;q=0.9, text/html;q=0.8", "ttl"),
    ("text/html;q=0.8, */*;q=0.9", "ttl"),
    ("text/*", "html"),
    ("text/*;q=0.3, text/turtle;q=0.2, application/*;q=0.1", "html"),
    ("text/*, text/html;q=0", "ttl"),
    ("application/*", "jsonld"),
    ("application/xhtml+xml, text/turtle;q=0.9", "html"),
    ("text/turtle;charset=utf-8", "ttl"),
    ("text/turtle;charset=latin1", None),
    ("text/turtle;q=0", None),
    ("*/*;q=0", None),
    ("text/turtle;q=0, */*;q=0.1", "html"),
    ("image/png", None),
    ("text/turtle;q=2", None),
    ("text/turtle;q=nan", None),
    ("*/turtle", None),
    ("rubbish", None),
    (", ,text/turtle, ;", "ttl"),
    ("text/turtle ; q=0.4 , application/rdf+xml ; q=0.3", "ttl"),
    ("text/turtle;q=1.000;extension=1", "ttl"),
]


@pytest.mark.parametrize(("accept", "expected"), CASES)
def test_form_is_chosen_by_quality_and_specificity(accept: str | None, expected: str | None) -> None:
    """Each header gets the form that RFC 9110 says, or none."""
    found = preferred(accept, ALL)
    assert expected == (found.name if found else None)


def test_data_is_given_where_there_is_no_page() -> None:
    """A client that takes anything gets Turtle of what has no page; who insists on HTML gets none."""
    assert preferred("text/html, */*;q=0.8", DATA) is DATA[0]
    assert preferred("text/html", DATA) is None


@given(some.text())
def test_any_header_is_read(accept: str) -> None:
    """No header breaks the reading of it."""
    assert preferred(accept, ALL) in (None, *ALL)


@given(some.lists(some.sampled_from(["*/*", "text/*", *(form.media_type for form in ALL)]), min_size=1))
def test_order_of_ranges_is_no_preference(names: list[str]) -> None:
    """The same ranges in another order mean the same."""
    assert preferred(", ".join(names), ALL) == preferred(", ".join(reversed(names)), ALL)


def test_quality_has_three_digits_at_most() -> None:
    """A quality that is none counts as 0, so that what is written wrong is not given."""
    assert [one.quality for one in ranges("a/b;q=0.1234, a/b;q=0.123, a/b;q=1.1")] == [0.0, 0.123, 0.0]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("gzip", True),
        ("br, gzip;q=0.5", True),
        ("*", True),
        ("gzip;q=0", False),
        ("gzip;q=0.000, *", False),
        ("identity", False),
        ("", False),
        ("br", False),
    ],
)
def test_gzip_is_sent_to_who_takes_it(header: str, expected: bool) -> None:
    """Accept-Encoding decides, with its qualities."""
    assert takes_gzip(header) is expected


def test_tags_are_compared_weakly() -> None:
    """A tag matches itself, weak or in a list, compressed or not; another does not."""
    for header in ('"a-ttl"', 'W/"a-ttl"', '"x", "a-ttl-gzip"'):
        assert matches(header, '"a-ttl"'), header
    assert not matches('"a-nt"', '"a-ttl"')
    assert not matches("*", '"a-ttl"')


def test_html_is_offered_first() -> None:
    """People come before programs where a client likes both alike."""
    assert ALL[0] is HTML
