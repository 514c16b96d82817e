"""Figures of results as a table: a row for each thing counted or measured, a column for each group."""

from __future__ import annotations

import msgspec

from kg.site.nodes import by_number, read, rows
from kg.site.release import Release
from kg.site.trial.arms import anchor
from kg.site.trial.records import Record
from kg.terms import DCTERMS, LABEL, TKG, Term


class Group(msgspec.Struct, frozen=True):
    """A group that results are given for, and the anchor of the arm that it was recognised as."""

    iri: Term
    label: str
    description: str
    arm: str


class Row(msgspec.Struct, frozen=True):
    """A row: what it is about, the heading that it stands under, and a cell for each group."""

    label: str
    cells: list[str]
    heading: str = ""


class Figures(msgspec.Struct, frozen=True):
    """A table of figures."""

    groups: list[Group]
    rows: list[Row]


def measured(release: Release, record: Record, measure: Term) -> Figures:
    """Read the figures of a baseline or an outcome measure, after the numbers that they are of."""
    found = rows(
        release,
        f"""SELECT ?value ?group ?words ?class ?category WHERE {{ GRAPH {record.iri} {{
        {measure} {TKG.hasMeasurement} ?value . ?value {TKG.group} ?group ; {LABEL} ?words
        OPTIONAL {{ ?value {TKG.classTitle} ?class }} OPTIONAL {{ ?value {TKG.categoryTitle} ?category }}
        }} }}""",
    )
    analysed = rows(
        release,
        f"""SELECT ?value ?group ?words ?class WHERE {{ GRAPH {record.iri} {{
        {measure} {TKG.hasDenominator} ?value . ?value {TKG.group} ?group ; {LABEL} ?words
        OPTIONAL {{ ?value {TKG.classTitle} ?class }} }} }}""",
    )
    cells = [(heading, "Analysed", group, said) for _, group, said, heading in _in_order(analysed)]
    cells += [(heading, category, group, said) for _, group, said, heading, category in _in_order(found)]
    return tabled(release, record, cells)


def tabled(release: Release, record: Record, cells: list[tuple[str, str, Term, str]]) -> Figures:
    """Lay cells (heading, label, group, words) out as a table; rows under one heading come together."""
    groups = sorted({group for _, _, group, _ in cells})
    table: dict[str, dict[str, dict[Term, str]]] = {}
    for heading, label, group, said in cells:
        row = table.setdefault(heading, {}).setdefault(label, {})
        row[group] = f"{row[group]}; {said}" if group in row else said
    laid_out = [
        Row(label, [row.get(group, "") for group in groups], heading)
        for heading, under in table.items()
        for label, row in under.items()
    ]
    return Figures([group_of(release, record, group) for group in groups], laid_out)


def group_of(release: Release, record: Record, iri: Term) -> Group:
    """Read a group."""
    node = read(release, iri, record.graph)
    arm = node.one(TKG.ofArm)
    return Group(iri, node.label, node.one(DCTERMS.description), anchor(arm) if arm else "")


def _in_order(found: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    return sorted(found, key=lambda row: by_number(row[0]))
