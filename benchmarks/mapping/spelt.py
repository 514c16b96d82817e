"""The rows of the subset as triples, spelt as N-Triples."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.mapping.record import Record
from benchmarks.mapping.subset import NS, date_rows, part_rows, trial_row
from kg.terms import DCTERMS, LABEL, TKG, A, Triple, integer, text


def triples(record: Record) -> Iterator[Triple]:
    """Say the subset of one record."""
    row = trial_row(record)
    trial = f"<{row.trial}>"
    yield trial, A, TKG.Trial
    yield trial, LABEL, text(row.label)
    yield trial, DCTERMS.identifier, text(row.id)
    if row.brief:
        yield trial, TKG.briefTitle, text(row.brief)
    if row.official:
        yield trial, TKG.officialTitle, text(row.official)
    if row.status:
        yield trial, TKG.overallStatus, f"<{row.status}>"
    for date in date_rows(record):
        yield trial, f"<{date.property}>", f'"{date.value}"^^<{date.datatype}>'
    yield from _parts(record)


def _parts(record: Record) -> Iterator[Triple]:
    for row in part_rows(record):
        node = f"<{row.node}>"
        yield f"<{row.trial}>", f"<{row.has}>", node
        yield node, A, f"<{row.kind}>"
        yield node, LABEL, text(row.label)
        yield node, TKG.position, integer(row.position)
        if row.type:
            yield node, f"<{row.type_property}>", f"<{row.type}>"
        if row.description:
            yield node, DCTERMS.description, text(row.description)
        if row.time_frame:
            yield node, f"<{NS}timeFrame>", text(row.time_frame)
