"""Pages of the site under load: `python -m benchmarks.pages BUILD [SECONDS]`.

Pages of many trials, of drugs, of questions and of searches are taken from `kg serve`, one after another, by
so many clients at once, with one worker and with two. `first` is each page once, by as many clients as there
are workers; `warm` is after each was taken once for each worker, since each keeps answers of its own. Seconds
are the median wait, processor time is what a page took in all processes of the server. A page that is not
answered in time is told, and left out.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import msgspec

from benchmarks.apart import within
from benchmarks.clients import Server, measured, once, page
from benchmarks.command import command
from benchmarks.place import Place
from benchmarks.plan import Plan
from benchmarks.queries import LONG, values
from benchmarks.servers import site
from benchmarks.serving import row, seconds_of
from benchmarks.table import Row, table
from kg.ask import questions
from kg.search.index import Index

AREA, CACHE = "pages", 256  # megabytes, as `kg serve` has where it is told nothing


def rows(place: Place, plan: Plan) -> Iterator[Row]:
    """Yield a row a kind of page, number of workers and of clients."""
    for one in measured_pages(place.built(plan.served), plan):
        yield msgspec.structs.replace(one, records=plan.served)


def measured_pages(build: Path, plan: Plan) -> Iterator[Row]:
    """Serve a build, and take its pages."""
    taken = within(LONG, lambda: addresses(build, plan.addresses))
    for workers in plan.workers:
        with site(build, workers, CACHE) as server:
            for kind, some in taken.items():
                how = f"{kind} ({len(some)}), workers: {workers}"
                yield from _rows(server, [page(one) for one in some], workers, how, plan)


def _rows(server: Server, requests: list[bytes], workers: int, how: str, plan: Plan) -> Iterator[Row]:
    """Take each page once, again where other workers have not made it, and then over and over."""
    first = once(server, requests, workers)
    yield row(AREA, f"{how}, first", first)
    kept = [one for one in requests if one not in first.failed]
    for _ in range(workers - 1):
        once(server, kept, workers)
    for number in plan.clients:
        yield row(AREA, f"{how}, warm, clients: {number}", measured(server, kept, number, plan.seconds))


def addresses(build: Path, most: int) -> dict[str, list[str]]:
    """Give addresses of pages by kind; raises BuildError where the build has no index of names."""
    index = Index(build)
    trials = sorted(path.stem for path in (build / "jsonld").iterdir())
    spread = trials[:: max(1, len(trials) // most)][:most]
    drugs = [f"/concept/{one.path.rpartition('/')[2]}" for one in index.frequent(["drug"], most)]
    searched = [urlencode({"q": one.label}) for one in index.frequent(["condition", "drug"], most)]
    kinds = {
        "trial pages": [f"/trial/{trial}" for trial in spread],
        "drug pages": drugs,
        "question pages": list(_asked(trials[0])),
        "searches": [f"/search?{words}" for words in searched],
    }
    return {kind: some for kind, some in kinds.items() if some}


def _asked(trial: str) -> Iterator[str]:
    for name, one in sorted(questions().items()):
        given = urlencode(values(one, trial), doseq=True)
        yield f"/ask/{name}?{given}" if given else f"/ask/{name}"


def main(build: Path, words: list[str]) -> Iterator[str]:
    """Measure a build that is there."""
    yield from table(measured_pages(build, Plan(seconds=seconds_of(words))))


if __name__ == "__main__":
    sys.exit(command(__doc__ or "", main))
