"""Every canned question asked of a build, cold and warm: `python -m benchmarks.queries BUILD [QUESTION…]`.

They are asked with their defaults, or examples of what they need, of the embedded store and of servers that
the build is loaded into; of rdflib at a size that it can hold. Each question has a process of its own: its
first answer is cold, the median of up to five more warm, every row read. The first of a server is the first
since it was started or loaded. One that takes longer than the patience is given up, counts with that, and has
its server started again.
"""

from __future__ import annotations

import gzip
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import IO, cast

import pyoxigraph
import rdflib

from benchmarks.apart import GivenUpError, within
from benchmarks.command import command
from benchmarks.page import questions as told
from benchmarks.place import Place
from benchmarks.plan import Plan
from benchmarks.stores import SERVERS, fill, running
from benchmarks.table import Cell, Found, Row, percentile, table
from kg.ask import Answer, Asker, Question, Values, question, questions, run
from kg.errors import KgError
from kg.load._requests import Http
from kg.serve.serving import opened
from kg.store import open_build

WARM = 5
AREA = "questions"
LONG = 600.0  # seconds, for what has to be done before
Ask = Callable[[], int]  # how many rows came


def rows(place: Place, plan: Plan) -> Iterator[Found]:
    """Yield a cell a question and store, and a row a store."""
    for store in plan.stores:
        number = plan.small if store == "rdflib" else plan.asked
        try:
            build = place.built(number)
            cells = list(asked(store, build, number, list(plan.questions), plan.patience))
        except KgError as error:
            yield Row(area=AREA, way=store, note=f"not measured: {error}")
            continue
        yield from cells
        yield summed(store, number, cells)


def asked(store: str, build: Path, number: int, names: list[str], patience: float) -> Iterator[Cell]:
    """Ask one store; raises MissingError where it is not installed."""
    texts = within(LONG, lambda: spelt(build, names or sorted(questions())))
    if store in SERVERS:
        yield from _of_server(store, build, number, texts, patience)
    else:
        ask = _embedded(build) if store == "embedded" else _rdflib(build)
        for name, sparql in texts.items():
            yield cell(store, number, name, partial(ask, sparql), patience)


def spelt(build: Path, names: list[str]) -> dict[str, str]:
    """Give the SPARQL of questions by name, with values put in."""
    asker = Asker(open_build(build))
    trial = min((build / "jsonld").iterdir()).stem
    return {name: asker.sparql(question(name), values(question(name), trial)) for name in names}


def values(asked: Question, trial: str) -> Values:
    """Give the examples of what a question needs and has no default for; of a trial, one that is there."""
    return {
        param.name: trial if param.name == "trial" else param.example
        for param in asked.params
        if param.default is None and not param.optional and param.example
    }


def cell(store: str, number: int, name: str, ask: Ask, patience: float) -> Cell:
    """Ask a question some times over in a process of its own."""
    try:
        cold, warm, found = within(patience, lambda: _times(ask, patience / 2))
    except GivenUpError as error:
        return Cell(name, store, number, patience, patience, trouble=str(error)[:60])
    return Cell(name, store, number, cold, warm, found)


def _times(ask: Ask, enough: float) -> tuple[float, float, int]:
    """Ask once, and again while there is time: the first seconds, the median of the others, how many rows."""
    took: list[float] = []
    found = 0
    while len(took) < 2 or (len(took) <= WARM and sum(took) < enough):
        started = time.perf_counter()
        found = ask()
        took.append(time.perf_counter() - started)
    return took[0], statistics.median(took[1:]), found


def _embedded(build: Path) -> Callable[[str], int]:
    opened: list[pyoxigraph.Store] = []  # in the process that asks, since threads are not copied

    def ask(sparql: str) -> int:
        if not opened:
            opened.append(open_build(build))
        return len(Answer.of(cast(pyoxigraph.QuerySolutions, run(opened[0], sparql))).rows)

    return ask


def _rdflib(build: Path) -> Callable[[str], int]:
    dataset = rdflib.Dataset()
    for dump in sorted((build / "nquads").glob("*.nq.gz")):
        with gzip.open(dump) as quads:
            dataset.parse(cast(IO[bytes], quads), format="nquads")
    return lambda sparql: len(list(dataset.query(sparql)))


def _of_server(
    store: str, build: Path, number: int, texts: dict[str, str], patience: float
) -> Iterator[Cell]:
    """Ask a server, which is started again after a question that it was still busy with."""
    left = list(texts)
    with tempfile.TemporaryDirectory() as scratch:
        folder, is_filled = Path(scratch), False
        while left:
            with running(store, folder, build) as server, Http(patience) as http:
                if not is_filled:
                    fill(server, build, folder / "state")
                    is_filled = True
                ask = partial(_served, http, server.query)
                while left:
                    name = left.pop(0)
                    found = cell(store, number, name, partial(ask, texts[name]), patience)
                    yield found
                    if found.trouble:
                        break


def _served(http: Http, address: str, sparql: str) -> int:
    return len(http.select(address, sparql))


def summed(store: str, number: int, cells: list[Cell]) -> Row:
    """Say what 95 % of the questions of a store stay below, and how many were answered."""
    answered = [one for one in cells if not one.trouble]
    if not answered:
        return Row(area=AREA, way=store, records=number, note=f"not measured: {cells[0].trouble}")
    cold, warm = [one.cold for one in cells], [one.warm for one in cells]
    note = f"95th percentile of {len(cells)}, {len(answered)} answered; cold {percentile(cold, 0.95):.2g} s"
    return Row(area=AREA, way=store, records=number, seconds=percentile(warm, 0.95), note=note)


def main(build: Path, names: list[str]) -> Iterator[str]:
    """Tell what the embedded store takes."""
    number = opened(build).trials
    cells = list(asked("embedded", build, number, names, Plan().patience))
    yield from told(cells)
    yield ""
    yield from table([summed("embedded", number, cells)])


if __name__ == "__main__":
    sys.exit(command(__doc__ or "", main))
