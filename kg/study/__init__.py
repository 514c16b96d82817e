"""One trial record, in the data model of the ClinicalTrials.gov API v2: the narrow waist of the build.

Every source yields a `Study` and everything after the sources reads only that. Field names are the
API's (camelCase in JSON, snake_case here), see https://clinicaltrials.gov/data-api/about-api/study-data-structure.
Codes (`RECRUITING`, `PHASE2`) and dates stay text: whether they are sound is for the shapes to say.
What the API has no field for stands under a key of our own, `trialkg` (class `Beside`).
One module a section: `protocol`, `results`, `derived` (with documents and annotations), `beside`.
"""

from __future__ import annotations

from typing import TypeVar

import msgspec

from kg.errors import RecordError
from kg.study.beside import Beside
from kg.study.derived import AnnotationSection, DerivedSection, DocumentSection
from kg.study.part import Part
from kg.study.protocol import ProtocolSection
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
    def last_update(self) -> str:
        """The date that tells a newer record from an older one; empty when the record has none."""
        status = self.protocol_section.status_module
        posted = status.last_update_post_date_struct
        return (posted and posted.date) or self.trialkg.record_date or status.status_verified_date or ""


P = TypeVar("P", bound=Part)

_decoder = msgspec.json.Decoder(Study)
_encoder = msgspec.json.Encoder()


def decode(record: bytes) -> Study:
    """Read one v2 JSON object; a `RecordError` says which field is not as the API gives it."""
    try:
        str(record, "utf-8")  # the decoder does not look into what it skips
        return _decoder.decode(record)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
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
