"""Time the gate against lifting and pySHACL: `python benchmarks/gate.py FILE…` (any records).

Every record is lifted, composed and checked in turn, several times, and the fastest of each counts, since
other work on the machine only ever adds time. pySHACL takes one record in a hundred.
"""

from __future__ import annotations

import gc
import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path

import rdflib

from kg.check import check
from kg.compose import Composer
from kg.gate import Gate
from kg.gate.facts import Facts
from kg.lexicon import lexicon
from kg.lift import Mint, lift
from kg.sources import Read, read
from kg.terms import DEFAULT_BASE, Triple

ROUNDS = 7
REFERENCE = 100  # records for one that pySHACL checks


def main(paths: list[Path]) -> None:
    """Print milliseconds a record for each, and how many times lifting that is."""
    found = [one for one in read(paths) if isinstance(one, Read)]
    composer = Composer(lexicon(), DEFAULT_BASE)
    graphs = [composer.graph(one.study, one.provenance).triples for one in found]
    started = time.perf_counter()
    gate = Gate()
    compiled = time.perf_counter() - started
    for triples in graphs:  # plans are made once in a build too
        gate.check(triples)
    gc.collect()
    gc.freeze()
    stages: dict[str, Callable[[int], object]] = {
        "lift": lambda number: list(
            lift(found[number].study, found[number].provenance, _mint(found[number]))
        ),
        "gate": lambda number: gate.check(graphs[number]),
        "of it: index the triples": lambda number: Facts(graphs[number]),
    }
    times = {name: [float("inf")] * len(found) for name in stages}
    for _ in range(ROUNDS):
        for number in range(len(found)):
            for name, stage in stages.items():
                times[name][number] = min(times[name][number], _seconds(stage, number))
    reference = [
        _seconds(lambda number: check(_graph(graphs[number])), one) for one in range(0, len(found), REFERENCE)
    ]
    total = {name: sum(values) / len(found) for name, values in times.items()}
    total["pySHACL"] = sum(reference) / len(reference)
    _print(total, len(found), sum(map(len, graphs)), compiled)


def _mint(one: Read) -> Mint:
    return Mint(base=DEFAULT_BASE, trial_id=one.study.trial_id or "", record_id=one.study.record_id)


def _graph(triples: list[Triple]) -> rdflib.Graph:
    return rdflib.Graph().parse(data="".join(f"{s} {p} {o} .\n" for s, p, o in triples), format="nt")


def _seconds(stage: Callable[[int], object], number: int) -> float:
    started = time.perf_counter()
    stage(number)
    return time.perf_counter() - started


def _print(total: dict[str, float], records: int, triples: int, compiled: float) -> None:
    write = sys.stdout.write
    write(f"{records:,} records, {triples:,} triples, CPython {platform.python_version()}\n")
    write(f"compiling the shapes, once a process: {compiled:.2f} s\n\n")
    write("| | ms a record | times lifting |\n|---|---|---|\n")
    for name, seconds in total.items():
        write(f"| {name} | {seconds * 1000:.2f} | {seconds / total['lift']:.2f} |\n")


if __name__ == "__main__":
    main([Path(argument) for argument in sys.argv[1:]])
