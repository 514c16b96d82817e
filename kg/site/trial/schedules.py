"""Radiation schedules: total dose, fractions, dose of each, with the words they were read from."""

from __future__ import annotations

import msgspec

from kg.site.nodes import Node
from kg.site.release import Release
from kg.site.things import thing
from kg.site.trial.records import Record, parts
from kg.terms import TKG, Term


class Schedule(msgspec.Struct, frozen=True):
    """A schedule in words, "" where the record does not say; `arms` are numbers of arms."""

    words: str
    about: str
    dose: str
    fractions: str
    each: str
    kind: str
    arms: list[str]


def schedules(release: Release, record: Record) -> list[Schedule]:
    """Read the radiation schedules of a record."""
    return [_schedule(release, node) for node in parts(release, record, TKG.hasRadiationSchedule)]


def _schedule(release: Release, node: Node) -> Schedule:
    unit, kind = node.one(TKG.doseUnit), node.one(TKG.fractionation)
    about = node.one(TKG.about)
    return Schedule(
        words=node.one(TKG.words),
        about=thing(release, about).label if about else "",
        dose=_range(node, TKG.totalDoseLow, TKG.totalDoseHigh, unit),
        fractions=_range(node, TKG.fractionsLow, TKG.fractionsHigh, ""),
        each=_range(node, TKG.dosePerFractionLow, TKG.dosePerFractionHigh, unit),
        kind=thing(release, kind).label if kind else "",
        arms=[arm.rpartition("/")[2].strip(">") for arm in node.all(TKG.inArm)],
    )


def _range(node: Node, lowest: Term, highest: Term, unit: str) -> str:
    """Say a number or a range with its unit: `45 to 50.4 Gy`."""
    low, high = node.one(lowest), node.one(highest)
    said = " to ".join(dict.fromkeys(filter(None, (low, high))))
    return f"{said} {unit}".strip() if said else ""
