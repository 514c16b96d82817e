"""Where a trial takes place: its locations, and the sites that several trials share."""

from __future__ import annotations

from collections.abc import Iterator

from kg.countries import country_code
from kg.lift._mint import Mint
from kg.lift._say import say_code, say_text
from kg.study.protocol import ContactsLocationsModule, Location
from kg.terms import GEO, LABEL, TKG, A, Term, Triple, decimal, integer, text


def location_triples(module: ContactsLocationsModule, mint: Mint) -> Iterator[Triple]:
    """Say which sites take part, and where each stands."""
    described: set[Term] = set()
    for position, location in enumerate(module.locations, start=1):
        yield from _location(position, location, mint, described)


def _location(position: int, location: Location, mint: Mint, described: set[Term]) -> Iterator[Triple]:
    """Say one location; its site is described once, in the spelling that comes first."""
    subject = mint.part(f"location/{position}")
    parts = (location.facility, location.city, location.state, location.zip, location.country)
    label = ", ".join(part.strip() for part in parts if part and part.strip()) or f"Location {position}"
    yield mint.trial, TKG.hasLocation, subject
    yield subject, A, TKG.Location
    yield subject, LABEL, text(label)
    yield subject, TKG.position, integer(position)
    yield from say_code(subject, TKG.locationStatus, "overall-status", location.status)
    if any(parts):
        site = _site_iri(location, mint)
        yield subject, TKG.atSite, site
        if site not in described:
            described.add(site)
            yield from _site(site, location, label)


def _site(site: Term, location: Location, label: str) -> Iterator[Triple]:
    yield site, A, TKG.Site
    yield site, LABEL, text(location.facility or label)
    yield from say_text(site, TKG.city, location.city)
    yield from say_text(site, TKG.state, location.state)
    yield from say_text(site, TKG.postalCode, location.zip)
    yield from say_text(site, TKG.country, location.country)
    yield from say_code(site, TKG.countryCode, "country", country_code(location.country or ""))
    point = location.geo_point
    if point and point.lat is not None and point.lon is not None:
        yield site, GEO.lat, decimal(point.lat)
        yield site, GEO.long, decimal(point.lon)


def _site_iri(location: Location, mint: Mint) -> Term:
    """Name a site by its facility and address: two records that give the same address mean one site."""
    name = location.facility or location.city or location.country or "site"
    point = f"{location.geo_point.lat} {location.geo_point.lon}" if location.geo_point else None
    return mint.shared("site", name, location.city, location.state, location.zip, location.country, point)
