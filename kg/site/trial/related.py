"""Other trials: those alike by what they study and give, and those that records tie to this one."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from kg.search.alike import Alike as Found
from kg.search.alike import alike as find_alike
from kg.site.nodes import first, subjects
from kg.site.release import Release
from kg.site.things import Thing, thing
from kg.site.trial.records import Record, parts
from kg.terms import DCTERMS, TKG, Term

MOST = 10


class Alike(msgspec.Struct, frozen=True):
    """A trial that shares treatments, and conditions, with this one."""

    trial: Thing
    id: str
    treatments: list[Thing]
    conditions: list[Thing]


def alike(release: Release, trial: Term) -> list[Alike]:
    """Find the trials that share most treatments, then most conditions (`kg.search.alike`)."""
    path = release.path(trial) or ""
    return [_alike(release, found) for found in find_alike(release.search, path, MOST)]


def _alike(release: Release, found: Found) -> Alike:
    trial = f"<{release.iri(found.path)}>"
    return Alike(
        trial=thing(release, trial),
        id=first(release, trial, DCTERMS.identifier),
        treatments=[thing(release, f"<{concept}>") for concept in found.treatments],
        conditions=[thing(release, f"<{concept}>") for concept in found.conditions],
    )


class Tie(msgspec.Struct, frozen=True):
    """A trial that a record ties to this one: how, and the title that it gives there."""

    how: str
    trial: Thing
    title: str


def tied(release: Release, told_by: list[Record]) -> list[Tie]:
    """List the trials that records tie to this one: the same, access to it, or in a list of others."""
    trial = told_by[0].trial
    ties = [
        *(("registered here too", node) for node, _ in subjects(release, TKG.registeredAs, trial)),
        *(("gives expanded access", node) for node, _ in subjects(release, TKG.expandedAccessTrial, trial)),
        *(
            ("lists this trial as related", _owner(node))
            for node, _ in subjects(release, TKG.listedTrial, trial)
        ),
    ]
    found = [Tie(how, thing(release, node), "") for how, node in dict.fromkeys(ties)]
    return [*found, *(one for record in told_by for one in _listed(release, record))]


def _owner(listing: Term) -> Term:
    return listing.rpartition("/listing/")[0] + ">"


def _listed(release: Release, record: Record) -> Iterator[Tie]:
    for node in parts(release, record, TKG.hasListing):
        if other := node.one(TKG.listedTrial):
            yield Tie("listed as related", thing(release, other), node.one(TKG.listedTitle))
