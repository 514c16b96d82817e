"""What the registry adds to a record: documents, notes on results, MeSH terms and its own indexing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from kg.lift._mint import Mint
from kg.lift._say import say_boolean, say_code, say_date, say_text, say_texts
from kg.study import Study
from kg.study.derived import (
    AnnotationModule,
    BrowseModule,
    DerivedSection,
    LargeDoc,
    LargeDocumentModule,
    Mesh,
    MiscInfoModule,
    SubmissionTracking,
    ViolationEvent,
)
from kg.terms import (
    DCTERMS,
    FOAF,
    LABEL,
    SKOS,
    TKG,
    A,
    Term,
    Triple,
    code,
    decimal,
    integer,
    iri,
    text,
    web_page,
)

MESH = "http://id.nlm.nih.gov/mesh/"
_MESH_ID = re.compile(r"([CD])(\d{6}|\d{9})")
_LAST_OF_SIX_DIGITS = {"C": 588418, "D": 66331}
_DOCUMENTS = "https://cdn.clinicaltrials.gov/large-docs"


def registry_triples(study: Study, mint: Mint) -> Iterator[Triple]:
    """Say what stands in the derived, document and annotation sections."""
    yield from _derived(study.derived_section, mint)
    if study.document_section:
        yield from _documents(study.document_section.large_document_module, mint)
    if study.annotation_section:
        yield from _annotations(study.annotation_section.annotation_module, mint)


def _derived(section: DerivedSection, mint: Mint) -> Iterator[Triple]:
    for about, module in (
        ("condition", section.condition_browse_module),
        ("intervention", section.intervention_browse_module),
    ):
        yield from _headings("index-term", TKG.hasIndexTerm, TKG.IndexTerm, about, module.meshes, mint)
        yield from _headings(
            "index-ancestor", TKG.hasIndexAncestor, TKG.IndexAncestor, about, module.ancestors, mint
        )
        yield from _browsing(about, module, mint)
    if section.misc_info_module:
        yield from _misc(section.misc_info_module, mint)


def _headings(
    path: str, prop: Term, kind: Term, about: str, headings: list[Mesh], mint: Mint
) -> Iterator[Triple]:
    for position, mesh in enumerate(headings, start=1):
        if not (name := mesh.term or mesh.id):
            continue
        subject = mint.part(f"{path}/{about}/{position}")
        yield mint.trial, prop, subject
        yield subject, A, kind
        yield subject, LABEL, text(name)
        yield subject, TKG.indexes, code("index", about)
        if heading := mesh_iri(mesh.id):
            yield subject, SKOS.exactMatch, heading
        elif mesh.id:
            yield subject, DCTERMS.identifier, text(mesh.id)


def mesh_iri(mesh_id: str | None) -> Term | None:
    """Name a MeSH heading as NLM does; None where an id is not one, or could be one of two.

    The registry pads ids to nine digits; NLM gave six up to D066331 and C588418, and nine after them.
    Of a low C id we found no second source that says what it stands for, so it stays text.

    >>> mesh_iri("D000009369") == mesh_iri("D009369") == "<http://id.nlm.nih.gov/mesh/D009369>"
    True
    >>> mesh_iri("D000068677"), mesh_iri("C000010882")
    ('<http://id.nlm.nih.gov/mesh/D000068677>', None)
    """
    found = _MESH_ID.fullmatch(mesh_id or "")
    if not found:
        return None
    kind, digits = found.groups()
    if len(digits) == 9 and int(digits) <= _LAST_OF_SIX_DIGITS[kind]:
        if kind == "C":
            return None
        digits = digits[3:]
    return iri(MESH + kind + digits)


def _browsing(about: str, module: BrowseModule, mint: Mint) -> Iterator[Triple]:
    """Say where the registry's own browsing puts the trial."""
    for position, leaf in enumerate(module.browse_leaves, start=1):
        subject = mint.part(f"browse-leaf/{about}/{position}")
        yield mint.trial, TKG.hasBrowseLeaf, subject
        yield subject, A, TKG.BrowseLeaf
        yield subject, LABEL, text(leaf.name or leaf.id or "Leaf")
        yield subject, TKG.indexes, code("index", about)
        yield from say_text(subject, TKG.browseId, leaf.id)
        yield from say_text(subject, TKG.foundAs, leaf.as_found)
        yield from say_code(subject, TKG.relevance, "relevance", leaf.relevance)
    for position, branch in enumerate(module.browse_branches, start=1):
        subject = mint.part(f"browse-branch/{about}/{position}")
        yield mint.trial, TKG.hasBrowseBranch, subject
        yield subject, A, TKG.BrowseBranch
        yield subject, LABEL, text(branch.name or branch.abbrev or "Branch")
        yield subject, TKG.indexes, code("index", about)
        yield from say_text(subject, TKG.browseId, branch.abbrev)


