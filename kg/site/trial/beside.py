"""What stands beside the protocol: other ids, references, documents, earlier versions, and other facts."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from kg.site.nodes import Node
from kg.site.release import Release
from kg.site.things import thing
from kg.site.trial.records import Record, parts
from kg.terms import FOAF, RDF, TKG, Term


class Identifier(msgspec.Struct, frozen=True):
    """A number by which somebody else knows the trial, with who that is, and its page."""

    number: str
    giver: str
    page: str


class Reference(msgspec.Struct, frozen=True):
    """A publication, web page or document that a record cites."""

    label: str
    kind: str
    page: str


class Version(msgspec.Struct, frozen=True):
    """What an older version of a record said."""

    label: str
    date: str
    status: str
    enrollment: str
    start: str
    completion: str


PUBMED = "https://pubmed.ncbi.nlm.nih.gov/"


def identifiers(release: Release, record: Record) -> list[Identifier]:
    """List the other numbers of a trial."""
    return [_identifier(release, node) for node in parts(release, record, TKG.hasIdentifier)]


def _identifier(release: Release, node: Node) -> Identifier:
    giver = node.one(TKG.identifierDomain) or _label(release, node.one(TKG.registry))
    if node.one(TKG.isOrganizationStudyId) == "true":
        giver = giver or "the sponsor"
    kind = node.one(TKG.identifierType)
    return Identifier(node.label, giver or kind, node.one(FOAF.page).strip("<>"))


def references(release: Release, record: Record) -> list[Reference]:
    """List what a record cites, and the documents that stand beside it."""
    cited = [_reference(release, node) for node in parts(release, record, TKG.hasReference)]
    held = [_document(node) for node in parts(release, record, TKG.hasStudyDocument)]
    return [*held, *cited]


def _reference(release: Release, node: Node) -> Reference:
    pmid = node.one(TKG.pmid)
    page = f"{PUBMED}{pmid}/" if pmid.isascii() and pmid.isdigit() else node.one(FOAF.page).strip("<>")
    kind = _label(release, node.one(TKG.referenceType)) or node.one(TKG.dataType)
    return Reference(node.label, kind, page)


def _document(node: Node) -> Reference:
    date = node.one(TKG.documentDate)
    kind = f"Document of {date}" if date else "Document"
    return Reference(node.label, kind, node.one(FOAF.page).strip("<>"))


def versions(release: Release, record: Record) -> list[Version]:
    """List the older versions of a record that were held, the latest first."""
    found = _own_parts(release, record, TKG.hasOlderVersion)
    return sorted((_version(release, node) for node in found), key=lambda one: one.date, reverse=True)


def _own_parts(release: Release, record: Record, predicate: Term) -> list[Node]:
    """Read the parts of the record itself."""
    return parts(release, msgspec.structs.replace(record, trial=record.iri), predicate)


def _version(release: Release, node: Node) -> Version:
    return Version(
        label=node.label,
        date=node.one(TKG.recordDate),
        status=_label(release, node.one(TKG.overallStatus)),
        enrollment=node.one(TKG.enrollment),
        start=node.one(TKG.startDate),
        completion=node.one(TKG.primaryCompletionDate) or node.one(TKG.completionDate),
    )


def other_facts(release: Release, record: Record) -> list[tuple[str, str]]:
    """List what a record states that the data model has no property for."""
    return list(_others(parts(release, record, TKG.hasOtherFact)))


def _others(nodes: list[Node]) -> Iterator[tuple[str, str]]:
    for node in nodes:
        yield node.label, "; ".join(node.all(RDF.value))


def _label(release: Release, iri: Term) -> str:
    return thing(release, iri).label if iri else ""
