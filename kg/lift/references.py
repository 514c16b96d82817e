"""Publications, web pages and data sets that a record cites."""

from __future__ import annotations

from collections.abc import Iterator

from kg.lift._mint import Mint
from kg.lift._say import say_code, say_text
from kg.study.protocol import ReferencesModule
from kg.terms import DCTERMS, FOAF, LABEL, TKG, A, Term, Triple, text, web_page


def reference_triples(module: ReferencesModule, mint: Mint) -> Iterator[Triple]:
    """Say what the record cites."""
    for position, reference in enumerate(module.references, start=1):
        subject = mint.part(f"reference/{position}")
        label = reference.citation or f"PubMed {reference.pmid}"
        page = f"https://pubmed.ncbi.nlm.nih.gov/{reference.pmid}/" if reference.pmid else None
        yield from _reference(subject, label, page, mint)
        yield from say_text(subject, TKG.pmid, reference.pmid)
        yield from say_code(subject, TKG.referenceType, "reference-type", reference.type)
        for number, retraction in enumerate(reference.retractions, start=1):
            notice = mint.part(f"reference/{position}/retraction/{number}")
            yield subject, TKG.hasRetraction, notice
            yield notice, A, TKG.Retraction
            yield notice, LABEL, text(retraction.source or f"PubMed {retraction.pmid}")
            yield from say_text(notice, TKG.pmid, retraction.pmid)
    for position, link in enumerate(module.see_also_links, start=1):
        yield from _reference(mint.part(f"see-also/{position}"), link.label or link.url, link.url, mint)
    for position, data in enumerate(module.avail_ipds, start=1):
        subject = mint.part(f"participant-data/{position}")
        yield from _reference(subject, data.type or data.id, data.url, mint)
        yield from say_text(subject, TKG.dataType, data.type)
        yield from say_text(subject, DCTERMS.identifier, data.id)
        yield from say_text(subject, DCTERMS.description, data.comment)


def _reference(subject: Term, label: str | None, page: str | None, mint: Mint) -> Iterator[Triple]:
    yield mint.trial, TKG.hasReference, subject
    yield subject, A, TKG.Reference
    yield subject, LABEL, text(label or "Reference")
    if page:
        if term := web_page(page):
            yield subject, FOAF.page, term
        else:
            yield subject, DCTERMS.identifier, text(page)
