"""`/trial/{id}/results/events`: the adverse events of a trial, serious and other, a page at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.site.asked import Asked
from kg.site.html import Page
from kg.site.nodes import paths_of
from kg.site.pages.trial import name
from kg.site.paging import Paging
from kg.site.place import iri_at
from kg.site.release import Release
from kg.site.trial.events import KINDS, collected, events, numbers, totals
from kg.site.trial.records import records
from kg.site.trial.results import with_results
from kg.terms import TKG

ADDRESS = re.compile("(?P<trial>/trial/[^/]+)/results/events")
SIZE = 50


def page(release: Release, asked: Asked, trial: str) -> Page | None:
    """List the events of the fullest record with results."""
    iri = iri_at(release, trial)
    told_by = records(release, iri) if iri else []
    record = with_results(release, told_by)
    counted = numbers(release, record) if record else {}
    if not iri or record is None or not any(counted.values()):
        return None
    pagings = {kind: Paging(asked, counted[kind], SIZE, kind) for kind in KINDS}
    content = {
        "id": name(release, iri),
        "trial": trial,
        "records": told_by,
        "record": record,
        "collected": collected(release, record),
        "totals": totals(release, record),
        "lists": [
            (kind, paging, events(release, record, kind, paging.first, paging.last))
            for kind, paging in pagings.items()
            if paging.total
        ],
    }
    return Page("events.html", f"Adverse events of {content['id']}", content)


def addresses(release: Release) -> Iterator[str]:
    """One page a trial with events."""
    for path in paths_of(release, TKG.hasAdverseEvent):
        yield path + "/results/events"
