"""Kinds of things that can be browsed: what they are called, and under which name of the address."""

from __future__ import annotations

import msgspec

from kg.search.things import kinds
from kg.site.release import Release

CONCEPTS = "/concept/"


class Kind(msgspec.Struct, frozen=True):
    """A list: of which kind of the index, below which place of the site, and what it is called."""

    key: str
    kind: str
    place: str
    one: str
    title: str
    told: str


_TOLD = "Names of interventions and arms are linked to these; a narrower one counts for a wider one."
KINDS = {
    kind.key: kind
    for kind in (
        Kind("drug", "drug", CONCEPTS, "drug", "Drugs", _TOLD),
        Kind("drug-class", "drug class", CONCEPTS, "drug class", "Drug classes", _TOLD),
        Kind("procedure", "procedure", CONCEPTS, "procedure", "Procedures", _TOLD),
        Kind("regimen", "regimen", CONCEPTS, "regimen", "Regimens", "Drugs that are given together."),
        Kind(
            "condition",
            "condition",
            CONCEPTS,
            "condition",
            "Conditions",
            "What trials study; a narrower one counts for a wider one.",
        ),
        Kind("stage", "stage", CONCEPTS, "stage", "Stages", "How far a disease has come."),
        Kind("biomarker", "biomarker", CONCEPTS, "biomarker", "Biomarkers", "Of patients or tumours."),
        Kind("endpoint", "endpoint", CONCEPTS, "endpoint", "Endpoints", "What outcomes measure."),
        Kind(
            "organization",
            "organization",
            CONCEPTS,
            "organisation",
            "Known organisations",
            "Bodies that the names of sponsors are recognised as; a part counts for the whole.",
        ),
        Kind(
            "sponsor",
            "organization",
            "/organization/",
            "sponsor, by name",
            "Sponsors as they are named",
            "Every name that a record gives to a lead sponsor or collaborator.",
        ),
        Kind("site", "site", "/site/", "site", "Sites", "Places where trials are carried out."),
    )
}


def of_concept(kind: str) -> Kind | None:
    """Give the list that a concept of a kind stands in."""
    return next((one for one in KINDS.values() if one.kind == kind and one.place == CONCEPTS), None)


def counted(release: Release) -> list[tuple[Kind, int, int]]:
    """Count the things of each kind that there is: all, and those that some trial has to do with."""
    numbers = kinds(release.search)
    return [
        (kind, *numbers[kind.kind, kind.place])
        for kind in KINDS.values()
        if (kind.kind, kind.place) in numbers
    ]
