"""Arms, interventions, and which arm receives which intervention."""

from __future__ import annotations

from collections.abc import Iterator

from kg.arms import received
from kg.lift._mint import Mint
from kg.lift._say import say_code, say_text, say_texts
from kg.study.protocol import ArmGroup, ArmsInterventionsModule, Intervention
from kg.terms import DCTERMS, LABEL, TKG, A, Triple, integer, text


def arm_triples(module: ArmsInterventionsModule, mint: Mint) -> Iterator[Triple]:
    """Say what the arms are, what the interventions are, and who receives what."""
    for position, arm in enumerate(module.arm_groups, start=1):
        yield from _arm(position, arm, mint)
    for position, intervention in enumerate(module.interventions, start=1):
        yield from _intervention(position, intervention, mint)
    for position, interventions in enumerate(received(module), start=1):
        for index in interventions:
            yield mint.part(f"arm/{position}"), TKG.receives, mint.part(f"intervention/{index + 1}")


def _arm(position: int, arm: ArmGroup, mint: Mint) -> Iterator[Triple]:
    subject = mint.part(f"arm/{position}")
    yield mint.trial, TKG.hasArm, subject
    yield subject, A, TKG.Arm
    yield subject, LABEL, text(arm.label or f"Arm {position}")
    yield subject, TKG.position, integer(position)
    yield from say_code(subject, TKG.armType, "arm-type", arm.type)
    yield from say_text(subject, DCTERMS.description, arm.description)


def _intervention(position: int, intervention: Intervention, mint: Mint) -> Iterator[Triple]:
    subject = mint.part(f"intervention/{position}")
    yield mint.trial, TKG.hasIntervention, subject
    yield subject, A, TKG.Intervention
    yield subject, LABEL, text(intervention.name or f"Intervention {position}")
    yield subject, TKG.position, integer(position)
    yield from say_code(subject, TKG.interventionType, "intervention-type", intervention.type)
    yield from say_text(subject, DCTERMS.description, intervention.description)
    yield from say_texts(subject, TKG.otherName, intervention.other_names)
