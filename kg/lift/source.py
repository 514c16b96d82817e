"""Where the record was read: its document, its place there, and the hashes of both (PROV-O)."""

from __future__ import annotations

from collections.abc import Iterator

from kg.lift._mint import Mint
from kg.lift._say import say_date
from kg.study.beside import Beside
from kg.study.provenance import Provenance
from kg.terms import FOAF, LABEL, PROV, TKG, A, Triple, code, integer, text, web_page


def source_triples(beside: Beside, provenance: Provenance, mint: Mint) -> Iterator[Triple]:
    """Say where the trial's facts come from."""
    record = mint.record(provenance.source)
    document = mint.document(provenance.document_sha256)
    yield mint.trial, PROV.wasDerivedFrom, record
    yield record, A, TKG.SourceRecord
    yield record, LABEL, text(f"{mint.trial_id} in {provenance.document}")
    yield record, FOAF.primaryTopic, mint.trial
    yield record, TKG.format, code("format", provenance.source)
    yield record, TKG.placeInDocument, text(provenance.position)
    yield record, TKG.sha256, text(provenance.record_sha256)
    yield record, PROV.wasDerivedFrom, document
    if beside.source_url:
        yield record, TKG.sourceUrl, text(beside.source_url)
        if page := web_page(beside.source_url):
            yield record, FOAF.page, page
    yield from say_date(record, "recordDate", beside.record_date)
    yield document, A, TKG.SourceDocument
    yield document, LABEL, text(provenance.document)
    yield document, TKG.sha256, text(provenance.document_sha256)
    yield document, TKG.byteSize, integer(provenance.document_size)
