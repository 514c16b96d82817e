"""Who publishes what: `ontology/publishers.tsv` knows prefixes, kinds and licences of public vocabularies.

One concept has many IRIs in the wild (`mesh:D004194` is expanded in five ways). Here they become one.
"""

from __future__ import annotations

import re
from functools import cache

import curies
import msgspec

from kg.content import content
from kg.vocabulary import rows

_CURIE = re.compile(r"([A-Za-z][\w.-]*):([^\s/][^\s]*)")
_LISTS = ("spellings", "namespaces")


class Publisher(msgspec.Struct, frozen=True):
    """A public vocabulary; `kind` is of all its concepts, or "" where they differ.

    An IRI is the namespace, the local id and, for GeoNames, an ending.
    """

    prefix: str
    namespace: str
    ending: str
    spellings: list[str]
    namespaces: list[str]
    kind: str
    title: str
    licence: str

    def iri(self, local: str) -> str:
        """Spell the IRI of an id."""
        return f"{self.namespace}{local.removesuffix('/')}{self.ending}"


@cache
def publishers() -> dict[str, Publisher]:
    """Read the table, by prefix."""
    found = {}
    for _, row in rows(content("ontology") / "publishers.tsv"):
        lists = {column: [part for part in row[column].split(" | ") if part] for column in _LISTS}
        found[row["prefix"]] = msgspec.convert({**row, **lists}, Publisher)
    return found


def publisher(prefix: str) -> Publisher | None:
    """Find a publisher by any spelling of its prefix, such as `MSH` or `ncit`.

    >>> publisher("MSH").prefix
    'mesh'
    """
    return _spellings().get(prefix.lower())


def iri(name: str, prefixes: dict[str, str] | None = None) -> str:
    """Expand a CURIE, and spell an IRI as its publisher does; "" where the prefix is not known.

    `prefixes` are those that the file states; a known publisher comes before them.

    >>> iri("MESH:D004194"), iri("http://identifiers.org/mesh/D004194")
    ('http://id.nlm.nih.gov/mesh/D004194', 'http://id.nlm.nih.gov/mesh/D004194')
    """
    if "://" in name[:10]:
        parsed = _converter().parse_uri(name)
        return publishers()[parsed.prefix].iri(parsed.identifier) if parsed else name
    found = _CURIE.fullmatch(name)
    if not found:
        return ""
    prefix, local = found.groups()
    # SNOMEDCT_US_2025_09_01 and its like carry a release
    known = publisher(prefix) or publisher(re.sub(r"(_\d+)+$", "", prefix))
    if known:
        return known.iri(local)
    namespace = (prefixes or {}).get(prefix)
    return iri(namespace + local) if namespace else ""


def curie(iri: str) -> str:
    """Shorten an IRI where its prefix is known.

    >>> curie("https://sws.geonames.org/6251999/")
    'geonames:6251999'
    """
    short = _converter().compress(iri)
    return short.removesuffix("/") if short else iri


def kind_of(iri: str) -> str:
    """Tell the kind of a concept by its publisher, or ""."""
    prefix, _, local = curie(iri).partition(":")
    known = publishers().get(prefix) if local else None
    return known.kind if known else ""


@cache
def _spellings() -> dict[str, Publisher]:
    return {
        name.lower(): known for known in publishers().values() for name in (known.prefix, *known.spellings)
    }


@cache
def _converter() -> curies.Converter:
    return curies.Converter(
        [
            curies.Record(
                prefix=known.prefix, uri_prefix=known.namespace, uri_prefix_synonyms=known.namespaces
            )
            for known in publishers().values()
        ]
    )
