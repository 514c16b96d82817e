"""Any RDF against the shapes: files, streams, builds and SPARQL endpoints, one graph after another.

Nothing passes in silence: data that is about nothing the shapes know, terms that the vocabulary does not
declare and data that cannot be read to its end are all told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

import msgspec
from rdflib import Graph as RdfGraph

from kg.check import Finding
from kg.errors import DataError
from kg.terms import ONTOLOGY, A, Term, inside
from kg.validate.declared import undeclared
from kg.validate.document import Document
from kg.validate.engine import Engine, Say, engine
from kg.validate.graphs import Graph, Survey, graphs, survey
from kg.validate.lines import lines
from kg.validate.outcome import NOTHING_MATCHES, Outcome, Placed
from kg.validate.targets import Targets, named_shapes, targets

# how many classes are named where nothing matches
_NAMED = 5


class Source(Protocol):
    """Where graphs come from."""

    @property
    def name(self) -> str:
        """What to call it: a file or an address."""

    def survey(self) -> Survey:
        """Count what there is, before it is checked."""

    def graphs(self, seen: Survey) -> Iterator[Graph]:
        """Yield every graph that is whole; then a `DataError`, where the source breaks off."""

    def lines(self, nodes: set[Term]) -> dict[Term, int]:
        """Tell at which line nodes begin, where there are lines."""


class DocumentSource(msgspec.Struct, frozen=True):
    """A document as a source."""

    document: Document

    @property
    def name(self) -> str:
        return self.document.name

    def survey(self) -> Survey:
        return survey(self.document)

    def graphs(self, seen: Survey) -> Iterator[Graph]:
        return graphs(self.document, seen)

    def lines(self, nodes: set[Term]) -> dict[Term, int]:
        return lines(self.document, nodes)


def validate(
    sources: Sequence[Source], shapes: RdfGraph, engine_name: str, say: Say, beside: Iterable[Placed] = ()
) -> Outcome:
    """Hold every graph of the sources against shapes; `beside` are findings of other checks.

    Raises ShapesError where the shapes cannot be used. A source that breaks off is told in the outcome,
    beside the findings of its graphs that were whole.
    """
    surveys = [source.survey() for source in sources]
    triples, count = sum(one.triples for one in surveys), sum(one.graphs for one in surveys)
    chosen = engine(engine_name, shapes, triples, count, say)
    run = _Run(chosen, targets(shapes))
    for source, seen in zip(sources, surveys, strict=True):
        run.take(source, seen)
    vacuous = [] if run.focus_nodes else [Placed(_nothing_matches(run), "", "")]
    return Outcome(
        placed=[*vacuous, *run.placed, *beside],
        engine=chosen.name,
        documents=len(sources),
        graphs=run.graphs,
        triples=run.triples,
        focus_nodes=run.focus_nodes,
        unmatched_graphs=run.unmatched,
        broken=run.broken,
        shapes=named_shapes(shapes),
    )


class _Run:
    """Graph after graph through one engine."""

    def __init__(self, chosen: Engine, about: Targets) -> None:
        self._engine, self._about = chosen, about
        self.placed: list[Placed] = []
        self.broken: list[str] = []
        self.classes: Counter[Term] = Counter()
        self.graphs = self.triples = self.focus_nodes = self.unmatched = 0

    def take(self, source: Source, seen: Survey) -> None:
        """Check every whole graph of a source."""
        found: list[tuple[Term, Finding]] = []
        try:
            for graph in source.graphs(seen):
                found += ((graph.name, finding) for finding in self._check(graph))
        except DataError as error:  # what was read before it is still worth telling
            self.broken.append(str(error))
        places = source.lines({finding.focus for _, finding in found if finding.focus})
        self.placed += (
            Placed(finding, source.name, graph, places.get(finding.focus)) for graph, finding in found
        )

    def _check(self, graph: Graph) -> list[Finding]:
        focus = self._about.focus_nodes(graph.triples)
        self.graphs += 1
        self.triples += len(graph.triples)
        self.focus_nodes += len(focus)
        self.unmatched += not focus
        if not focus:
            self.classes.update(value for _, predicate, value in graph.triples if predicate == A)
        return [*self._engine.check(graph.triples), *undeclared(graph.triples)]


def _nothing_matches(run: _Run) -> Finding:
    common = ", ".join(inside(name) for name, _ in run.classes.most_common(_NAMED)) or "none at all"
    what = f"The classes found are {common}." if run.triples else "There is no triple."
    return Finding(
        focus="",
        path="",
        value="",
        severity="Warning",
        constraint=NOTHING_MATCHES,
        shape="",
        message=(
            "Nothing here matches any target of the shapes (those of whatever has a type or a label aside),"
            " so this checks nothing that matters."
            f" {what} The vocabulary is {ONTOLOGY}."
        ),
    )
