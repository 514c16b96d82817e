"""Counts of what was observed in a shard, which add up: in any number of parts they give the same sums.

Counts are exact. Of examples only the first few are kept, in the order of trials, so memory grows with
the kinds of things that are counted, and by one short line a trial for finding trials that are alike.
"""

from __future__ import annotations

from typing import TypeVar

import msgspec

from kg.report.notes import Difference, Listing

EXAMPLES = 5  # of each kind


class Example(msgspec.Struct, frozen=True):
    """A trial to look at, and at what in it."""

    trial: str
    words: str


class Found(msgspec.Struct):
    """How often one message of one shape was given, by source."""

    severity: str
    shape: str
    message: str
    sources: dict[str, int] = {}
    examples: list[Example] = []

    def add(self, source: str, example: Example) -> None:
        """Count one more."""
        self.sources[source] = self.sources.get(source, 0) + 1
        if len(self.examples) < EXAMPLES and example.trial not in {one.trial for one in self.examples}:
            self.examples.append(example)

    def merge(self, other: Found) -> None:
        """Add what was counted elsewhere."""
        _add(self.sources, other.sources)
        self.examples += other.examples[: EXAMPLES - len(self.examples)]


class Differing(msgspec.Struct):
    """How often one fact was stated differently by one source and another, in one kind of place."""

    fact: str
    kind: str
    source: str
    other: str
    number: int = 0
    examples: list[tuple[str, Difference]] = []

    def merge(self, other: Differing) -> None:
        """Add what was counted elsewhere."""
        self.number += other.number
        self.examples += other.examples[: EXAMPLES - len(self.examples)]


class Named(msgspec.Struct):
    """In how many trials a name stands, and the first of them."""

    trials: int
    example: str

    def merge(self, other: Named) -> None:
        """Add what was counted elsewhere."""
        self.trials += other.trials


class Known(msgspec.Struct, frozen=True):
    """What a trial is recognised by: a hash of title and sponsor, and the other ids that it names."""

    title: str
    others: list[str]


class Tally(msgspec.Struct):
    """Everything that is counted over the records of a build."""

    asked: dict[str, dict[str, int]] = {}
    stated: dict[str, dict[str, int]] = {}
    published: dict[str, int] = {}
    found: dict[str, Found] = {}
    starts: dict[str, int] = {}
    strange_starts: dict[str, int] = {}
    unlinked: dict[str, dict[str, Named]] = {}
    differing: dict[str, Differing] = {}
    trials_differing: int = 0
    listings: list[Listing] = []
    known: dict[str, Known] = {}

    def count_found(self, kind: Found, source: str, example: Example) -> None:
        """Count one finding of a kind."""
        key = f"{kind.severity} {kind.shape} {kind.message}"
        self.found.setdefault(key, kind).add(source, example)

    def count_difference(self, trial: str, difference: Difference) -> None:
        """Count one fact of a trial that is stated in two ways."""
        fact, kind = difference.fact, difference.kind
        source, other = difference.one.source, difference.other.source
        kept = Differing(fact=fact, kind=kind, source=source, other=other)
        key = f"{fact} {kind} {source} {other}"
        more = Differing(fact, kind, source, other, number=1, examples=[(trial, difference)])
        self.differing.setdefault(key, kept).merge(more)

    def count_name(self, kind: str, name: str, trial: str) -> None:
        """Count one trial in which a name stands."""
        self.unlinked.setdefault(kind, {}).setdefault(name, Named(0, trial)).trials += 1

    def merge(self, other: Tally) -> None:
        """Add what was counted in the next part, whose pieces are taken over: it is not to be used again."""
        _add(self.published, other.published)
        _add(self.starts, other.starts)
        _add(self.strange_starts, other.strange_starts)
        for mine, more in ((self.asked, other.asked), (self.stated, other.stated)):
            for source, counts in more.items():
                _add(mine.setdefault(source, {}), counts)
        _merge(self.found, other.found)
        _merge(self.differing, other.differing)
        for kind, names in other.unlinked.items():
            _merge(self.unlinked.setdefault(kind, {}), names)
        self.trials_differing += other.trials_differing
        self.listings += other.listings
        self.known |= other.known


def _add(mine: dict[str, int], more: dict[str, int]) -> None:
    for key, number in more.items():
        mine[key] = mine.get(key, 0) + number


C = TypeVar("C", Found, Differing, Named)


def _merge(mine: dict[str, C], more: dict[str, C]) -> None:
    for key, counted in more.items():
        if key in mine:
            mine[key].merge(counted)
        else:
            mine[key] = counted
