"""What is not published, and why: each record as it was read, and a list of the reasons."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec

from kg.spool import SetAside, SpoolReader


def write_set_aside(folder: Path, records: Iterable[SetAside], spool: SpoolReader) -> None:
    """Write a list of reasons, one a line, named as the folder is, and beside it the bytes of each record."""
    folder.mkdir()
    ordered = sorted(records, key=lambda one: (one.document, one.position, one.why))
    with (folder / f"{folder.name}.jsonl").open("wb") as reasons:
        for number, one in enumerate(ordered, start=1):
            file = f"{number:06}.record" if one.length else None
            if file:
                (folder / file).write_bytes(spool.get(one.offset, one.length))
            line = {
                "document": one.document,
                "position": one.position,
                "trial": one.trial,
                "why": one.why,
                "record": file,
            }
            reasons.write(msgspec.json.encode(line) + b"\n")
