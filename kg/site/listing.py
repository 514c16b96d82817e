"""Trials in a list: what is said of each in a row."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from kg.site.nodes import first, objects
from kg.site.release import Release
from kg.site.things import Thing, thing
from kg.terms import DCTERMS, TKG, Term


class Listed(msgspec.Struct, frozen=True):
    """A trial with its id, title, phases, status and start, each as any of its records has it."""

    trial: Thing
    id: str
    phase: str
    status: str
    start: str


def listing(release: Release, trials: Iterable[Term]) -> list[Listed]:
    """Read the rows of some trials."""
    return [_listed(release, trial) for trial in trials]


def _listed(release: Release, trial: Term) -> Listed:
    return Listed(
        trial=thing(release, trial),
        id=first(release, trial, DCTERMS.identifier),
        phase=", ".join(thing(release, one).label for one in objects(release, trial, TKG.phase)),
        status=_label(release, first(release, trial, TKG.overallStatus)),
        start=first(release, trial, TKG.startDate),
    )


def _label(release: Release, code: Term) -> str:
    return thing(release, code).label if code else ""
