"""What was set aside: each record as it was read, and a list of the reasons."""

from __future__ import annotations

from pathlib import Path

import msgspec

from kg.errors import Rejected


def write_rejected(folder: Path, rejected: list[Rejected]) -> None:
    """Write `rejected.jsonl`, one reason a line, and beside it the bytes of each record that has any."""
    lines = []
    ordered = sorted(rejected, key=lambda r: (r.document, r.position, r.why))
    for number, one in enumerate(ordered, start=1):
        file = f"{number:06}.record" if one.content else None
        if file:
            (folder / file).write_bytes(one.content)
        line = {
            "document": one.document,
            "position": one.position,
            "trial": one.trial,
            "why": one.why,
            "record": file,
        }
        lines.append(msgspec.json.encode(line) + b"\n")
    (folder / "rejected.jsonl").write_bytes(b"".join(lines))
