"""Time the gate against lifting and pySHACL: `python -m benchmarks.gate FILE…` (any records, one in seven).

Every record is lifted, composed and what was composed is checked, as in a build, several times in turn; the
fastest of each counts, since other work on the machine only ever adds time. pySHACL takes one record in
forty of these. Before that every record is taken once, when plans are made and every value is new.
"""

from __future__ import annotations

import gc
import platform
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TypeVar

import rdflib

from benchmarks.origin import mint
from kg.check import check
from kg.compose import Composer
from kg.gate import Gate
from kg.lexicon import lexicon
from kg.lift import lift
from kg.nodes import Nodes, triples_of
from kg.sources import Read, read
from kg.terms import DEFAULT_BASE

ROUNDS = 5
EVERY = 7  # records for one that is taken
REFERENCE = 40  # of these for one that pySHACL checks
STAGES = ("lift", "compose (lift, link, infer)", "gate")

T = TypeVar("T")


def main(paths: list[Path]) -> None:
    """Print milliseconds a record for each, and how many times lifting that is."""
    everything = [one for one in read(paths) if isinstance(one, Read)]
    composer = Composer(lexicon(), DEFAULT_BASE)
    started = time.perf_counter()
    gate = Gate()
    compiled = time.perf_counter() - started
    gc.collect()
    gc.freeze()
    first = [sum(times) for times in zip(*(_timed(one, composer, gate) for one in everything), strict=True)]
    found = everything[::EVERY]
    least = [[float("inf")] * len(found) for _ in STAGES]
    for _ in range(ROUNDS):
        for number, one in enumerate(found):
            for times, taken in zip(least, _timed(one, composer, gate), strict=True):
                times[number] = min(times[number], taken)
    graphs = [composer.graph(one.study, one.provenance).nodes for one in found[::REFERENCE]]
    reference = [_seconds(partial(_reference, nodes))[0] for nodes in graphs]
    total = {name: sum(times) / len(found) for name, times in zip(STAGES, least, strict=True)}
    total["pySHACL"] = sum(reference) / len(reference)
    _print(total, len(found), compiled)
    stages = ", ".join(f"{name} {seconds:.1f}" for name, seconds in zip(STAGES, first, strict=True))
    sys.stdout.write(f"\nall {len(everything):,} records once, with plans to be made, s: {stages}\n")


def _timed(one: Read, composer: Composer, gate: Gate) -> Iterator[float]:
    """Time the stages of one record; the gate looks at what was composed just before, as in a build."""
    yield _seconds(lambda: list(lift(one.study, one.provenance, mint(one.study))))[0]
    taken, graph = _seconds(lambda: composer.graph(one.study, one.provenance))
    yield taken
    yield _seconds(lambda: gate.check(graph.nodes))[0]


def _reference(nodes: Nodes) -> None:
    lines = "".join(f"{s} {p} {o} .\n" for s, p, o in triples_of(nodes))
    check(rdflib.Graph().parse(data=lines, format="nt"))


def _seconds(stage: Callable[[], T]) -> tuple[float, T]:
    started = time.process_time()  # other work on the machine takes the processor away in between
    done = stage()
    return time.process_time() - started, done


def _print(total: dict[str, float], records: int, compiled: float) -> None:
    write = sys.stdout.write
    write(f"{records:,} records, CPython {platform.python_version()}\n")
    write(f"compiling the shapes, once a process: {compiled:.2f} s\n\n")
    write("| | ms a record | times lifting |\n|---|---|---|\n")
    for name, seconds in total.items():
        write(f"| {name} | {seconds * 1000:.2f} | {seconds / total['lift']:.2f} |\n")


if __name__ == "__main__":
    main([Path(argument) for argument in sys.argv[1:]])
