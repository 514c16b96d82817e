"""Where the record was read: its document, its place there, and the hashes of both (PROV-O)."""

from __future__ import annotations

from collections.abc import Iterator

from kg.lift._mint import Mint
from kg.lift._say import enrollment_triples, say_code, say_date
from kg.study.beside import Beside, OlderVersion
from kg.study.provenance import Provenance
from kg.terms import FOAF, LABEL, PROV, TKG, A, Term, Triple, code, integer, text, web_page


def source_triples(beside: Beside, provenance: Provenance, mint: Mint) -> Iterator[Triple]:
    """Say where the trial's facts come from."""
    record = mint.record(provenance.source)
    yield mint.trial, PROV.wasDerivedFrom, record
    yield record, A, TKG.SourceRecord
    yield record, LABEL, text(f"{mint.trial_id} in {provenance.document}")
    yield record, FOAF.primaryTopic, mint.trial
    yield record, TKG.format, code("format", provenance.source)
    yield record, TKG.placeInDocument, text(provenance.position)
    yield record, TKG.sha256, text(provenance.record_sha256)
    yield from _document(record, provenance, mint)
    if beside.source_url:
        yield record, TKG.sourceUrl, text(beside.source_url)
        if page := web_page(beside.source_url):
            yield record, FOAF.page, page
    yield from say_date(record, "recordDate", beside.record_date)
    for position, version in enumerate(beside.older_versions, start=1):
        yield from _older_version(record, position, version, mint)


def _older_version(record: Term, position: int, version: OlderVersion, mint: Mint) -> Iterator[Triple]:
    """Say what an older record of the trial said where records of one trial often differ."""
    subject = f"{record[:-1]}/version/{position}>"
    as_of = f" as of {version.last_update}" if version.last_update else ""
    yield record, TKG.hasOlderVersion, subject
    yield subject, A, TKG.OlderVersion
    yield subject, LABEL, text(f"{mint.record_id}{as_of} in {version.provenance.document}")
    yield subject, TKG.position, integer(position)
    yield subject, TKG.placeInDocument, text(version.provenance.position)
    yield subject, TKG.sha256, text(version.provenance.record_sha256)
    yield from _document(subject, version.provenance, mint)
    yield from say_date(subject, "recordDate", version.last_update)
    yield from say_code(subject, TKG.overallStatus, "overall-status", version.overall_status)
    yield from enrollment_triples(subject, version.enrollment_info)
    for name, struct in (
        ("startDate", version.start_date_struct),
        ("primaryCompletionDate", version.primary_completion_date_struct),
        ("completionDate", version.completion_date_struct),
    ):
        if struct:
            yield from say_date(subject, name, struct.date, struct.type)


def _document(record: Term, provenance: Provenance, mint: Mint) -> Iterator[Triple]:
    document = mint.document(provenance.document_sha256)
    yield record, PROV.wasDerivedFrom, document
    yield document, A, TKG.SourceDocument
    yield document, LABEL, text(provenance.document)
    yield document, TKG.sha256, text(provenance.document_sha256)
    yield document, TKG.byteSize, integer(provenance.document_size)
