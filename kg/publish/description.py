"""What a build holds, for machines: VoID and DCAT."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from kg.publish.counts import Counts
from kg.publish.partitions import VOID, partition_triples
from kg.terms import DCTERMS, LABEL, ONTOLOGY, A, Namespace, Term, Triple, date, integer, iri, text

DCAT = Namespace("http://www.w3.org/ns/dcat#")
SPDX = Namespace("http://spdx.org/rdf/terms#")

_IANA = "https://www.iana.org/assignments/media-types/"
MEDIA_TYPES = {
    ".nq.gz": "application/n-quads",
    ".ttl": "text/turtle",
    ".jsonld": "application/ld+json",
}


_TITLE = "trialkg: clinical trials as linked data"
_DESCRIPTION = (
    "Trials, their arms and who receives what, linked to concepts; every fact with its source record. "
    "Triples are counted in each record's graph, entities once."
)
_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_RIGHTS = (
    "The licence is for what was added: links, classes and structure. What records say is their sources', "
    "on the terms that dcterms:source names."
)


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


def description_triples(
    base: str, counts: Counts, entities: Mapping[Term, int], files: list[PublishedFile]
) -> Iterator[Triple]:
    """Describe the dataset, its partitions and the files that carry it."""
    dataset = f"<{base}dataset>"
    yield dataset, A, VOID.Dataset
    yield dataset, A, DCAT.Dataset
    yield dataset, LABEL, text(_TITLE)
    yield dataset, DCTERMS.title, text(_TITLE)
    yield dataset, DCTERMS.description, text(_DESCRIPTION)
    yield dataset, DCTERMS.license, iri(_LICENCE)
    yield dataset, DCTERMS.rights, text(_RIGHTS)
    yield dataset, DCTERMS.bibliographicCitation, text(_citation(base, counts.latest))
    if counts.latest:
        yield dataset, DCTERMS.modified, date(counts.latest)
    yield dataset, VOID.uriSpace, text(base)
    yield dataset, VOID.vocabulary, iri(ONTOLOGY)
    yield dataset, VOID.triples, integer(counts.triples)
    yield dataset, VOID.entities, integer(sum(entities.values()))
    yield from partition_triples(dataset, counts, entities)
    for file in files:
        yield from _distribution(dataset, base, file)


def _citation(base: str, latest: str) -> str:
    """Cite the dataset; its version is the last day on which a record in it was updated."""
    as_of = f" Records as of {latest}." if latest else ""
    return f"trialkg developers. {_TITLE}.{as_of} {base}dataset"


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
    yield address, DCAT.mediaType, f"<{_IANA}{media_type}>"
    if file.path.endswith(".gz"):
        yield address, DCAT.compressFormat, f"<{_IANA}application/gzip>"
    yield address, DCAT.byteSize, integer(file.size)
    yield address, SPDX.checksum, checksum
    yield checksum, A, SPDX.Checksum
    yield checksum, LABEL, text(f"SHA-256 of {Path(file.path).name}")
    yield checksum, SPDX.algorithm, SPDX.checksumAlgorithm_sha256
    yield checksum, SPDX.checksumValue, text(file.sha256)
