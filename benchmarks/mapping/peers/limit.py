"""The limit: decode the records, and write bytes that are there already."""

from __future__ import annotations

from pathlib import Path

from benchmarks.mapping.record import records

TITLE = "limit: msgspec decode, write the same bytes"
NEEDS = ("msgspec",)


def write(source: Path, target: Path) -> None:
    """Decode every record, and write the triples that were spelt beside the source before."""
    for _ in records(source):
        pass
    target.write_bytes(source.with_suffix(".nt").read_bytes())
