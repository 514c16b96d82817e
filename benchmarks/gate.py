"""Time the gate against lifting and pySHACL: `python benchmarks/gate.py FILE…` (any records, one in seven).

Every record is lifted, composed and checked in turn, several times, and the fastest of each counts, since
other work on the machine only ever adds time. pySHACL takes one record in forty of these.
"""

from __future__ import annotations

import gc
import platform
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import rdflib

from kg.check import check
from kg.compose import Composer
from kg.gate import Gate
from kg.lexicon import lexicon
from kg.lift import Mint, lift
from kg.nodes import Nodes, triples_of
from kg.sources import Read, read
from kg.terms import DEFAULT_BASE

ROUNDS = 5
EVERY = 7  # records for one that is taken
REFERENCE = 40  # of these for one that pySHACL checks


def main(paths: list[Path]) -> None:
    """Print milliseconds a record for each, and how many times lifting that is."""
    found = [one for one in read(paths) if isinstance(one, Read)][::EVERY]
    composer = Composer(lexicon(), DEFAULT_BASE)
    started = time.perf_counter()
    gate = Gate()
    compiled = time.perf_counter() - started
    graphs = [composer.graph(one.study, one.provenance).nodes for one in found]
    for nodes in graphs:  # plans are made once in a build too
        gate.check(nodes)
    gc.collect()
    gc.freeze()
    times = {name: [float("inf")] * len(found) for name in _stages(found[0], composer, gate, {})}
    for _ in range(ROUNDS):
        for number, one in enumerate(found):
            for name, stage in _stages(one, composer, gate, graphs[number]).items():
                times[name][number] = min(times[name][number], _seconds(stage))
    reference = [_seconds(partial(_reference, nodes)) for nodes in graphs[::REFERENCE]]
    total = {name: sum(values) / len(found) for name, values in times.items()}
    total["pySHACL"] = sum(reference) / len(reference)
    _print(total, len(found), sum(1 for nodes in graphs for _ in triples_of(nodes)), compiled)


def _stages(one: Read, composer: Composer, gate: Gate, nodes: Nodes) -> dict[str, Callable[[], object]]:
    mint = Mint(base=DEFAULT_BASE, trial_id=one.study.trial_id or "", record_id=one.study.record_id)
    return {
        "lift": lambda: list(lift(one.study, one.provenance, mint)),
        "compose (lift, link, infer)": lambda: composer.graph(one.study, one.provenance),
        "gate": lambda: gate.check(nodes),
    }


def _reference(nodes: Nodes) -> None:
    lines = "".join(f"{s} {p} {o} .\n" for s, p, o in triples_of(nodes))
    check(rdflib.Graph().parse(data=lines, format="nt"))


def _seconds(stage: Callable[[], object]) -> float:
    started = time.process_time()  # other work on the machine takes the processor away in between
    stage()
    return time.process_time() - started


def _print(total: dict[str, float], records: int, triples: int, compiled: float) -> None:
    write = sys.stdout.write
    write(f"{records:,} records, {triples:,} triples, CPython {platform.python_version()}\n")
    write(f"compiling the shapes, once a process: {compiled:.2f} s\n\n")
    write("| | ms a record | times lifting |\n|---|---|---|\n")
    for name, seconds in total.items():
        write(f"| {name} | {seconds * 1000:.2f} | {seconds / total['lift']:.2f} |\n")


if __name__ == "__main__":
    main([Path(argument) for argument in sys.argv[1:]])
