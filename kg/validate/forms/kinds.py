"""Findings that say the same, together: what is wrong, how often, and where first."""

from __future__ import annotations

from collections import Counter

import msgspec

from kg.check import SEVERITIES, Finding
from kg.terms import Term, inside
from kg.validate.outcome import Outcome, Placed
from kg.vocabulary import load


class Kind(msgspec.Struct, frozen=True):
    """One thing that is wrong: `first` is the first finding of it."""

    severity: str
    message: str
    count: int
    first: Placed


def kinds(outcome: Outcome) -> list[Kind]:
    """Give what is wrong, the worst first, then the most frequent."""
    counted = Counter((one.finding.severity, one.finding.message) for one in outcome.placed)
    first = {(one.finding.severity, one.finding.message): one for one in reversed(outcome.placed)}
    ordered = sorted(counted, key=lambda key: (SEVERITIES.index(key[0]), -counted[key], key[1]))
    return [Kind(key[0], key[1], counted[key], first[key]) for key in ordered]


def where(placed: Placed) -> str:
    """Say the place of a finding for people: file, line and node."""
    node = placed.finding.focus.strip("<>")
    place = f"{placed.document}:{placed.line}" if placed.line else placed.document
    return f"{node} ({place})" if node and place else node or place


def rule(finding: Finding) -> str:
    """Name the rule that a finding breaks: shape, path and constraint, as CURIEs where there are some.

    >>> rule(Finding("", "", "", "Warning", "<https://w3id.org/trialkg/checks#target>", "", ""))
    'target'
    """
    parts = [compact(term) for term in (finding.shape, finding.path) if term]
    return "/".join(
        [*parts, inside(finding.constraint).rpartition("#")[2].removesuffix("ConstraintComponent")]
    )


def compact(term: Term) -> str:
    """Give the CURIE of an IRI, or the IRI where it has none."""
    return load().converter.compress(inside(term)) or inside(term)
