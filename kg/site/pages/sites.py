"""`/trial/{id}/sites`: every site of a trial, by country and city."""

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
from kg.site.trial.places import places
from kg.site.trial.records import records, values
from kg.terms import TKG

ADDRESS = re.compile("(?P<trial>/trial/[^/]+)/sites")
SIZE = 200


def page(release: Release, asked: Asked, trial: str) -> Page | None:
    """List the sites of the fullest record that names some."""
    iri = iri_at(release, trial)
    told_by = records(release, iri) if iri else []
    record = next((one for one in told_by if values(release, one, TKG.hasLocation)), None)
    if not iri or record is None:
        return None
    by_country = places(release, record)
    listed = [(country, place) for country, there in sorted(by_country.items()) for place in there]
    paging = Paging(asked, len(listed), SIZE)
    content = {
        "id": name(release, iri),
        "trial": trial,
        "record": record,
        "records": told_by,
        "paging": paging,
        "listed": listed[paging.offset : paging.last],
        "countries": len(by_country),
    }
    return Page("sites.html", f"Sites of {content['id']}", content)


def addresses(release: Release) -> Iterator[str]:
    """One page a trial with sites."""
    for path in paths_of(release, TKG.hasLocation):
        yield path + "/sites"
