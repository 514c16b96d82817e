"""Where a dataset comes from: the build that made it (PROV-O), and the terms of those whose records it holds.

`ontology/terms_of_use.tsv` says in our own words what each registry asks of who uses its records.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from kg.content import content
from kg.terms import CODES, DCTERMS, FOAF, LABEL, PROV, TKG, A, Term, Triple, iri, text
from kg.vocabulary import rows

# a description is read as a whole; where a build read more documents, the dumps name them
DOCUMENTS = 1_000


class Document(msgspec.Struct, frozen=True):
    """A document that records were read from, as the dumps describe it."""

    node: Term
    name: str
    sha256: str


def build_triples(
    base: str, version: str, documents: Iterable[Document], releases: list[Triple]
) -> Iterator[Triple]:
    """Say what the build used: documents with their hashes, vocabularies, and this software."""
    build, software = f"<{base}build>", f"<{base}software/trialkg-{version}>"
    yield f"<{base}dataset>", PROV.wasGeneratedBy, build
    yield build, A, PROV.Activity
    yield build, LABEL, text("the build of this dataset")
    yield build, PROV.wasAssociatedWith, software
    yield software, A, PROV.SoftwareAgent
    yield software, LABEL, text(f"trialkg {version}")
    yield from releases
    for release in dict.fromkeys(subject for subject, _, _ in releases):
        yield build, PROV.used, release
    for document in documents:
        yield build, PROV.used, document.node
        yield document.node, A, PROV.Entity
        yield document.node, LABEL, text(document.name)
        yield document.node, TKG.sha256, text(document.sha256)


def source_triples(base: str, codes: Iterable[Term]) -> Iterator[Triple]:
    """Say whose records the dataset holds, and on which terms; `codes` are registries and formats."""
    there = {code.removeprefix(f"<{CODES}")[:-1] for code in codes}
    for _, row in rows(content("ontology") / "terms_of_use.tsv"):
        if row["code"] not in there:
            continue
        source = f"<{base}source/{row['code']}>"
        yield f"<{base}dataset>", DCTERMS.source, source
        yield source, A, PROV.Entity
        yield source, LABEL, text(row["title"])
        yield source, DCTERMS.title, text(row["title"])
        yield source, DCTERMS.publisher, text(row["publisher"])
        yield source, DCTERMS.rights, text(row["rights"])
        yield source, FOAF.page, iri(row["address"])
        if row["licence"]:
            yield source, DCTERMS.license, iri(row["licence"])
