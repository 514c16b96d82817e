"""What is not published, and why: each record as it was read, and a list of the reasons.

Of a record that shapes refuse, its graph and its findings are kept too. A shard writes them beside each
other in a folder of its own (`write_evidence`), so that they are in nobody's memory until they are listed.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

import msgspec

from kg.publish.nquads import gzip_writer
from kg.spool import SetAside, SpoolReader

GRAPH, FINDINGS = ".nq.gz", ".json"


def write_evidence(shard: Path, number: int, quads: bytes, findings: bytes) -> str:
    """Keep the graph of a refused record and what was found in it; return its name among the shards."""
    folder = shard / "refused"
    folder.mkdir(exist_ok=True)
    with gzip_writer(folder / f"{number:06}{GRAPH}") as file:
        file.write(quads)
    (folder / f"{number:06}{FINDINGS}").write_bytes(findings)
    return f"{shard.name}/refused/{number:06}"


def in_order(records: Iterable[SetAside]) -> list[SetAside]:
    """Put records into the order in which they are listed, which no number of workers changes."""
    return sorted(records, key=lambda one: (one.document, one.position, one.why, one.document_sha256))


def write_set_aside(folder: Path, records: Iterable[SetAside], spool: SpoolReader, shards: Path) -> None:
    """Write a list of reasons, one a line, named as the folder is, and beside it the bytes of each record.

    Graphs are copied from the shards, which stay whole for the next build where this one is interrupted.
    """
    folder.mkdir()
    with (folder / f"{folder.name}.jsonl").open("wb") as reasons:
        for number, one in enumerate(in_order(records), start=1):
            file = f"{number:06}.record" if one.length else None
            if file:
                (folder / file).write_bytes(spool.get(one.offset, one.length))
            line = {
                "number": number,
                "document": one.document,
                "position": one.position,
                "trial": one.trial,
                "why": one.why,
                "record": file,
                "source": one.source or None,
                "documentSha256": one.document_sha256 or None,
                "documentSize": one.document_size or None,
                **_evidence(one, folder, number, shards),
            }
            reasons.write(msgspec.json.encode(line) + b"\n")


def _evidence(one: SetAside, folder: Path, number: int, shards: Path) -> dict[str, object]:
    if not one.evidence:
        return {}
    kept = shards / one.evidence
    graph = f"{number:06}{GRAPH}"
    shutil.copyfile(kept.with_name(kept.name + GRAPH), folder / graph)
    return {"graph": graph, "findings": msgspec.Raw(kept.with_name(kept.name + FINDINGS).read_bytes())}
