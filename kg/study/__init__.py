"""One trial record, in the data model of the ClinicalTrials.gov API v2: the narrow waist of the build.

Every source yields a `Study` and everything after the sources reads only that. Field names are the
API's (camelCase in JSON, snake_case here), see https://clinicaltrials.gov/data-api/about-api/study-data-structure.
Codes (`RECRUITING`, `PHASE2`) and dates stay text: whether they are sound is for the shapes to say.
What the API has no field for stands under a key of our own, `trialkg` (class `Beside`).
One module a section: `protocol`, `results`, `derived` (with documents and annotations), `beside`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

import msgspec

from kg.errors import JSON_ERRORS, RecordError
from kg.study.beside import Beside, OlderVersion
from kg.study.derived import AnnotationSection, DerivedSection, DocumentSection
from kg.study.part import Part
from kg.study.protocol import ProtocolSection
from kg.study.provenance import Provenance
from kg.study.results import ResultsSection


class Study(Part, frozen=True):
    protocol_section: ProtocolSection = ProtocolSection()
    results_section: ResultsSection | None = None
    annotation_section: AnnotationSection | None = None
    document_section: DocumentSection | None = None
    derived_section: DerivedSection = DerivedSection()
    has_results: bool | None = None
    trialkg: Beside = Beside()

    @property
    def nct_id(self) -> str | None:
        return self.protocol_section.identification_module.nct_id

    @property
    def trial_id(self) -> str | None:
        """The id of the trial in the registry that the record is of: an NCT id, or another registry's."""
        return self.nct_id or self.trialkg.trial_id

    @property
    def record_id(self) -> str:
        """The id of this record, which is the trial's where a registry keeps one record a trial."""
        return self.trialkg.record_id or self.trial_id or ""

    @property
    def last_update(self) -> str:
        """The date that tells a newer record from an older one; empty when the record has none."""
        status = self.protocol_section.status_module
        posted = status.last_update_post_date_struct
        return (posted and posted.date) or self.trialkg.record_date or status.status_verified_date or ""


def with_older(study: Study, older: Iterable[tuple[Study, Provenance]]) -> Study:
    """Tell a Study of the older records of its trial in the same source, from the oldest on."""
    versions = [_older_version(one, provenance) for one, provenance in older]
    beside = msgspec.structs.replace(study.trialkg, older_versions=versions)
    return msgspec.structs.replace(study, trialkg=beside)


def _older_version(study: Study, provenance: Provenance) -> OlderVersion:
    status = study.protocol_section.status_module
    return OlderVersion(
        provenance=provenance,
        last_update=study.last_update or None,
        overall_status=status.overall_status,
        enrollment_info=study.protocol_section.design_module.enrollment_info,
        start_date_struct=status.start_date_struct,
        primary_completion_date_struct=status.primary_completion_date_struct,
        completion_date_struct=status.completion_date_struct,
    )


P = TypeVar("P", bound=Part)

_decoder = msgspec.json.Decoder(Study)
_encoder = msgspec.json.Encoder()


def decode(record: bytes) -> Study:
    """Read one v2 JSON object; a `RecordError` says which field is not as the API gives it."""
    try:
        str(record, "utf-8")  # the decoder does not look into what it skips
        return _decoder.decode(record)
    except JSON_ERRORS as error:
        raise RecordError(f"not a study of the API v2: {error}") from error


def encode(study: Study) -> bytes:
    """Write one line of v2 JSON, without the line end; a module that states nothing is not written."""
    return _encoder.encode(
        _stated(
            msgspec.structs.replace(
                study,
                protocol_section=_stated(study.protocol_section),
                derived_section=_stated(study.derived_section),
            )
        )
    )


def _stated(part: P) -> P:
    """Put the default, which is not written, in the place of every piece that is equal to it."""
    defaults = zip(part.__struct_fields__, part.__struct_defaults__, strict=True)
    return msgspec.structs.replace(
        part, **{name: default for name, default in defaults if getattr(part, name) == default}
    )
