"""What came of a check: findings with their places, what was counted, and what stopped it."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from kg.check import SEVERITIES, Finding
from kg.terms import Term

# what is checked beside the shapes has names of its own, under this address
CHECKS = "https://w3id.org/trialkg/checks#"
NOTHING_MATCHES = f"<{CHECKS}target>"


class Placed(msgspec.Struct, frozen=True):
    """A finding, the document and graph it is of, and the line where its focus node begins, if known."""

    finding: Finding
    document: str
    graph: Term
    line: int | None = None


class Outcome(msgspec.Struct, frozen=True):
    """Everything there is to say of one check.

    `engine` is the name of the SHACL engine, `broken` says for each source that could not be read to its
    end where it stopped; findings are of what was whole before. `shapes` are the named ones that were held.
    """

    placed: list[Placed]
    engine: str
    documents: int
    graphs: int
    triples: int
    focus_nodes: int
    unmatched_graphs: int
    broken: list[str]
    shapes: list[Term]

    @property
    def conforms(self) -> bool:
        """Tell as SHACL does: no finding of any severity, and everything was read."""
        return not self.placed and not self.broken

    @property
    def is_vacuous(self) -> bool:
        """Tell whether nothing was checked, since nothing is what a shape is about."""
        return any(one.finding.constraint == NOTHING_MATCHES for one in self.placed)

    def counts(self) -> dict[str, int]:
        """Count the findings of each severity."""
        severities = [one.finding.severity for one in self.placed]
        return {severity: severities.count(severity) for severity in SEVERITIES}

    def at_least(self, severity: str) -> Iterator[Placed]:
        """Yield the findings of a severity and of those that are worse."""
        worse = SEVERITIES[: SEVERITIES.index(severity) + 1]
        return (one for one in self.placed if one.finding.severity in worse)

    def summary(self) -> str:
        """Say in a sentence how much was checked, with what, and what came of it."""
        found = ", ".join(f"{number:,} {severity}" for severity, number in self.counts().items())
        held = f"{_many(self.triples, 'triple')} in {_many(self.graphs, 'graph')}"
        return (
            f"{held} of {_many(self.documents, 'source')} checked with {self.engine},"
            f" {_many(self.focus_nodes, 'focus node')}: {found}"
        )


def _many(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
