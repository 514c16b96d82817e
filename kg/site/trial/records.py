"""The records of a trial, the fullest first: the numbered sources of its page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Generic, TypeVar

import msgspec
import pyoxigraph

from kg.site.nodes import Node, first, named, read
from kg.site.release import Release
from kg.site.things import Thing, thing
from kg.terms import FOAF, LABEL, PROV, TKG, A, Term

Content = TypeVar("Content")

# what a fuller record has more of
_TELLING = (
    *(TKG.briefSummary, TKG.officialTitle, TKG.hasArm, TKG.hasIntervention, TKG.hasOutcome),
    *(TKG.hasLocation, TKG.overallStatus, TKG.masking, TKG.completionDate, TKG.hasResultGroup),
)


class Record(msgspec.Struct, frozen=True):
    """A record: its number on the page, where it was read, and `date`, the day it is of."""

    number: int
    iri: Term
    path: str
    format: str
    document: Thing
    place: str
    date: str
    page: str
    trial: Term

    @property
    def graph(self) -> pyoxigraph.NamedNode:
        """Give the graph that holds what the record states."""
        return named(self.iri)


class Telling(msgspec.Struct, Generic[Content], frozen=True):
    """What one record, or several in the same words, tell of one thing."""

    numbers: list[int]
    content: Content


def records(release: Release, trial: Term) -> list[Record]:
    """Find the records of a trial; none where the release has no such trial."""
    quads = release.store.quads_for_pattern(named(trial), named(A), named(TKG.Trial), None)
    graphs = sorted((str(quad.graph_name) for quad in quads), key=lambda graph: _rank(release, trial, graph))
    return [record(release, graph, trial, number) for number, graph in enumerate(graphs, start=1)]


def _rank(release: Release, trial: Term, graph: Term) -> tuple[int, str]:
    told = sum(1 for predicate in _TELLING if _said(release, trial, graph).all(predicate))
    return -told, graph


def record(release: Release, iri: Term, trial: Term, number: int = 1) -> Record:
    """Read where a record comes from."""
    node = read(release, iri, named(iri))
    document = node.one(PROV.wasDerivedFrom)
    return Record(
        number=number,
        iri=iri,
        path=release.path(iri) or "",
        format=thing(release, node.one(TKG.format)).label,
        document=Thing(document, first(release, document, LABEL), release.path(document)),
        place=node.one(TKG.placeInDocument),
        date=node.one(TKG.recordDate),
        page=node.one(FOAF.page).strip("<>"),
        trial=trial,
    )


def tellings(told_by: Iterable[Record], tell: Callable[[Record], Content | None]) -> list[Telling[Content]]:
    """Ask each record; equal accounts become one, and records that say nothing are left out."""
    accounts: list[Telling[Content]] = []
    for one in told_by:
        content = tell(one)
        if not content:
            continue
        same = next((account for account in accounts if account.content == content), None)
        if same:
            same.numbers.append(one.number)
        else:
            accounts.append(Telling([one.number], content))
    return accounts


def parts(release: Release, told_by: Record, predicate: Term) -> list[Node]:
    """Read the parts of a trial that a property names, as one record tells them, in their order."""
    return [read(release, part, told_by.graph) for part in values(release, told_by, predicate)]


def values(release: Release, told_by: Record, predicate: Term) -> list[str]:
    """List what one record says of the trial by one property."""
    return _said(release, told_by.trial, told_by.iri).all(predicate)


@lru_cache(maxsize=16)
def _said(release: Release, trial: Term, graph: Term) -> Node:
    """Read once what a record says of the trial, which a page asks for property by property."""
    return read(release, trial, named(graph))
