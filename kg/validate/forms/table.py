"""For the screen: one row for each thing that is wrong, and a sentence of how much was checked."""

from __future__ import annotations

from typing import TextIO

from rich.console import Console

from kg.show import listing
from kg.terms import DEFAULT_BASE
from kg.validate.forms.kinds import kinds, where
from kg.validate.outcome import Outcome


def write(outcome: Outcome, file: TextIO) -> None:
    """Write a table and a summary, as wide as the screen."""
    console = Console(file=file)
    rows = [
        [kind.severity, f"{kind.count:,}", kind.message, where(kind.first).removeprefix(DEFAULT_BASE)]
        for kind in kinds(outcome)
    ]
    if rows:
        listing(rows, ["severity", "count", "what is wrong, and the remedy", "first at"], console)
    console.print(outcome.summary(), markup=False, highlight=False)
    if outcome.unmatched_graphs and not outcome.is_vacuous:
        words = f"{outcome.unmatched_graphs:,} of {outcome.graphs:,} graphs match no target of the shapes"
        console.print(words, markup=False, highlight=False)
    for message in outcome.broken:
        # a long path stays in one piece, to be copied
        console.print(f"not read to its end: {message}", markup=False, highlight=False, soft_wrap=True)
