"""MeSH in RDF, N-Triples (mesh2026.nt): descriptors, supplementary concepts, their concepts and terms.

https://hhs.github.io/meshrdf/. A name stands three steps from its descriptor, so the statements that matter
go into a temporary table first, on disk where it grows.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pyoxigraph

from kg.vocab._files import opened, stem
from kg.vocab._mesh import chemical_kind, kind
from kg.vocab.entry import About, Entry, Match, Name
from kg.vocab.publishers import publishers

TITLE = "MeSH N-Triples"
_VOCABULARY = "http://id.nlm.nih.gov/mesh/vocab#"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
# IRIs of one year's release carry it
_YEAR = re.compile(r"http://id\.nlm\.nih\.gov/mesh/(?:\d{4}/)?")
_PROPERTIES = {
    "preferredConcept", "concept", "preferredTerm", "term", "prefLabel", "altLabel", "treeNumber",
    "broaderDescriptor", "preferredMappedTo", "mappedTo", "scopeNote", "active", "lexicalTag",
}  # fmt: skip
_RECORDS = {
    "TopicalDescriptor": "",
    "PublicationType": "",
    "GeographicalDescriptor": "",
    "CheckTag": "",
    "SCR_Chemical": "drug",
    "SCR_Disease": "condition",
    "SCR_Organism": "",
    "SCR_Protocol": "regimen",
}
_TYPES = {
    "ABB": "abbreviation",
    "ABX": "abbreviation",
    "ACR": "abbreviation",
    "ACX": "abbreviation",
    "TRD": "brand",
}
Said = dict[str, list[str]]


def recognises(head: bytes, name: str) -> bool:  # noqa: ARG001
    """Tell by the properties of MeSH in lines of statements."""
    return head.lstrip().startswith(b"<http://id.nlm.nih.gov/mesh/") and f"<{_VOCABULARY}".encode() in head


def about(path: Path) -> About:
    """Read the year from the name of the file."""
    year = re.search(r"(?:19|20)\d\d", stem(path))
    known = publishers()["mesh"]
    return About("mesh", known.title, year[0] if year else "", known.licence)


def entries(path: Path) -> Iterator[Entry]:
    """Yield descriptors and supplementary concepts in the order of their ids."""
    with closing(sqlite3.connect("", isolation_level=None)) as table:
        table.execute("PRAGMA journal_mode = OFF")
        table.execute("CREATE TABLE said (subject TEXT, property TEXT, value TEXT)")
        table.execute("BEGIN")
        table.executemany("INSERT INTO said VALUES (?,?,?)", _statements(path))
        table.execute("CREATE INDEX said_subject ON said (subject)")
        records = table.execute("SELECT subject, value FROM said WHERE property = 'type' ORDER BY subject")
        for identifier, record in records:
            if record in _RECORDS:
                yield _entry(identifier, record, table)


def _statements(path: Path) -> Iterator[tuple[str, str, str]]:
    with opened(path, recognises) as stream:
        for quad in pyoxigraph.parse(stream, format=pyoxigraph.RdfFormat.N_TRIPLES, lenient=True):
            if isinstance(quad.subject, pyoxigraph.NamedNode) and not isinstance(
                quad.object, pyoxigraph.Triple
            ):
                named = _property(quad.predicate.value)
                if named:
                    yield _local(quad.subject.value), named, _local(quad.object.value)


def _property(predicate: str) -> str:
    if predicate == _TYPE:
        return "type"
    if predicate == _LABEL:
        return "label"
    name = predicate.removeprefix(_VOCABULARY)
    return name if name in _PROPERTIES else ""


def _local(value: str) -> str:
    return _YEAR.sub("", value).removeprefix("vocab#")


def _said(table: sqlite3.Connection, subject: str) -> Said:
    said: Said = {}
    for name, value in table.execute("SELECT property, value FROM said WHERE subject = ?", (subject,)):
        said.setdefault(name, []).append(value)
    return said


def _entry(identifier: str, record: str, table: sqlite3.Connection) -> Entry:
    base = publishers()["mesh"].namespace
    said = _said(table, identifier)
    mapped = [*said.get("preferredMappedTo", []), *said.get("mappedTo", [])]
    concepts = [
        _said(table, each) for each in [*said.get("preferredConcept", []), *sorted(said.get("concept", []))]
    ]
    label = said.get("label", [identifier])[0]
    return Entry(
        iri=base + identifier,
        kind=_kind(record, label, said),
        names=[Name(label, "label", "MeSH"), *_names(concepts, table)],
        broader=[base + each for each in sorted(said.get("broaderDescriptor", []))],
        # descriptors with a qualifier (D000001Q000002) are no concepts of their own
        matches=[Match(base + each, "broad") for each in dict.fromkeys(mapped) if "Q" not in each],
        definition=next((each for concept in concepts for each in concept.get("scopeNote", [])), "").strip(),
        obsolete=said.get("active", ["true"])[0] == "false",
    )


def _kind(record: str, label: str, said: Said) -> str:
    stated = _RECORDS[record]
    if stated == "drug":
        return chemical_kind(label)
    return stated or kind(said.get("treeNumber", []))


def _names(concepts: list[Said], table: sqlite3.Connection) -> Iterator[Name]:
    for concept in concepts:
        for each in [*concept.get("preferredTerm", []), *sorted(concept.get("term", []))]:
            term = _said(table, each)
            kind_of_name = _TYPES.get(next(iter(term.get("lexicalTag", [])), ""), "synonym")
            for text in [*term.get("prefLabel", []), *sorted(term.get("altLabel", []))]:
                yield Name(text, kind_of_name, "MeSH")
