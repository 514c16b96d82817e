"""`/trial/{id}/results`: what a trial found: participant flow, baseline, outcome measures."""

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
from kg.site.trial.records import records
from kg.site.trial.results import SIZE, baseline, flow, headings, measure, with_results
from kg.terms import TKG

ADDRESS = re.compile("(?P<trial>/trial/[^/]+)/results")


def page(release: Release, asked: Asked, trial: str) -> Page | None:
    """Show the results that the fullest record with results posts."""
    iri = iri_at(release, trial)
    told_by = records(release, iri) if iri else []
    record = with_results(release, told_by)
    if not iri or record is None:
        return None
    listed = headings(release, record)
    paging = Paging(asked, len(listed), SIZE)
    is_first = paging.number == 1
    content = {
        "id": name(release, iri),
        "trial": trial,
        "records": told_by,
        "record": record,
        "paging": paging,
        "listed": listed,
        "flow": flow(release, record) if is_first else [],
        "baseline": baseline(release, record) if is_first else [],
        "measures": [measure(release, record, one.iri) for one in listed[paging.offset : paging.last]],
    }
    return Page("results.html", f"Results of {content['id']}", content)


def addresses(release: Release) -> Iterator[str]:
    """One page a trial with results."""
    for path in paths_of(release, TKG.hasResultGroup):
        yield path + "/results"
