"""Time each stage of a build over real records: `python benchmarks/stages.py FILE…` (v2 JSON or pages).

Stages run over the same records one after the other, several times in turn; printed are medians, the time
a record, and each stage against the limit: decoding the records and writing the bytes that come out.
"""

from __future__ import annotations

import platform
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from kg.compose import Composer, RecordGraph
from kg.gate import Gate
from kg.infer import Closure, infer
from kg.lexicon import lexicon
from kg.lift import Mint, lift
from kg.link import Linker
from kg.publish.nquads import node_lines
from kg.sources import Read, all_sources, read
from kg.terms import DEFAULT_BASE
from kg.vocabulary import load

ROUNDS = 5


def main(paths: list[Path]) -> None:
    """Run every stage ROUNDS times and print a table."""
    found = [one for one in read(paths) if isinstance(one, Read)]
    vocabulary = load()
    closure = Closure(vocabulary)
    composer = Composer(lexicon(), DEFAULT_BASE)
    linker = Linker(vocabulary, closure.ancestors)
    gate = Gate()
    graphs: list[RecordGraph] = [composer.graph(one.study, one.provenance) for one in found]
    lines = [node_lines(graph.nodes, graph.name).encode() for graph in graphs]
    sink = Path("/dev/null").open("wb")  # noqa: SIM115 - open for the whole run
    stages: dict[str, Callable[[], object]] = {
        "limit: decode and write": lambda: [_parse(found), *map(sink.write, lines)],
        "parse": lambda: _parse(found),
        "lift": lambda: [list(lift(r.study, r.provenance, _mint(r))) for r in found],
        "link": lambda: [linker.links(one.study) for one in found],
        "infer": lambda: [list(infer(graph.nodes, closure)) for graph in graphs],
        "compose (lift, link, infer)": lambda: [composer.graph(r.study, r.provenance) for r in found],
        "check": lambda: [gate.check(graph.nodes) for graph in graphs],
        "write N-Quads": lambda: [sink.write(node_lines(g.nodes, g.name).encode()) for g in graphs],
    }
    times: dict[str, list[float]] = {name: [] for name in stages}
    for _ in range(ROUNDS):
        for name, stage in stages.items():
            started = time.perf_counter()
            stage()
            times[name].append(time.perf_counter() - started)
    _print(times, len(found), sum(len(graph.triples) for graph in graphs))


def _parse(found: list[Read]) -> int:
    return sum(all_sources()[one.provenance.source].study(one.content) is not None for one in found)


def _mint(one: Read) -> Mint:
    trial_id = one.study.trial_id or ""
    return Mint(base=DEFAULT_BASE, trial_id=trial_id, record_id=trial_id)


def _print(times: dict[str, list[float]], records: int, triples: int) -> None:
    medians = {name: statistics.median(values) for name, values in times.items()}
    limit = next(iter(medians.values()))
    sys.stdout.write(f"{records:,} records, {triples:,} triples, CPython {platform.python_version()}, ")
    sys.stdout.write(
        f"{platform.machine()}; medians of {ROUNDS}\n\n| stage | s | ms a record | times the limit |\n"
    )
    sys.stdout.write("|---|---|---|---|\n")
    for name, median in medians.items():
        sys.stdout.write(
            f"| {name} | {median:.2f} | {median / records * 1000:.2f} | {median / limit:.1f} |\n"
        )


if __name__ == "__main__":
    main([Path(argument) for argument in sys.argv[1:]])
