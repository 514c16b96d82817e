"""Where a Study was read from."""

from __future__ import annotations

from kg.study.part import Part


class Provenance(Part, frozen=True):
    """Where a Study was read from."""

    source: str
    document: str
    document_sha256: str
    document_size: int
    position: str
    record_sha256: str
