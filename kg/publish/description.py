"""What a build holds, for machines: VoID and DCAT."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from kg.terms import DCTERMS, LABEL, ONTOLOGY, RDF, A, Namespace, Term, Triple, inside, integer, iri, text

VOID = Namespace("http://rdfs.org/ns/void#")
DCAT = Namespace("http://www.w3.org/ns/dcat#")
SPDX = Namespace("http://spdx.org/rdf/terms#")

TITLE = "trialkg: clinical trials as linked data"
RIGHTS = (
    "Each record is under the terms of the registry it was read from, which the record names. "
    "The vocabularies that names were looked up in state their licences; the ontology is CC BY 4.0."
)

MEDIA_TYPES = {
    ".nq.gz": "application/n-quads",
    ".ttl": "text/turtle",
    ".jsonld": "application/ld+json",
}


class PublishedFile(msgspec.Struct, frozen=True):
    """A file of a build, by its path in the build."""

    path: str
    size: int
    sha256: str


def describe_files(build: Path, name: str) -> list[PublishedFile]:
    """Describe a file of a build, or every file of one of its folders; one that is not there is none."""
    path = build / name
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    return [
        PublishedFile(path=file.relative_to(build).as_posix(), size=file.stat().st_size, sha256=_sha256(file))
        for file in files
        if file.is_file()
    ]


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Counts(msgspec.Struct):
    """Counts what is published: nodes of each class, triples of each property."""

    triples: int = 0
    classes: dict[Term, int] = {}
    properties: dict[Term, int] = {}

    def merge(self, other: Counts) -> None:
        """Add what was counted elsewhere."""
        self.triples += other.triples
        for mine, more in ((self.classes, other.classes), (self.properties, other.properties)):
            for term, number in more.items():
                mine[term] = mine.get(term, 0) + number


def counts_of(triples: list[Triple]) -> Counts:
    """Count the triples of one record."""
    return Counts(
        triples=len(triples),
        properties=Counter(predicate for _, predicate, _ in triples),
        classes=Counter(value for _, predicate, value in triples if predicate == RDF.type),
    )


def description_triples(base: str, counts: Counts, files: list[PublishedFile]) -> Iterator[Triple]:
    """Describe the dataset, its partitions and the files that carry it."""
    dataset = f"<{base}dataset>"
    yield dataset, A, VOID.Dataset
    yield dataset, A, DCAT.Dataset
    yield dataset, LABEL, text(TITLE)
    yield dataset, DCTERMS.title, text(TITLE)
    yield (
        dataset,
        DCTERMS.description,
        text(
            "Trials, their arms and who receives what, linked to concepts; every fact with its source record."
        ),
    )
    yield dataset, DCTERMS.rights, text(RIGHTS)
    yield dataset, VOID.uriSpace, text(base)
    yield dataset, VOID.vocabulary, iri(ONTOLOGY)
    yield dataset, VOID.triples, integer(counts.triples)
    yield dataset, VOID.classes, integer(len(counts.classes))
    yield dataset, VOID.properties, integer(len(counts.properties))
    yield from _partitions(dataset, "class", counts.classes)
    yield from _partitions(dataset, "property", counts.properties)
    for file in files:
        yield from _distribution(dataset, base, file)


def _partitions(dataset: Term, kind: str, counts: Mapping[Term, int]) -> Iterator[Triple]:
    """Give each class its number of nodes, or each property its number of triples."""
    for term in sorted(counts):
        name = inside(term).replace("#", "/").rpartition("/")[2]
        partition = f"<{inside(dataset)}/{kind}/{name}>"
        yield dataset, VOID[f"{kind}Partition"], partition
        yield partition, VOID[kind], term
        yield partition, VOID["entities" if kind == "class" else "triples"], integer(counts[term])


def _distribution(dataset: Term, base: str, file: PublishedFile) -> Iterator[Triple]:
    media_type = next((media for end, media in MEDIA_TYPES.items() if file.path.endswith(end)), None)
    if media_type is None or file.path.startswith("jsonld/"):  # a document a trial is too many to list
        return
    address = f"<{base}dumps/{file.path}>"
    checksum = f"<{base}dumps/{file.path}#checksum>"
    yield dataset, DCAT.distribution, address
    if file.path.startswith("nquads/"):
        yield dataset, VOID.dataDump, address
    yield address, A, DCAT.Distribution
    yield address, LABEL, text(Path(file.path).name)
    yield address, DCTERMS.title, text(Path(file.path).name)
    yield address, DCAT.downloadURL, address
    yield address, DCAT.mediaType, f"<https://www.iana.org/assignments/media-types/{media_type}>"
    yield address, DCAT.byteSize, integer(file.size)
    yield address, SPDX.checksum, checksum
    yield checksum, A, SPDX.Checksum
    yield checksum, LABEL, text(f"SHA-256 of {Path(file.path).name}")
    yield checksum, SPDX.algorithm, SPDX.checksumAlgorithm_sha256
    yield checksum, SPDX.checksumValue, text(file.sha256)
