"""Who receives what: arms as stated, and beside them the treatments recognised, with their roles."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from kg.site.nodes import Node, objects
from kg.site.release import Release
from kg.site.things import Thing, curie, thing, wider
from kg.site.trial.records import Record, parts
from kg.site.trial.schedules import Schedule, schedules
from kg.terms import DCTERMS, TKG, Term


class Stated(msgspec.Struct, frozen=True):
    """An intervention as the record names it."""

    anchor: str
    label: str
    kind: str
    others: list[str]
    description: str


class Arm(msgspec.Struct, frozen=True):
    """An arm as the record tells it, and what it says the arm receives."""

    iri: Term
    anchor: str
    number: int
    label: str
    kind: str
    description: str
    receives: list[Stated]


class Given(msgspec.Struct, frozen=True):
    """One treatment in one arm, or in the trial: its role, and what limits it."""

    role: str
    limits: list[str]


class Treatment(msgspec.Struct, frozen=True):
    """A treatment that words of the record name: those words, its classes, and who is given it, by arm.

    The arm is "" where the record does not say which one.
    """

    concept: Thing
    curie: str
    words: list[str]
    classes: tuple[Thing, ...]
    given: dict[Term, Given]


class Arms(msgspec.Struct, frozen=True):
    """What a record tells of arms and treatments; `loose` are interventions that no arm receives."""

    arms: list[Arm]
    interventions: list[Stated]
    loose: list[Stated]
    treatments: list[Treatment]
    schedules: list[Schedule]

    def __bool__(self) -> bool:
        return bool(self.arms or self.interventions or self.treatments)

    @property
    def has_armless(self) -> bool:
        """Tell whether a treatment is given in no arm that the record names."""
        return any("" in treatment.given for treatment in self.treatments)


def arms(release: Release, record: Record) -> Arms:
    """Read the arms of a record, what each receives, and the treatments recognised."""
    stated = {node.iri: _stated(release, node) for node in parts(release, record, TKG.hasIntervention)}
    groups = parts(release, record, TKG.hasArm)
    found = [_arm(release, node, stated, number) for number, node in enumerate(groups, start=1)]
    received = {part for node in groups for part in node.all(TKG.receives)}
    loose = [one for iri, one in stated.items() if iri not in received]
    return Arms(
        arms=found,
        interventions=list(stated.values()),
        loose=loose,
        treatments=treatments(release, record),
        schedules=schedules(release, record),
    )


def anchor(iri: Term) -> str:
    """Give the anchor of a part on the page of its trial: `arm/1`."""
    return "/".join(iri.strip("<>").rsplit("/", 2)[1:])


def treatments(release: Release, record: Record) -> list[Treatment]:
    """List the treatments of a record, each once, in the order of their first exposure."""
    exposures = {node.iri: node for node in parts(release, record, TKG.hasExposure)}
    by_concept: dict[Term, list[Node]] = {}
    for node in exposures.values():
        by_concept.setdefault(node.one(TKG.concept), []).append(node)
    return [_treatment(release, record, concept, own, exposures) for concept, own in by_concept.items()]


def _treatment(
    release: Release, record: Record, concept: Term, own: list[Node], all_of_them: dict[Term, Node]
) -> Treatment:
    links = dict.fromkeys(link for node in own for link in node.all(TKG.hasEvidence))
    said = dict.fromkeys(words for link in links for words in objects(release, link, TKG.words, record.graph))
    return Treatment(
        concept=thing(release, concept),
        curie=curie(release, concept),
        words=list(said),
        classes=wider(release, concept),
        given={node.one(TKG.inArm): _given(release, node, all_of_them) for node in own},
    )


def _given(release: Release, node: Node, others: dict[Term, Node]) -> Given:
    role = node.one(TKG.exposureRole)
    return Given(thing(release, role).label if role else "", list(_limits(node, others)))


def _limits(node: Node, others: dict[Term, Node]) -> Iterator[str]:
    """Say in short what an exposure is part of, what it may be replaced by, and whether it is optional."""
    if wholes := [others[part].label for part in node.all(TKG.partOfExposure) if part in others]:
        yield "as part of " + ", ".join(wholes)
    if choices := [others[part].label for part in node.all(TKG.alternativeTo) if part in others]:
        yield "or " + ", ".join(choices)
    if node.one(TKG.isOptional) == "true":
        yield "optional"


def _arm(release: Release, node: Node, stated: dict[Term, Stated], number: int) -> Arm:
    kind = node.one(TKG.armType)
    return Arm(
        iri=node.iri,
        anchor=anchor(node.iri),
        number=number,
        label=node.label,
        kind=thing(release, kind).label if kind else "",
        description=node.one(DCTERMS.description),
        receives=[stated[part] for part in node.all(TKG.receives) if part in stated],
    )


def _stated(release: Release, node: Node) -> Stated:
    kind = node.one(TKG.interventionType)
    return Stated(
        anchor=anchor(node.iri),
        label=node.label,
        kind=thing(release, kind).label if kind else "",
        others=node.all(TKG.otherName),
        description=node.one(DCTERMS.description),
    )
