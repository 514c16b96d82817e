"""A release into a triple store: check it, plan, run the plan, and probe what the store made of it.

A driver of `drivers/` plans; nothing here knows any store. Steps with a key are noted when they are done and
are not run again while the store says that this very release is loading, so a load that was killed goes on.
The mark of a whole release is set only once the counts of all graphs agree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import takewhile
from threading import Event

import msgspec

from kg.errors import LoadError
from kg.load import probe
from kg.load._requests import Http
from kg.load._run import run
from kg.load.drivers import Driver
from kg.load.journal import Journal
from kg.load.probe import Change, Marked, Miscount, Sample
from kg.load.release import LOADING, Release
from kg.load.steps import Step
from kg.load.target import Present, Target

Progress = Callable[[int, int], None]


class Loaded(msgspec.Struct, frozen=True):
    """What came of a load; `went_on` are the steps that an earlier one had done."""

    went_on: int
    miscounts: list[Miscount]
    changes: list[Change]
    probed: bool


class Status(msgspec.Struct, frozen=True):
    """What a store says it holds, and what is there."""

    marked: Marked | None
    graphs: int
    triples: int

    @property
    def is_whole(self) -> bool:
        """Tell whether a release is there, says that it is whole, and has all its triples."""
        said = self.marked
        return said is not None and said.status != LOADING and said.triples == self.triples


def load(release: Release, driver: Driver, target: Target, http: Http, progress: Progress) -> Loaded:
    """Load a release; a `LoadError` says what stands in the way, and the same call goes on afterwards."""
    url = driver.queries(target)
    present = Present() if driver.OFFLINE else _present(http, url, release.base, driver)
    journal = Journal(driver.__name__, repr(target), release.id)
    went_on = _noted(journal, release, None if driver.OFFLINE else probe.marked(http, url, release.base))
    if "clear" in journal:
        present = Present()
    stopped = Event()
    with ThreadPoolExecutor(1) as aside:  # dumps are searched while the store reads them
        blocks = takewhile(lambda _: not stopped.is_set(), release.blocks())
        samples = aside.submit(probe.samples, blocks if url else ())
        try:
            _carry_out(driver.plan(release, target, present), release, http, journal, progress)
            journal.forget()
            return _probed(release, driver, target, http, went_on, samples)
        finally:
            stopped.set()


def _carry_out(
    steps: Iterable[Step], release: Release, http: Http, journal: Journal, progress: Progress
) -> None:
    """Run the steps that are not noted yet, and note them."""
    done = 0

    def sent(triples: int) -> None:
        nonlocal done
        done += triples
        progress(min(done, release.triples), release.triples)

    for step in steps:
        if step.key and step.key in journal:
            sent(getattr(step, "triples", 0))
            continue
        run(step, http, sent)
        if step.key:
            journal.add(step.key)


def _probed(
    release: Release,
    driver: Driver,
    target: Target,
    http: Http,
    went_on: int,
    samples: Future[list[Sample]],
) -> Loaded:
    """Compare the store with the release and, where all is there, have it say so."""
    url = driver.queries(target)
    if not url:
        return Loaded(went_on=went_on, miscounts=[], changes=[], probed=False)
    wrong = list(probe.miscounts(release.graphs, probe.counts(http, url, release.base)))
    if not wrong:
        for step in driver.finish(release, target):
            run(step, http, lambda _: None)
    changed = list(probe.changes(http, url, samples.result()))
    return Loaded(went_on=went_on, miscounts=wrong, changes=changed, probed=True)


def planned(release: Release, driver: Driver, target: Target, http: Http) -> Iterator[Step]:
    """Yield every step that `load` would run for the store as it is now, and run none."""
    present = Present()
    if driver.TESTED and not driver.OFFLINE:
        present = _present(http, driver.queries(target), release.base, driver)
    yield from driver.plan(release, target, present)
    yield from driver.finish(release, target)


def clearing(base: str, driver: Driver, target: Target, http: Http) -> Iterator[Step]:
    """Yield the steps that take all graphs of a base out of a store."""
    graphs = {}
    if not driver.OFFLINE:
        graphs = probe.counts(http, driver.queries(target), base)
    yield from driver.clear(base, target, Present(graphs=graphs))


def drop(base: str, driver: Driver, target: Target, http: Http) -> int:
    """Take all graphs of a base out of a store and return how many steps that took."""
    steps = list(clearing(base, driver, target, http))
    for step in steps:
        run(step, http, lambda _: None)
    return len(steps)


def status(base: str, url: str, http: Http) -> Status:
    """Ask a store which release of a base it holds, and count what is there."""
    found = probe.counts(http, url, base)
    return Status(marked=probe.marked(http, url, base), graphs=len(found), triples=sum(found.values()))


def _present(http: Http, url: str, base: str, driver: Driver) -> Present:
    """Ask what is there before a load, which also tells early that a server is down or of another kind."""
    foreign = probe.foreign_graph(http, url, base) if driver.ALONE else ""
    if foreign:
        raise LoadError(
            f"{url} holds <{foreign}>, which is not of {base}, and this driver replaces all that is"
            " there; give the release a dataset of its own, or load with --to sparql_update"
        )
    return Present(graphs=probe.counts(http, url, base))


def _noted(journal: Journal, release: Release, said: Marked | None) -> int:
    """Count the steps an earlier load noted; they hold only while the store is loading the same release."""
    if said is None or said.status != LOADING or said.release != release.id:
        journal.forget()
    return len(journal)
