"""Typed structs and f-strings: what `kg.lift` does, for the subset alone."""

from __future__ import annotations

from pathlib import Path

from benchmarks.mapping.record import records
from benchmarks.mapping.spelt import triples

TITLE = "msgspec structs to lines, the subset by hand"
NEEDS = ("msgspec",)


def write(source: Path, target: Path) -> None:
    """Write lines record by record."""
    with target.open("w", encoding="utf-8") as out:
        for record in records(source):
            out.write("".join(f"{s} {p} {o} .\n" for s, p, o in triples(record)))
