"""The page of a thing that no kind of page knows: what is said of it, as it is said."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter

import msgspec

from kg.site.asked import Asked, url
from kg.site.data import Data, data
from kg.site.html import Page
from kg.site.place import PART, iri_at
from kg.site.release import Release
from kg.site.things import path as path_of
from kg.terms import LABEL, Term, inside, reading


class Value(msgspec.Struct, frozen=True):
    """A value with the address that it leads to: of this site, or elsewhere."""

    label: str
    path: str = ""
    web: str = ""


def bare_page(release: Release, asked: Asked) -> Page | None:
    """Make a plain page of what is said of a thing; none where nothing is."""
    root = iri_at(release, asked.path)
    number = max(1, asked.number("page", 1))
    if not root or PART.fullmatch(asked.path):
        return None
    found = data(release, root, number)
    if not found:
        return None
    labels = {subject: value for subject, predicate, value in found.triples if predicate == LABEL}
    title = reading(labels[root]) if root in labels else asked.path.rpartition("/")[2]
    content = {
        "said": _said(release, found, labels),
        "incoming": [
            (_value(release, subject, labels), _value(release, predicate, labels))
            for subject, predicate, value in found.triples
            if value == root and subject != root
        ],
        "number": number,
        "further": found.further,
    }
    return Page("thing.html", title, content, about=inside(root), path=asked.path)


def _said(release: Release, found: Data, labels: dict[Term, Term]) -> list[tuple[Value, list[Value]]]:
    own = [(predicate, value) for subject, predicate, value in found.triples if subject == found.root]
    return [
        (_value(release, predicate, labels), [_value(release, value, labels) for _, value in values])
        for predicate, values in groupby(own, key=itemgetter(0))
    ]


def _value(release: Release, term: Term, labels: dict[Term, Term]) -> Value:
    if not term.startswith("<"):
        return Value(reading(term))
    label = reading(labels[term]) if term in labels else _short(release, term)
    path = path_of(release, term)
    return Value(label, path=_link(path)) if path else Value(label, web=inside(term))


def _link(address: str) -> str:
    path, anchor, name = address.partition("#")
    return url(path) + anchor + name


def _short(release: Release, term: Term) -> str:
    """Spell an IRI by a prefix, or from the base on."""
    own = release.path(term)
    return release.vocabulary.converter.compress(inside(term)) or (
        own.removeprefix("/") if own else inside(term)
    )
