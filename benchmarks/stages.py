"""What each stage takes of a record: `python -m benchmarks.stages FILE…` (any records that are read).

Every stage goes over the same records one after the other, in one process, in rounds; medians of processor
time. Each round has a linker that has read no name, and a gate without plans, as at the start of a build. The
limit is to decode the records and to write the bytes that come out.
"""

from __future__ import annotations

import gzip
import os
import statistics
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.linker import passes, timed
from benchmarks.origin import mint
from benchmarks.table import Row, table
from kg.compose import Composer, RecordGraph
from kg.gate import Gate
from kg.infer import infer, shipped_closure
from kg.lexicon import lexicon
from kg.lift import lift
from kg.publish.counts import Counts
from kg.publish.jsonld import Documents
from kg.publish.nquads import LEVEL, node_lines
from kg.publish.turtle import TurtleWriter
from kg.report.observe import Observed, Observer
from kg.sources import Read, read, study_of
from kg.spool import Entry
from kg.terms import DEFAULT_BASE
from kg.vocabulary import load

ROUNDS = 3
AREA = "a record"
LIMIT, COMPOSE = "limit: decode and write", "compose: lift, link, infer and what they share"


class Stages:
    """Stages over the same records."""

    def __init__(self, found: list[Read]) -> None:
        self.found = found
        self.graphs = self._composed()
        self._lines = [node_lines(graph.nodes, graph.name).encode() for graph in self.graphs]

    def timed(self) -> dict[str, float]:
        """Run every stage once; seconds by name."""
        found, graphs, lines, gate = self.found, self.graphs, self._lines, Gate()
        turtle, documents = TurtleWriter(load(), DEFAULT_BASE), Documents(load())
        stages: dict[str, Callable[[], object]] = {
            "parse": self._parse,
            "lift": lambda: [list(lift(r.study, r.provenance, mint(r.study))) for r in found],
            "infer": lambda: [list(infer(graph.nodes, shipped_closure())) for graph in graphs],
            "check": lambda: [gate.check(graph.nodes) for graph in graphs],
            "check again": lambda: [gate.check(graph.nodes) for graph in graphs],
            "observe": self._observe,
            "counts": lambda: Counts().add(graph.nodes for graph in graphs),
            "N-Quads": lambda: [node_lines(graph.nodes, graph.name).encode() for graph in graphs],
            "compress": lambda: [gzip.compress(text, LEVEL, mtime=0) for text in lines],
            "Turtle": lambda: ["".join(turtle.blocks(graph.nodes)).encode() for graph in graphs],
            "documents": lambda: [documents.document(graph.trial, graph.nodes) for graph in graphs],
        }
        taken = {name: timed(stage) for name, stage in stages.items()}
        taken["link"] = passes([one.study for one in found]).first
        composer = Composer(lexicon(), DEFAULT_BASE)
        taken[COMPOSE] = timed(lambda: self._composed(composer))
        with Path(os.devnull).open("wb") as sink:
            taken[LIMIT] = taken["parse"] + timed(lambda: sink.writelines(lines))
        return taken

    def _composed(self, composer: Composer | None = None) -> list[RecordGraph]:
        composer = composer or Composer(lexicon(), DEFAULT_BASE)
        return [composer.graph(one.study, one.provenance) for one in self.found]

    def _observe(self) -> None:
        for one, graph in zip(self.found, self.graphs, strict=True):
            entry = Entry(one.provenance, 0, 0, graph.trial_id, one.study.record_id, "")
            observer = Observer(load())
            observer.record(entry, Observed(graph.trial, graph.nodes), [])
            observer.trial(graph.trial_id)

    def _parse(self) -> None:
        for one in self.found:
            study_of(one.provenance.source, one.content)


def medians(paths: list[Path], rounds: int) -> tuple[dict[str, float], int, int]:
    """Give seconds by stage for all records of some files, and how many records and triples these are."""
    stages = Stages([one for one in read(paths) if isinstance(one, Read)])
    runs = [stages.timed() for _ in range(rounds)]
    middle = {name: statistics.median(run[name] for run in runs) for name in runs[0]}
    return middle, len(stages.found), sum(graph.size for graph in stages.graphs)


def rows(taken: dict[str, float], records: int, triples: int) -> Iterator[Row]:
    """Yield a row a stage, for one record; ratios are to the limit."""
    order = [LIMIT, "parse", "lift", "link", "infer", COMPOSE]
    for name in [*order, *(one for one in taken if one not in order)]:
        note = f"of the limit; {triples / records:,.0f} triples a record" if name == LIMIT else "of the limit"
        yield Row(
            area=AREA,
            way=name,
            records=records,
            processor=taken[name] / records,
            ratio=taken[name] / taken[LIMIT],
            note=note,
        )


if __name__ == "__main__":
    files = [Path(argument) for argument in sys.argv[1:]]
    sys.stdout.writelines(f"{line}\n" for line in table(rows(*medians(files, ROUNDS))))
