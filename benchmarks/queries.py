"""Every canned question asked of a build, cold and warm: `python -m benchmarks.queries BUILD [QUESTION…]`.

Each question has a process of its own, with its defaults, or examples of what it needs: the first answer is
cold, the median of the next ones warm. One that takes longer than PATIENCE seconds is given up, and told.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import msgspec
import pyoxigraph

from benchmarks.table import Row, table
from kg.ask import Answer, Asker, Question, Values, question, questions, run
from kg.store import open_build

PATIENCE = 120.0
WARM = 5


class Asked(msgspec.Struct, frozen=True):
    """How long one question took, in seconds on the clock, and how many rows came."""

    name: str
    cold: float = 0
    warm: float = 0
    processor: float = 0
    rows: int = 0
    given_up: bool = False


def values(asked: Question) -> Values:
    """Give the examples of what a question needs and has no default for."""
    return {
        param.name: param.example
        for param in asked.params
        if param.default is None and not param.optional and param.example
    }


def ask(build: Path, name: str) -> Asked:
    """Ask one question here."""
    store = open_build(build)
    sparql = Asker(store).sparql(question(name), values(question(name)))
    took, used, rows = [], [], 0
    for _ in range(1 + WARM):
        started, before = time.perf_counter(), time.process_time()
        rows = len(Answer.of(cast(pyoxigraph.QuerySolutions, run(store, sparql))).rows)
        took.append(time.perf_counter() - started)
        used.append(time.process_time() - before)
    return Asked(name, took[0], statistics.median(took[1:]), min(used), rows)


def ask_elsewhere(build: Path, name: str) -> Asked:
    """Ask one question in a process of its own."""
    words = [sys.executable, "-m", "benchmarks.queries", str(build), name, "--here"]
    try:
        done = subprocess.run(words, capture_output=True, check=True, timeout=PATIENCE)  # noqa: S603
    except subprocess.TimeoutExpired:
        return Asked(name, given_up=True)
    return msgspec.json.decode(done.stdout, type=Asked)


def rows(build: Path, names: list[str]) -> Iterator[Row]:
    """Yield a row a question, and one for the 95th percentile of all."""
    asked = []
    for name in names or sorted(questions()):
        asked.append(ask_elsewhere(build, name))
        yield _row(asked[-1])
    warm = sorted(PATIENCE if one.given_up else one.warm for one in asked)
    at = min(len(warm) - 1, int(len(warm) * 0.95))
    yield Row(area="queries", way="95th percentile, warm", seconds=warm[at])


def _row(one: Asked) -> Row:
    if one.given_up:
        return Row(area="queries", way=one.name, note=f"given up after {PATIENCE:g} s")
    note = f"cold {one.cold:.3f} s, processor {one.processor:.3f} s, {one.rows:,} rows"
    return Row(area="queries", way=one.name, seconds=one.warm, note=note)


def main(build: Path, names: list[str]) -> None:
    """Print the table as it is made."""
    if names[-1:] == ["--here"]:
        sys.stdout.buffer.write(msgspec.json.encode(ask(build, names[0])))
        return
    for line in table(rows(build, names)):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
