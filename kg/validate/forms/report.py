"""The W3C's validation report, in Turtle (https://www.w3.org/TR/shacl/#validation-report)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

from kg.check import result_triples, verdict_triples
from kg.nodes import nodes_of
from kg.publish.turtle import TurtleWriter
from kg.terms import DEFAULT_BASE, LABEL, Term, Triple, text
from kg.validate.outcome import Outcome
from kg.vocabulary import load


def write(outcome: Outcome, file: TextIO) -> None:
    """Write the report; its vocabulary has no term for data that could not be read, so comments say that."""
    writer = TurtleWriter(load(), DEFAULT_BASE)
    file.write(writer.header())
    file.writelines(f"# not read to its end: {' '.join(message.split())}\n" for message in outcome.broken)
    file.writelines(writer.blocks(nodes_of(_triples(outcome, f"<{DEFAULT_BASE}report>"))))


def _triples(outcome: Outcome, report: Term) -> Iterator[Triple]:
    yield report, LABEL, text(outcome.summary())
    for number, placed in enumerate(outcome.placed, start=1):
        yield from result_triples(placed.finding, f"<{DEFAULT_BASE}report/result/{number}>", report)
    yield from verdict_triples(len(outcome.placed) + len(outcome.broken), report)
