"""Throughput and waiting time of the SPARQL service, beside Oxigraph's own server.

`python -m benchmarks.serving BUILD [SECONDS]` asks both servers the same queries over the same store, one
kind of query after another, with so many connections that each always has one to answer. Of ours, `cold` has
no cache of answers, `warm` has one. The servers take turns in short rounds and the best round counts, since
other work of the machine can only slow a round down. The ratio is the throughput of ours by that of Oxigraph;
processor time is what an answer took in all processes of a server.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from benchmarks.apart import within
from benchmarks.clients import Run, Server, measured, once, sparql
from benchmarks.command import command
from benchmarks.place import Place
from benchmarks.plan import Plan
from benchmarks.servers import oxigraph, service
from benchmarks.stores import MissingError
from benchmarks.table import Row, table
from kg.ask import Asker
from kg.ask import question as canned
from kg.errors import KgError
from kg.store import open_build

AREA, CONNECTIONS, ROUNDS = "serving", 8, 3
CACHE = 64  # megabytes
OPENING = 60.0  # seconds
TKG = "PREFIX tkg: <https://w3id.org/trialkg/ontology#> "
QUERIES = {
    "one word": "ASK {}",
    "ten trials": TKG + "SELECT ?t ?p ?o { { SELECT DISTINCT ?t { ?t a tkg:Trial } LIMIT 10 } ?t ?p ?o }",
    "1,000 rows": TKG + "SELECT ?s ?o { ?s tkg:position ?o } LIMIT 1000",
    "a count": TKG + "SELECT ?k (COUNT(*) AS ?n) { ?t a tkg:Trial ; tkg:phase ?k } GROUP BY ?k",
    "ten described": TKG
    + "CONSTRUCT { ?t ?p ?o } { { SELECT DISTINCT ?t { ?t a tkg:Trial } LIMIT 10 } ?t ?p ?o }",
}
CANNED = {
    "combination": {"a": "SBRT", "b": "sintilimab"},
    "trials_by_phase": {"phase": "PHASE1"},
    "starts_per_year": {},
}


def rows(place: Place, plan: Plan) -> Iterator[Row]:
    """Yield a row a query and server."""
    for one in compared(place.built(plan.served), plan.seconds, plan.rounds):
        yield msgspec.structs.replace(one, records=plan.served)


def compared(build: Path, seconds: float, rounds: int) -> Iterator[Row]:
    """Ask all servers of a build; a server that is missing is told."""
    asked = within(OPENING, lambda: queries(build))
    with contextlib.ExitStack() as running:
        servers = {
            "cold": running.enter_context(service(build, 0)),
            "warm": running.enter_context(service(build, CACHE)),
        }
        try:
            servers = {"oxigraph": running.enter_context(oxigraph(build))} | servers
        except MissingError as missing:
            yield Row(area=AREA, way="oxigraph", note=f"not measured: {missing}")
        for name, query in asked.items():
            yield from _rows(name, _best(servers, query, seconds, rounds))


def queries(build: Path) -> dict[str, str]:
    """Give all queries by name, the canned ones with their values."""
    asker = Asker(open_build(build))
    return QUERIES | {name: asker.sparql(canned(name), values) for name, values in CANNED.items()}


def _best(servers: dict[str, Server], query: str, seconds: float, rounds: int) -> dict[str, Run]:
    """Ask the servers in turn, and give the round of each with the most answers."""
    runs: dict[str, list[Run]] = {name: [] for name in servers}
    for server in servers.values():  # processes that were not asked yet have everything to open
        once(server, [sparql(server.path, query)] * CONNECTIONS, CONNECTIONS)
    for _ in range(rounds):
        for name, server in servers.items():
            runs[name].append(measured(server, [sparql(server.path, query)], CONNECTIONS, seconds))
    return {name: max(some, key=lambda run: run.rate) for name, some in runs.items()}


def _rows(name: str, best: dict[str, Run]) -> Iterator[Row]:
    theirs = best["oxigraph"].rate if "oxigraph" in best else None
    for server, run in best.items():
        share = run.rate / theirs if theirs else None
        yield row(AREA, f"{name}, {server}, {CONNECTIONS} clients", run, share)


def row(area: str, way: str, run: Run, share: float | None = None) -> Row:
    """Spell a round as a row: seconds are the median wait."""
    note = f"{run.rate:,.0f} a second; p95 {run.p95 * 1000:.3g} ms, p99 {run.p99 * 1000:.3g} ms"
    if run.failed:
        note = f"{note}; {len(run.failed)} NOT ANSWERED"
    return Row(area=area, way=way, seconds=run.p50, processor=run.cpu, ratio=share, note=note)


def main(build: Path, words: list[str]) -> Iterator[str]:
    """Measure a build that is there."""
    yield from table(compared(build, seconds_of(words), ROUNDS))


def seconds_of(words: list[str]) -> float:
    """Read how long a round is; raises KgError where that is no number."""
    try:
        return float(words[0]) if words else Plan().seconds
    except ValueError as error:
        raise KgError(f"{words[0]!r} are no seconds; name a number, such as 2") from error


if __name__ == "__main__":
    sys.exit(command(__doc__ or "", main))
