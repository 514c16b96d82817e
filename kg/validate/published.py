"""Whether a build is what it says it is: its manifest and VoID description against the dumps.

Sizes and hashes of files, counts of graphs, classes and properties, and whether every code and concept that
a record names is in the vocabulary graph. Whatever is not true is a Violation: who loads it would be misled.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

import msgspec
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from kg.check import Finding
from kg.content import content
from kg.errors import JSON_ERRORS, BuildError, DataError
from kg.terms import ONTOLOGY, A, Term
from kg.validate.document import documents
from kg.validate.outcome import CHECKS, Placed
from kg.validate.quads import quads

_VOID = Namespace("http://rdfs.org/ns/void#")
_SCHEMA = Namespace("https://schema.org/")
_CLASSES = (_VOID["class"], _VOID.entities, "nodes of the class")
_PROPERTIES = (_VOID.property, _VOID.triples, "triples of the property")
_REFERENCES = frozenset({URIRef(f"{ONTOLOGY}Code"), URIRef(f"{ONTOLOGY}Concept")})


class _File(msgspec.Struct):
    path: str
    bytes: int
    sha256: str


class _Manifest(msgspec.Struct):
    base: str
    triples: int
    graphs: dict[str, int]
    files: list[_File]


class _Counted(msgspec.Struct):
    """What the dumps hold: quads of each graph; classes and properties of records; references to resolve.

    Nodes of a class are kept by their hash, which takes less memory than their names.
    """

    graphs: Counter[Term] = msgspec.field(default_factory=Counter)
    nodes: dict[Term, set[int]] = msgspec.field(default_factory=lambda: defaultdict(set))
    properties: Counter[Term] = msgspec.field(default_factory=Counter)
    vocabulary: set[Term] = msgspec.field(default_factory=set)
    references: dict[Term, tuple[Term, Term, Term]] = msgspec.field(default_factory=dict)


def is_build(path: Path) -> bool:
    """Tell a build from a folder of RDF files."""
    return (path / "manifest.json").is_file() or (path / "nquads").is_dir()


def dumps(build: Path) -> list[Path]:
    """Give the dumps of a build; a `BuildError` where there are none."""
    files = sorted((build / "nquads").glob("*.nq.gz"))
    if not files:
        raise BuildError(f"{build}: no dump (nquads/*.nq.gz) is in this build; build it again")
    return files


def published(build: Path) -> Iterator[Placed]:
    """Yield what is not true of a build; a `BuildError` where its manifest cannot be read."""
    path = build / "manifest.json"
    try:
        manifest = msgspec.json.decode(path.read_bytes(), type=_Manifest)
    except (OSError, *JSON_ERRORS) as error:
        raise BuildError(f"{path}: cannot be read, so the build is not whole: {error}") from error
    stated = [*_files(build, manifest), *_counts(build, manifest)]
    yield from (Placed(finding, str(path), "") for finding in stated)


def _files(build: Path, manifest: _Manifest) -> Iterator[Finding]:
    """Hold size and hash of every file against the manifest, and look for dumps that it does not list."""
    listed = {file.path for file in manifest.files}
    for path in dumps(build):
        if path.relative_to(build).as_posix() not in listed:
            yield _wrong(_iri(manifest, path.name), "The dump is not in manifest.json. Build again.")
    for file in manifest.files:
        path = build / file.path
        if not path.is_file():
            yield _wrong(
                _iri(manifest, file.path), "The file is in manifest.json, but not there. Build again."
            )
            continue
        with path.open("rb") as stream:
            found = path.stat().st_size, hashlib.file_digest(stream, "sha256").hexdigest()
        if found != (file.bytes, file.sha256):
            yield _wrong(
                _iri(manifest, file.path),
                "The file is not the one that manifest.json describes: size or SHA-256 differ. Build again.",
            )


def _counts(build: Path, manifest: _Manifest) -> Iterator[Finding]:
    vocabulary = f"<{manifest.base}graph/vocabulary>"
    try:
        counted = _count(build, vocabulary)
    except DataError:  # the check of the dumps tells it, with the line
        return
    told = {f"<{name}>": number for name, number in manifest.graphs.items()}
    for name in sorted(told.keys() | counted.graphs.keys()):
        yield from _differs(
            name, "manifest.json", "triples in the graph", told.get(name, 0), counted.graphs[name]
        )
    records = counted.graphs.total() - counted.graphs[vocabulary]
    dataset = f"<{manifest.base}dataset>"
    yield from _differs(dataset, "manifest.json", "triples of records", manifest.triples, records)
    yield from _void(build / "void.ttl", dataset, records, counted)
    for value, (subject, predicate, _) in sorted(counted.references.items()):
        if value not in counted.vocabulary:
            yield Finding(
                focus=subject,
                path=predicate,
                value=value,
                severity="Violation",
                constraint=f"<{CHECKS}reference>",
                shape="",
                message="A code or concept that a record names is not in the vocabulary graph. Add it there.",
            )


def _count(build: Path, vocabulary: Term) -> _Counted:
    counted = _Counted()
    for document in documents(dumps(build)):
        for subject, predicate, value, graph in quads(document):
            counted.graphs[graph] += 1
            if graph == vocabulary:
                counted.vocabulary.add(subject)
                continue
            counted.properties[predicate] += 1
            if predicate == A:
                counted.nodes[value].add(hash(subject))
            elif predicate in _referring():
                counted.references.setdefault(value, (subject, predicate, value))
    return counted


@cache
def _referring() -> frozenset[Term]:
    """Give the properties whose values are codes and concepts, by the ontology."""
    ontology = Graph().parse(content("ontology") / "trialkg.ttl", format="turtle")
    ranges: dict[Node, set[Node]] = {}
    for property_, value in ontology.subject_objects(_SCHEMA.rangeIncludes):
        ranges.setdefault(property_, set()).add(value)
    return frozenset(f"<{name}>" for name, values in ranges.items() if values <= _REFERENCES)


def _void(path: Path, dataset: Term, records: int, counted: _Counted) -> Iterator[Finding]:
    """Hold whatever VoID states against what was counted."""
    try:
        described = Graph().parse(path, format="turtle")
    except Exception as error:  # rdflib raises many types for broken Turtle
        yield _wrong(dataset, f"void.ttl cannot be read: {error}. Build again.")
        return
    node = URIRef(dataset[1:-1])
    for predicate, what, number in (
        (_VOID.triples, "triples", records),
        (_VOID.classes, "classes", len(counted.nodes)),
        (_VOID.properties, "properties", len(counted.properties)),
    ):
        for stated in described.objects(node, predicate):
            yield from _differs(dataset, "void.ttl", what, _number(stated), number)
    classes = {name: len(nodes) for name, nodes in counted.nodes.items()}
    by_class = described.objects(node, _VOID.classPartition)
    yield from _partitions(described, by_class, _CLASSES, classes)
    by_property = described.objects(node, _VOID.propertyPartition)
    yield from _partitions(described, by_property, _PROPERTIES, counted.properties)


def _partitions(
    described: Graph, partitions: Iterable[Node], by: tuple[Node, Node, str], counted: Mapping[Term, int]
) -> Iterator[Finding]:
    """Hold each partition against what was counted: `by` is what it is of, how it counts, and the words."""
    kind, counting, what = by
    for partition in sorted(partitions, key=str):
        term = f"<{described.value(partition, kind)}>"
        for stated in described.objects(partition, counting):
            yield from _differs(term, "void.ttl", what, _number(stated), counted.get(term, 0))


def _number(value: Node) -> int:
    """Read a count; what is none is not equal to any."""
    number = value.value if isinstance(value, Literal) else None
    return number if isinstance(number, int) else -1


def _differs(focus: Term, file: str, what: str, stated: int, found: int) -> Iterator[Finding]:
    if stated != found:
        yield _wrong(focus, f"{file} says {stated:,} {what}, and the dumps hold {found:,}. Build again.")


def _wrong(focus: Term, message: str) -> Finding:
    return Finding(
        focus=focus,
        path="",
        value="",
        severity="Violation",
        constraint=f"<{CHECKS}description>",
        shape="",
        message=message,
    )


def _iri(manifest: _Manifest, path: str) -> Term:
    return f"<{manifest.base}dumps/{path}>"
