"""EU Clinical Trials Register as JSON, the way the R package ctrdata stores it: one record a member state."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from kg.sources._euctr import euctr_study
from kg.sources._fields import decode_fields
from kg.sources._json_lines import Layout, Piece, bare, is_register, pieces
from kg.study import Study

TITLE = "EU Clinical Trials Register JSON (ctrdata)"


def recognises(head: bytes) -> bool:
    """Tell by JSON with the form's field of the EudraCT number."""
    return is_register(head, "EUCTR", (b"a2_eudract_number",))


def records(stream: BinaryIO) -> Iterator[Piece]:
    """Yield each record undecoded."""
    return pieces(stream, Layout(noun="record", unwrapped=bare))


def study(record: bytes) -> Study:
    """Read one record."""
    return euctr_study(decode_fields(record, "the EU Clinical Trials Register"))
