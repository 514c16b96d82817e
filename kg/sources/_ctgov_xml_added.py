"""Publications, documents, MeSH terms and notes of the registry, in legacy XML."""

from __future__ import annotations

from kg.sources._words import Wordings, iso_date
from kg.sources._xml import Part
from kg.study.derived import (
    AnnotationModule,
    AnnotationSection,
    BrowseModule,
    DerivedSection,
    DocumentSection,
    LargeDoc,
    LargeDocumentModule,
    Mesh,
    MiscInfoModule,
    UnpostedAnnotation,
    UnpostedEvent,
)
from kg.study.protocol import AvailIpd, IpdSharingStatementModule, Reference, ReferencesModule, SeeAlsoLink

_SHARING = {"yes": "YES", "no": "NO", "undecided": "UNDECIDED"}
_SHARED = {
    "study protocol": "STUDY_PROTOCOL",
    "statistical analysis plan sap": "SAP",
    "informed consent form icf": "ICF",
    "clinical study report csr": "CSR",
    "analytic code": "ANALYTIC_CODE",
}
_PENDING = {"submitted": "RELEASE", "returned": "RESET", "submission_canceled": "UNRELEASE"}


def references(part: Part) -> ReferencesModule:
    """Read publications, links and data that are offered."""
    references = [
        Reference(pmid=one.text("PMID"), type=kind, citation=one.text("citation"))
        for tag, kind in (("reference", "BACKGROUND"), ("results_reference", "RESULT"))
        for one in part.parts(tag)
    ]
    return ReferencesModule(
        references=references,
        see_also_links=[
            SeeAlsoLink(label=one.text("description"), url=one.text("url")) for one in part.parts("link")
        ],
        avail_ipds=[
            AvailIpd(
                id=one.text("doc_id"),
                type=one.text("doc_type"),
                url=one.text("doc_url"),
                comment=one.text("doc_comment"),
            )
            for one in part.items("study_docs", "study_doc")
        ],
    )


def sharing(part: Part, words: Wordings) -> IpdSharingStatementModule:
    """Read what is said about sharing the data of participants."""
    kinds = (words.code(_SHARED, "ipd_info_type", kind) for kind in part.texts("ipd_info_type"))
    return IpdSharingStatementModule(
        ipd_sharing=words.code(_SHARING, "sharing_ipd", part.text("sharing_ipd")),
        description=part.block("ipd_description"),
        info_types=[kind for kind in kinds if kind],
        time_frame=part.text("ipd_time_frame"),
        access_criteria=part.block("ipd_access_criteria"),
        url=part.text("ipd_url"),
    )


def derived_section(part: Part) -> DerivedSection:
    """Read the MeSH terms that the registry gave, and the countries that were taken out."""
    removed = part.part("removed_countries").texts("country")

    def browse(tag: str) -> BrowseModule:
        return BrowseModule(meshes=[Mesh(term=term) for term in part.part(tag).texts("mesh_term")])

    return DerivedSection(
        misc_info_module=MiscInfoModule(removed_countries=removed) if removed else None,
        condition_browse_module=browse("condition_browse"),
        intervention_browse_module=browse("intervention_browse"),
    )


def document_section(part: Part, words: Wordings) -> DocumentSection | None:
    """Read which documents the registry holds."""
    documents = [
        LargeDoc(
            has_protocol=words.yes_no("document_has_protocol", one.text("document_has_protocol")),
            has_sap=words.yes_no("document_has_sap", one.text("document_has_sap")),
            has_icf=words.yes_no("document_has_icf", one.text("document_has_icf")),
            label=one.text("document_type"),
            date=iso_date(one.text("document_date")),
            filename=(one.text("document_url") or "").rpartition("/")[2] or None,
        )
        for one in part.items("provided_document_section", "provided_document")
    ]
    return (
        DocumentSection(large_document_module=LargeDocumentModule(large_docs=documents))
        if documents
        else None
    )


def unposted(part: Part) -> AnnotationSection | None:
    """Read when results were submitted that are not posted."""
    pending = part.part("pending_results")
    events = [
        UnpostedEvent(type=kind, date=iso_date(day))
        for tag, kind in _PENDING.items()
        for day in pending.texts(tag)
    ]
    if not events:
        return None
    ordered = sorted(events, key=lambda event: event.date or "")
    return AnnotationSection(
        annotation_module=AnnotationModule(unposted_annotation=UnpostedAnnotation(unposted_events=ordered))
    )
