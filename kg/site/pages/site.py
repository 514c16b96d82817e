"""`/site/{slug}`: a place where trials are carried out, and the trials there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.site.asked import Asked
from kg.site.html import Page
from kg.site.listing import listing
from kg.site.nodes import first, instances, objects, subjects
from kg.site.paging import Paging
from kg.site.place import iri_at
from kg.site.release import Release
from kg.terms import GEO, LABEL, TKG, A, Term

ADDRESS = re.compile("/site/[^/]+")
_ADDRESS = (
    ("City", TKG.city),
    ("State or region", TKG.state),
    ("Postal code", TKG.postalCode),
    ("Country", TKG.country),
)


def page(release: Release, asked: Asked) -> Page | None:
    """Say where a site is, and list its trials."""
    iri = iri_at(release, asked.path)
    if not iri or TKG.Site not in objects(release, iri, A):
        return None
    trials = _trials(release, iri)
    paging = Paging(asked, len(trials))
    label = first(release, iri, LABEL)
    content = {
        "label": label,
        "facts": _facts(release, iri),
        "paging": paging,
        "trials": listing(release, trials[paging.offset : paging.last]),
    }
    return Page("site.html", label, content, iri.strip("<>"))


def _facts(release: Release, iri: Term) -> list[tuple[str, str]]:
    """Say where the site is, in words; two records may spell a part of it in two ways."""
    found = [(name, " / ".join(objects(release, iri, predicate))) for name, predicate in _ADDRESS]
    latitude, longitude = first(release, iri, GEO.lat), first(release, iri, GEO.long)
    if latitude and longitude:
        found.append(("Latitude, longitude", f"{latitude}, {longitude}"))
    return [fact for fact in found if fact[1]]


def _trials(release: Release, iri: Term) -> list[Term]:
    """List the trials with a location at a site, in the order of their IRIs."""
    return sorted({at.rpartition("/location/")[0] + ">" for at, _ in subjects(release, TKG.atSite, iri)})


def addresses(release: Release) -> Iterator[str]:
    """One page a site."""
    yield from instances(release, TKG.Site)
