"""Adverse events: the totals of each group, and the events a page at a time."""

from __future__ import annotations

import msgspec

from kg.site.nodes import by_number, objects, read, rows
from kg.site.release import Release
from kg.site.trial.figures import Figures, tabled
from kg.site.trial.records import Record
from kg.terms import LABEL, TKG

KINDS = {"serious": TKG.SeriousEvent, "other": TKG.OtherEvent}
_TOTALS = (
    ("All-cause deaths", TKG.deathsAffected, TKG.deathsAtRisk),
    ("With a serious event", TKG.seriousAffected, TKG.seriousAtRisk),
    ("With another event", TKG.otherAffected, TKG.otherAtRisk),
)


class Collected(msgspec.Struct, frozen=True):
    """How events were collected."""

    time_frame: str
    description: str
    threshold: str


def collected(release: Release, record: Record) -> Collected:
    """Read how events were collected."""
    properties = (TKG.adverseEventTimeFrame, TKG.adverseEventDescription, TKG.adverseEventThreshold)
    said = [objects(release, record.trial, one, record.graph) for one in properties]
    return Collected(*(next(iter(values), "") for values in said))


def totals(release: Release, record: Record) -> Figures:
    """Say how many of each group had events, of how many at risk."""
    groups = [
        read(release, group, record.graph)
        for group in objects(release, record.trial, TKG.hasResultGroup, record.graph)
        if "/results/event/group/" in group
    ]
    cells = [
        ("", name, node.iri, share(said, node.one(at_risk)))
        for name, affected, at_risk in _TOTALS
        for node in groups
        if (said := node.one(affected))
    ]
    return tabled(release, record, cells)


def share(affected: str, at_risk: str) -> str:
    """Say a count of how many, with the per cent where there is any.

    >>> share("3", "12"), share("1", "2841"), share("3", ""), share("0", "12")
    ('3 of 12 (25.0 %)', '1 of 2841 (< 0.1 %)', '3', '0 of 12')
    """
    if not at_risk:
        return affected
    said = f"{affected} of {at_risk}"
    if int(affected) == 0 or int(at_risk) == 0:
        return said
    per_cent = 100 * int(affected) / int(at_risk)
    return f"{said} ({per_cent:.1f} %)" if per_cent >= 0.1 else f"{said} (< 0.1 %)"


def numbers(release: Release, record: Record) -> dict[str, int]:
    """Count the events of each kind; what they are numbered by is consecutive."""
    found = rows(
        release,
        f"""SELECT ?kind (COUNT(*) AS ?number) WHERE {{ GRAPH {record.iri} {{
        {record.trial} {TKG.hasAdverseEvent} ?event . ?event a ?kind }} }} GROUP BY ?kind""",
    )
    counted = {kind: int(number) for kind, number in found}
    return {name: counted.get(kind, 0) for name, kind in KINDS.items()}


def events(release: Release, record: Record, kind: str, first: int, last: int) -> Figures:
    """Read the events of a kind from one number to another, those of an organ system together."""
    nodes = [f"{record.trial[:-1]}/results/event/{kind}/{number}>" for number in range(first, last + 1)]
    found = rows(
        release,
        f"""SELECT ?event ?label ?system ?group ?affected ?risk WHERE {{
        GRAPH {record.iri} {{ VALUES ?event {{ {" ".join(nodes)} }}
        ?event {LABEL} ?label ; {TKG.hasCount} ?count . ?count {TKG.group} ?group
        OPTIONAL {{ ?event {TKG.organSystem} ?system }} OPTIONAL {{ ?count {TKG.affected} ?affected }}
        OPTIONAL {{ ?count {TKG.atRisk} ?risk }} }} }}""",
    )
    cells = [
        (system, label, group, share(affected, risk) if affected else "not stated")
        for _, label, system, group, affected, risk in sorted(found, key=lambda row: by_number(row[0]))
    ]
    return tabled(release, record, cells)
