"""Where a CTIS trial takes place and how it stands there: member states, sites, countries elsewhere."""

from __future__ import annotations

import re

from kg.sources._fields import Fields
from kg.sources._register_words import CTIS_STATUS, CTIS_STATUS_NUMBER, EEA, coded
from kg.sources._words import Wordings
from kg.study.protocol import Contact, Location

PARTS_TWO = ("authorizedApplication.authorizedPartsII", "authorizedPartsII")
STATES = ("authorizedApplication.memberStatesConcerned", "memberStatesConcerned")
_STATE = re.compile(r"(?:^|,)\s*([A-Z]{2}|[A-Z][A-Za-z ]+):\s*")


def public_status(root: Fields, wordings: Wordings) -> str | None:
    """Give the words of the trial's public status; `ctStatus` is that, or the application's status."""
    paths = ("ctPublicStatus", "ctPublicStatusCode", "ctStatus")
    stated = [(path, _words(found)) for path in paths if (found := root.text(path))]
    for path, words in stated:
        wordings.keep(path, words)
    known = [words for _, words in stated if coded(CTIS_STATUS, words)]
    return known[0] if known else None


def locations(root: Fields, part: Fields) -> list[Location]:
    """Read the sites of each member state, states that name no site, and countries outside the EEA."""
    statuses = _state_statuses(root)
    found = []
    for path in PARTS_TWO:
        for two in root.each(path):
            state = two.text("mscInfo.mscName") or two.text("mscInfo.countryName")
            found += [_site(site, statuses.get(state or "")) for site in two.each("trialSites")]
    named = {location.country for location in found}
    states = [name for path in STATES for name in root.texts(f"{path}.mscName")] or list(statuses)
    found += [
        Location(country=state, status=statuses.get(state))
        for state in dict.fromkeys(states)
        if state not in named
    ]
    elsewhere = [name for name in part.texts("rowCountriesInfo.name") if name not in named]
    return found + [Location(country=country) for country in dict.fromkeys(elsewhere)]


def _state_statuses(root: Fields) -> dict[str, str]:
    """Give the status in each state: by its own code, else as the list of countries words it."""
    found: dict[str, str] = {}
    for text in root.texts("trialCountries"):
        pieces = _STATE.split(text)
        for name, words in zip(pieces[1::2], pieces[2::2], strict=True):
            if status := coded(CTIS_STATUS, _words(words.strip(" ,"))):
                found[EEA.get(name, name)] = status
    for path in STATES:
        for state in root.each(path):
            status = coded(CTIS_STATUS, _words(state.text("mscPublicStatusCode") or ""))
            if status and (name := state.text("mscName")):
                found[name] = status
    return found


def _words(status: str) -> str:
    return CTIS_STATUS_NUMBER.get(status, status)


def _site(site: Fields, status: str | None) -> Location:
    place = "organisationAddressInfo"
    return Location(
        facility=site.text(f"{place}.organisation.name"),
        status=status,
        city=site.text(f"{place}.address.city"),
        zip=site.text(f"{place}.address.postcode"),
        country=site.text(f"{place}.address.countryName"),
        contacts=[contact] if (contact := _contact(site)) != Contact() else [],
    )


def _contact(site: Fields) -> Contact:
    names = [site.text(f"personInfo.{name}") for name in ("firstName", "lastName")]
    phones = [site.text(path) for path in ("personInfo.telephone", "organisationAddressInfo.phone")]
    addresses = [site.text(path) for path in ("personInfo.email", "organisationAddressInfo.email")]
    return Contact(
        name=" ".join(filter(None, names)) or None,
        phone=next(filter(None, phones), None),
        email=next(filter(None, addresses), None),
    )
