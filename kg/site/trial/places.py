"""Where a trial is carried out, by country and city."""

from __future__ import annotations

import msgspec

from kg.site.nodes import rows
from kg.site.release import Release
from kg.site.things import thing
from kg.site.trial.records import Record
from kg.terms import LABEL, TKG

FEW = 100  # sites that the page of a trial lists; more have a page of their own


class Place(msgspec.Struct, frozen=True):
    """The taking part of one site: its name and city, and whether it recruits, where that is said."""

    path: str
    label: str
    city: str
    status: str


class Country(msgspec.Struct, frozen=True):
    """A country with how many sites there, and those of them that are listed."""

    name: str
    number: int
    places: list[Place]


def countries(release: Release, record: Record) -> list[Country]:
    """Count the sites of a record by country, the most first."""
    found = rows(
        release,
        f"""SELECT ?country (COUNT(*) AS ?number) WHERE {{ GRAPH {record.iri} {{
        {record.trial} {TKG.hasLocation} ?at . ?at {TKG.atSite} ?site
        OPTIONAL {{ ?site {TKG.country} ?country }} }} }} GROUP BY ?country""",
    )
    counted = sorted(((name or "Country not stated", int(number)) for name, number in found), key=_most)
    listed: dict[str, list[Place]] = {}
    if sum(number for _, number in counted) <= FEW:
        listed = places(release, record)
    return [Country(name, number, listed.get(name, [])) for name, number in counted]


def places(release: Release, record: Record) -> dict[str, list[Place]]:
    """List the sites of a record by country, in the order of cities and names."""
    sites = rows(
        release,
        f"""SELECT ?country ?city ?name ?site ?status WHERE {{ GRAPH {record.iri} {{
        {record.trial} {TKG.hasLocation} ?at . ?at {TKG.atSite} ?site ; {LABEL} ?name
        OPTIONAL {{ ?site {TKG.country} ?country }} OPTIONAL {{ ?site {TKG.city} ?city }}
        OPTIONAL {{ ?at {TKG.locationStatus} ?status }} }} }}""",
    )
    found: dict[str, list[Place]] = {}
    for country, city, name, site, status in sorted(sites):
        label = thing(release, status).label if status else ""
        place = Place(release.path(site) or "", name, city, label)
        found.setdefault(country or "Country not stated", []).append(place)
    return found


def _most(counted: tuple[str, int]) -> tuple[int, str]:
    return -counted[1], counted[0]
