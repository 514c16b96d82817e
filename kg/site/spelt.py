"""Data about a thing, spelt in each RDF syntax of `kg.site.representation`."""

from __future__ import annotations

from collections.abc import Callable

from kg.export.formats import rdfxml
from kg.nodes import nodes_of
from kg.publish.turtle import TurtleWriter
from kg.site.data import Data, records
from kg.site.flat import flat
from kg.site.release import Release
from kg.terms import Term, in_iri, reading
from kg.vocabulary import load

JSONLD = "jsonld"


def spelt(release: Release, found: Data, form: str) -> bytes:
    """Spell data in the form of a name: ttl, nt, jsonld or rdf."""
    return _WRITERS[form](release, found)


def published_document(release: Release, trial: Term) -> bytes | None:
    """Give the JSON-LD document of a trial as it was published; none where it is no trial.

    Raises BuildError where the folder holds another release by now.
    """
    path = release.build / "jsonld" / f"{in_iri(reading(trial))}.jsonld"
    if not records(release, trial) or not path.is_file():
        return None
    document = path.read_bytes()
    release.check_folder()
    return document


def _turtle(release: Release, found: Data) -> bytes:
    writer = TurtleWriter(load(), release.base)
    return (writer.header() + "".join(writer.blocks(nodes_of(found.triples)))).encode()


def _ntriples(_: Release, found: Data) -> bytes:
    return "".join(f"{s} {p} {o} .\n" for s, p, o in found.triples).encode()


def _jsonld(release: Release, found: Data) -> bytes:
    """Give a trial as it was published, nested; anything else node by node."""
    return published_document(release, found.root) or flat(found.triples)


def _rdfxml(_: Release, found: Data) -> bytes:
    return rdfxml.document(found.triples)


_WRITERS: dict[str, Callable[[Release, Data], bytes]] = {
    "ttl": _turtle,
    "nt": _ntriples,
    JSONLD: _jsonld,
    "rdf": _rdfxml,
}
