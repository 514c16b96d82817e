"""What a trial measures, and when."""

from __future__ import annotations

import msgspec

from kg.site.nodes import Node
from kg.site.release import Release
from kg.site.things import Thing, thing
from kg.site.trial.arms import anchor
from kg.site.trial.records import Record, parts
from kg.terms import DCTERMS, TKG, A, Term

_KINDS = {"primary": TKG.PrimaryOutcome, "secondary": TKG.SecondaryOutcome, "other": TKG.OtherOutcome}


class Outcome(msgspec.Struct, frozen=True):
    """An outcome as stated, and the endpoints that its words name."""

    anchor: str
    label: str
    time_frame: str
    description: str
    endpoints: list[Thing]


class Outcomes(msgspec.Struct, frozen=True):
    """The outcomes of one kind."""

    kind: str
    outcomes: list[Outcome]


def outcomes(release: Release, record: Record) -> list[Outcomes]:
    """Read the outcomes of a record, primary ones first."""
    found = parts(release, record, TKG.hasOutcome)
    sorted_out = [
        Outcomes(kind, [_outcome(release, node) for node in found if _is(node, term)])
        for kind, term in _KINDS.items()
    ]
    return [group for group in sorted_out if group.outcomes]


def _is(node: Node, kind: Term) -> bool:
    return kind in node.all(A)


def _outcome(release: Release, node: Node) -> Outcome:
    return Outcome(
        anchor="outcome/" + anchor(node.iri),
        label=node.label,
        time_frame=node.one(TKG.timeFrame),
        description=node.one(DCTERMS.description),
        endpoints=[thing(release, one) for one in node.all(TKG.namesEndpoint)],
    )
