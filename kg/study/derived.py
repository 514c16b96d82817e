"""What the registry adds of its own: `derivedSection`, `documentSection` and `annotationSection`."""

from __future__ import annotations

from msgspec import field

from kg.study.part import Part
from kg.study.protocol import DateStruct


class Mesh(Part, frozen=True):
    """A MeSH heading; a page may name it without its identifier."""

    id: str | None = None
    term: str | None = None


class BrowseLeaf(Part, frozen=True):
    id: str | None = None
    name: str | None = None
    as_found: str | None = None
    relevance: str | None = None


class BrowseBranch(Part, frozen=True):
    abbrev: str | None = None
    name: str | None = None


class BrowseModule(Part, frozen=True):
    meshes: list[Mesh] = []
    ancestors: list[Mesh] = []
    browse_leaves: list[BrowseLeaf] = []
    browse_branches: list[BrowseBranch] = []


class BmiLimits(Part, frozen=True):
    min_bmi: float | None = None
    max_bmi: float | None = None


class ModelPredictions(Part, frozen=True):
    bmi_limits: BmiLimits | None = None


class FirstMcpInfo(Part, frozen=True):
    """When the manual (MCP) review of submitted results began."""

    post_date_struct: DateStruct | None = None


class SubmissionInfo(Part, frozen=True):
    """One round of results sent to the registry and sent back."""

    release_date: str | None = None
    unrelease_date: str | None = None
    unrelease_date_unknown: bool | None = None
    reset_date: str | None = None
    mcp_release_n: int | None = field(default=None, name="mcpReleaseN")


class SubmissionTracking(Part, frozen=True):
    estimated_results_first_submit_date: str | None = None
    first_mcp_info: FirstMcpInfo | None = None
    submission_infos: list[SubmissionInfo] = []


class MiscInfoModule(Part, frozen=True):
    version_holder: str | None = None
    removed_countries: list[str] = []
    submission_tracking: SubmissionTracking | None = None
    model_predictions: ModelPredictions | None = None


class DerivedSection(Part, frozen=True):
    misc_info_module: MiscInfoModule | None = None
    condition_browse_module: BrowseModule = BrowseModule()
    intervention_browse_module: BrowseModule = BrowseModule()


class LargeDoc(Part, frozen=True):
    """A protocol, analysis plan or consent form that the registry holds."""

    type_abbrev: str | None = None
    has_protocol: bool | None = None
    has_sap: bool | None = None
    has_icf: bool | None = None
    label: str | None = None
    date: str | None = None
    upload_date: str | None = None
    filename: str | None = None
    size: int | None = None


class LargeDocumentModule(Part, frozen=True):
    no_sap: bool | None = None
    large_docs: list[LargeDoc] = []


class DocumentSection(Part, frozen=True):
    large_document_module: LargeDocumentModule = LargeDocumentModule()


class UnpostedEvent(Part, frozen=True):
    type: str | None = None
    date: str | None = None
    date_unknown: bool | None = None


class UnpostedAnnotation(Part, frozen=True):
    """Results that were sent to the registry and have not been posted yet."""

    unposted_responsible_party: str | None = None
    unposted_events: list[UnpostedEvent] = []


class ViolationEvent(Part, frozen=True):
    type: str | None = None
    description: str | None = None
    creation_date: str | None = None
    issued_date: str | None = None
    release_date: str | None = None
    posted_date: str | None = None


class ViolationAnnotation(Part, frozen=True):
    """What the FDA found against a trial under FDAAA 801."""

    violation_events: list[ViolationEvent] = []


class AnnotationModule(Part, frozen=True):
    unposted_annotation: UnpostedAnnotation | None = None
    violation_annotation: ViolationAnnotation | None = None


class AnnotationSection(Part, frozen=True):
    annotation_module: AnnotationModule = AnnotationModule()
