"""The serialisations of RDF that are read: one table gives name, parser and file endings.

What has no known ending is told by its first bytes. TriG is read where those are Turtle, and N-Quads where
they are N-Triples: each reads the other, and named graphs are not missed.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

import msgspec
import pyoxigraph

from kg.errors import DataError

# how many bytes are looked at where the name does not tell
HEAD = 4_096
COMPRESSED = (".gz", ".bz2", ".xz")

_Format = pyoxigraph.RdfFormat
# a statement on one line, of absolute IRIs; Turtle that begins so is N-Triples as well
_STATEMENT = re.compile(
    rb"(?:<[A-Za-z][\w+.-]*:[^>]*>|_:\S+)[ \t]+<[A-Za-z][\w+.-]*:[^>]*>[ \t].*\.[ \t]*(?:#.*)?$"
)


class Serialisation(msgspec.Struct, frozen=True):
    """A way to write RDF: whether it can name graphs, and whether a line is a statement or begins one."""

    name: str
    title: str
    parser: pyoxigraph.RdfFormat
    endings: tuple[str, ...]
    has_graphs: bool = False
    has_lines: bool = False


_ALL = (
    Serialisation("turtle", "Turtle", _Format.TURTLE, (".ttl", ".turtle"), has_lines=True),
    Serialisation("ntriples", "N-Triples", _Format.N_TRIPLES, (".nt", ".ntriples"), has_lines=True),
    Serialisation("nquads", "N-Quads", _Format.N_QUADS, (".nq", ".nquads"), has_graphs=True, has_lines=True),
    Serialisation("trig", "TriG", _Format.TRIG, (".trig",), has_graphs=True, has_lines=True),
    Serialisation("rdfxml", "RDF/XML", _Format.RDF_XML, (".rdf", ".owl", ".xml")),
    Serialisation("jsonld", "JSON-LD", _Format.JSON_LD, (".jsonld", ".json"), has_graphs=True),
    Serialisation("n3", "Notation3", _Format.N3, (".n3",), has_lines=True),
)
SERIALISATIONS = {one.name: one for one in _ALL}
_BY_ENDING = {ending: one for one in _ALL for ending in one.endings}


def named(name: str) -> Serialisation:
    """Give a serialisation by its name; a `DataError` names all of them."""
    if name not in SERIALISATIONS:
        raise DataError(f"there is no input format {name!r}; there are {', '.join(SERIALISATIONS)}")
    return SERIALISATIONS[name]


def by_name(file: str) -> Serialisation | None:
    """Tell by the name of a file, compressed or not.

    >>> by_name("records.nq.gz").title
    'N-Quads'
    """
    path = PurePosixPath(file.lower())
    return _BY_ENDING.get(PurePosixPath(path.stem).suffix if path.suffix in COMPRESSED else path.suffix)


def by_content(head: bytes, document: str) -> Serialisation:
    """Tell by the first bytes; a `DataError` where they are a web page, or nothing but white space."""
    begin = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    lowered = begin[:200].lower()
    if lowered.startswith((b"<!doctype html", b"<html")):
        raise DataError(f"{document}: this is a web page, not RDF; give the address of the data itself")
    if lowered.startswith((b"<?xml", b"<rdf:", b"<!doctype rdf")):
        return SERIALISATIONS["rdfxml"]
    if begin.startswith((b"{", b"[")) and not begin.startswith(b"[]"):
        return SERIALISATIONS["jsonld"]
    lines = (line for line in begin.splitlines() if line.strip() and not line.startswith(b"#"))
    return SERIALISATIONS["nquads" if _STATEMENT.match(next(lines, b"")) else "trig"]
