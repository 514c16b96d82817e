"""Data about a thing, spelt in each RDF syntax of `kg.site.representation`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from io import BytesIO

import pyoxigraph

from kg.publish.turtle import TurtleWriter
from kg.site.data import Data, records
from kg.site.release import Release
from kg.terms import Term, Triple, in_iri, reading
from kg.vocabulary import load

# what XML 1.0 cannot spell, even escaped (https://www.w3.org/TR/xml/#charsets)
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def spelt(release: Release, found: Data, form: str) -> bytes:
    """Spell data in the form of a name: ttl, nt, jsonld or rdf."""
    return _WRITERS[form](release, found)


def published_document(release: Release, trial: Term) -> bytes | None:
    """Give the JSON-LD document of a trial as it was published; none where it is no trial."""
    path = release.build / "jsonld" / f"{in_iri(reading(trial))}.jsonld"
    return path.read_bytes() if records(release, trial) and path.is_file() else None


def _turtle(release: Release, found: Data) -> bytes:
    writer = TurtleWriter(load(), release.base)
    return (writer.header() + "".join(writer.blocks(found.triples))).encode()


def _ntriples(_: Release, found: Data) -> bytes:
    return "".join(f"{s} {p} {o} .\n" for s, p, o in found.triples).encode()


def _jsonld(release: Release, found: Data) -> bytes:
    """Give a trial as it was published, nested; anything else node by node."""
    return published_document(release, found.root) or _serialized(found.triples, pyoxigraph.RdfFormat.JSON_LD)


def _rdfxml(_: Release, found: Data) -> bytes:
    return _serialized(((s, p, _in_xml(o)) for s, p, o in found.triples), pyoxigraph.RdfFormat.RDF_XML)


def _serialized(triples: Iterable[Triple], form: pyoxigraph.RdfFormat) -> bytes:
    lines = "".join(f"{s} {p} {o} .\n" for s, p, o in triples).encode()
    quads = pyoxigraph.parse(lines, pyoxigraph.RdfFormat.N_TRIPLES)
    prefixes = dict(load().converter.bimap)
    out = BytesIO()
    pyoxigraph.serialize((quad.triple for quad in quads), out, form, prefixes=prefixes)
    return out.getvalue()


def _in_xml(term: Term) -> Term:
    r"""Replace escaped control characters, which XML cannot carry in any spelling."""
    return _ESCAPED_CONTROL.sub("\ufffd", term) if "\\u00" in term else _NOT_IN_XML.sub("\ufffd", term)


_ESCAPED_CONTROL = re.compile(r"(?<!\\)(?:\\\\)*\\u00(?:0[0-8BCEF]|1[0-9A-F])")


_WRITERS: dict[str, Callable[[Release, Data], bytes]] = {
    "ttl": _turtle,
    "nt": _ntriples,
    "jsonld": _jsonld,
    "rdf": _rdfxml,
}
