"""Who sponsors and runs a trial."""

from __future__ import annotations

import msgspec

from kg.site.nodes import Node, first, read
from kg.site.release import Release
from kg.site.things import Thing, thing
from kg.site.trial.records import Record, parts, values
from kg.terms import LABEL, TKG, Term


class Body(msgspec.Struct, frozen=True):
    """An organisation in a role, what sort of body it is, and the organisation it was recognised as."""

    role: str
    body: Thing
    kind: str
    known_as: Thing | None


class Official(msgspec.Struct, frozen=True):
    """A person who answers for the trial."""

    name: str
    role: str
    affiliation: str


class Behind(msgspec.Struct, frozen=True):
    """Who is behind a trial."""

    bodies: list[Body]
    officials: list[Official]

    def __bool__(self) -> bool:
        return bool(self.bodies or self.officials)


_ROLES = (
    ("Lead sponsor", TKG.leadSponsor),
    ("Collaborator", TKG.collaborator),
    ("Record kept by", TKG.organization),
)


def behind(release: Release, record: Record) -> Behind:
    """Read sponsors, collaborators and officials."""
    bodies = [
        _body(release, record, role, iri)
        for role, predicate in _ROLES
        for iri in values(release, record, predicate)
    ]
    officials = [_official(release, node) for node in parts(release, record, TKG.hasOfficial)]
    responsible = [
        _responsible(release, node)
        for node in parts(release, record, TKG.hasResponsibleParty)
        if node.one(TKG.name)
    ]
    return Behind(_once(bodies), list(dict.fromkeys([*officials, *responsible])))


def _once(bodies: list[Body]) -> list[Body]:
    """Leave out who keeps the record where that is who sponsors the trial."""
    sponsors = {body.body.iri for body in bodies if body.role != _ROLES[2][0]}
    return [body for body in bodies if body.role != _ROLES[2][0] or body.body.iri not in sponsors]


def _body(release: Release, record: Record, role: str, iri: Term) -> Body:
    node = read(release, iri, record.graph)
    known = node.one(TKG.namesOrganization)
    return Body(
        role=role,
        body=Thing(iri, node.label, release.path(iri)),
        kind=_label(release, node.one(TKG.organizationClass)),
        known_as=thing(release, known) if known else None,
    )


def _official(release: Release, node: Node) -> Official:
    role = _label(release, node.one(TKG.role))
    return Official(node.one(TKG.name) or node.label, role, node.one(TKG.affiliation))


def _responsible(release: Release, node: Node) -> Official:
    kind = _label(release, node.one(TKG.responsiblePartyType))
    return Official(
        node.label,
        f"Responsible party: {kind.lower()}" if kind else "Responsible party",
        node.one(TKG.affiliation),
    )


def _label(release: Release, code: Term) -> str:
    return first(release, code, LABEL) if code else ""
