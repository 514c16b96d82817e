"""What a trial measures, when, and how it was worded."""

from __future__ import annotations

from collections.abc import Iterator

from kg.lift._mint import Mint
from kg.lift._say import say_text
from kg.lift.quantities import time_frame
from kg.study.protocol import Outcome, OutcomesModule
from kg.terms import DCTERMS, LABEL, TKG, A, Term, Triple, decimal, integer, text


def outcome_triples(module: OutcomesModule, mint: Mint) -> Iterator[Triple]:
    """Say every outcome, by kind."""
    for kind, outcomes in (
        ("primary", module.primary_outcomes),
        ("secondary", module.secondary_outcomes),
        ("other", module.other_outcomes),
    ):
        for position, outcome in enumerate(outcomes, start=1):
            yield from _outcome(kind, position, outcome, mint)


def _outcome(kind: str, position: int, outcome: Outcome, mint: Mint) -> Iterator[Triple]:
    subject = mint.part(f"outcome/{kind}/{position}")
    yield mint.trial, TKG.hasOutcome, subject
    yield subject, A, TKG[f"{kind.capitalize()}Outcome"]
    yield subject, LABEL, text(outcome.measure or f"{kind.capitalize()} outcome {position}")
    yield subject, TKG.position, integer(position)
    yield from say_text(subject, DCTERMS.description, outcome.description)
    yield from time_frame_triples(subject, outcome.time_frame)


def time_frame_triples(subject: Term, words: str | None) -> Iterator[Triple]:
    """Say when something is measured: the words, and the length where they name one."""
    yield from say_text(subject, TKG.timeFrame, words)
    if length := time_frame(words or ""):
        yield subject, TKG.timeFrameValue, decimal(length.value)
        yield subject, TKG.timeFrameUnit, text(length.unit)
