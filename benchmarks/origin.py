"""Records that were made: where they say that they are from, and how they are lifted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from kg.lift import Mint, lift
from kg.study import Study, decode
from kg.study.provenance import Provenance
from kg.terms import DEFAULT_BASE, Triple

PROVENANCE = Provenance(
    source="ctgov_json",
    document="made",
    document_sha256="0" * 64,
    document_size=0,
    position="",
    record_sha256="",
)


def mint(study: Study) -> Mint:
    """Give what names the parts of a study."""
    return Mint(base=DEFAULT_BASE, trial_id=study.trial_id or "", record_id=study.record_id)


def lifted(study: Study) -> Iterable[Triple]:
    """Say everything that the study says."""
    return lift(study, PROVENANCE, mint(study))


def studies(source: Path) -> Iterator[Study]:
    """Decode the records of a file, one a line."""
    with source.open("rb") as lines:
        yield from map(decode, lines)