def _misc(module: MiscInfoModule, mint: Mint) -> Iterator[Triple]:
    yield from say_date(mint.trial, "registryVersion", module.version_holder)
    yield from say_texts(mint.trial, TKG.removedCountry, module.removed_countries)
    if module.submission_tracking:
        yield from _submissions(module.submission_tracking, mint)
    limits = module.model_predictions and module.model_predictions.bmi_limits
    if limits:
        for prop, value in (
            (TKG.predictedMinimumBmi, limits.min_bmi),
            (TKG.predictedMaximumBmi, limits.max_bmi),
        ):
            if value is not None:
                yield mint.trial, prop, decimal(Decimal(str(value)))


def _submissions(tracking: SubmissionTracking, mint: Mint) -> Iterator[Triple]:
    """Say when results were sent to the registry, and sent back."""
    expected = tracking.estimated_results_first_submit_date
    yield from say_date(mint.trial, "estimatedResultsFirstSubmitDate", expected)
    if tracking.first_mcp_info and (posted := tracking.first_mcp_info.post_date_struct):
        yield from say_date(mint.trial, "firstReviewPostDate", posted.date, posted.type)
    for position, info in enumerate(tracking.submission_infos, start=1):
        subject = mint.part(f"submission/{position}")
        yield mint.trial, TKG.hasSubmission, subject
        yield subject, A, TKG.ResultsSubmission
        yield subject, LABEL, text(f"Results sent {info.release_date or '(no date)'}")
        yield from say_date(subject, "releaseDate", info.release_date)
        yield from say_date(subject, "unreleaseDate", info.unrelease_date)
        yield from say_boolean(subject, TKG.unreleaseDateUnknown, info.unrelease_date_unknown)
        yield from say_date(subject, "resetDate", info.reset_date)
        if info.mcp_release_n is not None:
            yield subject, TKG.reviewRound, integer(info.mcp_release_n)


def _documents(module: LargeDocumentModule, mint: Mint) -> Iterator[Triple]:
    """Say which protocols, analysis plans and consent forms the registry holds."""
    yield from say_boolean(mint.trial, TKG.hasNoAnalysisPlan, module.no_sap)
    for position, document in enumerate(module.large_docs, start=1):
        subject = mint.part(f"study-document/{position}")
        yield mint.trial, TKG.hasStudyDocument, subject
        yield subject, A, TKG.StudyDocument
        yield subject, LABEL, text(document.label or document.filename or f"Document {position}")
        yield from _document(subject, document, mint)


def _document(subject: Term, document: LargeDoc, mint: Mint) -> Iterator[Triple]:
    yield from say_text(subject, TKG.documentType, document.type_abbrev)
    yield from say_boolean(subject, TKG.holdsProtocol, document.has_protocol)
    yield from say_boolean(subject, TKG.holdsAnalysisPlan, document.has_sap)
    yield from say_boolean(subject, TKG.holdsConsentForm, document.has_icf)
    yield from say_date(subject, "documentDate", document.date)
    yield from say_date(subject, "uploadDate", document.upload_date)
    yield from say_text(subject, TKG.fileName, document.filename)
    if document.size is not None:
        yield subject, TKG.byteSize, integer(document.size)
    if document.filename and mint.trial_id.startswith("NCT"):
        address = f"{_DOCUMENTS}/{mint.trial_id[-2:]}/{mint.trial_id}/{document.filename}"
        if page := web_page(address):
            yield subject, FOAF.page, page


def _annotations(module: AnnotationModule, mint: Mint) -> Iterator[Triple]:
    if unposted := module.unposted_annotation:
        party = unposted.unposted_responsible_party
        yield from say_text(mint.trial, TKG.unpostedResponsibleParty, party)
        for position, event in enumerate(unposted.unposted_events, start=1):
            subject = mint.part(f"unposted-event/{position}")
            yield mint.trial, TKG.hasUnpostedEvent, subject
            yield subject, A, TKG.UnpostedEvent
            yield subject, LABEL, text((event.type or "Event").capitalize())
            yield from say_code(subject, TKG.unpostedEventType, "unposted-event", event.type)
            yield from say_date(subject, "eventDate", event.date)
            yield from say_boolean(subject, TKG.eventDateUnknown, event.date_unknown)
    if violations := module.violation_annotation:
        for position, violation in enumerate(violations.violation_events, start=1):
            yield from _violation(position, violation, mint)


def _violation(position: int, event: ViolationEvent, mint: Mint) -> Iterator[Triple]:
    subject = mint.part(f"violation-event/{position}")
    yield mint.trial, TKG.hasViolationEvent, subject
    yield subject, A, TKG.ViolationEvent
    yield subject, LABEL, text((event.type or "Event").replace("_", " ").capitalize())
    yield from say_code(subject, TKG.violationEventType, "violation-event", event.type)
    yield from say_text(subject, DCTERMS.description, event.description)
    yield from say_date(subject, "creationDate", event.creation_date)
    yield from say_date(subject, "issuedDate", event.issued_date)
    yield from say_date(subject, "releaseDate", event.release_date)
    yield from say_date(subject, "postedDate", event.posted_date)
