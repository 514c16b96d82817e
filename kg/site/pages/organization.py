"""`/organization/{slug}`: a sponsor or collaborator as records name it, and its trials."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.search.members import of_organization
from kg.site.asked import Asked
from kg.site.entity import asks, company, trials
from kg.site.entity import neighbours as near
from kg.site.entity.bodies import Body, body
from kg.site.html import Page
from kg.site.nodes import instances
from kg.site.place import iri_at
from kg.site.release import Release
from kg.site.start import PARTS
from kg.terms import TKG, inside

ADDRESS = re.compile("/organization/[^/]+")


def page(release: Release, asked: Asked) -> Page | None:
    """Say what an organisation is called and taken for, and list its trials."""
    iri = iri_at(release, asked.path)
    told = body(release, iri) if iri else None
    if not iri or not told:
        return None
    label = (told.names or [asked.path.rpartition("/")[2]])[0]
    members = of_organization(release.search, asked.path)
    kept = company.of_organization(release, members) if members else company.Company()
    content = {
        "told": told,
        "label": label,
        "trials": trials.shown(release, asked, members, trials.BY_PART) if members else trials.nothing(asked),
        "company": kept,
        "parts": PARTS,
        "picture": near.picture(label, _ties(told, kept, asked.path)),
        "asks": [
            ask for known in told.recognised for ask in asks.asks(release, "organization", known.body.label)
        ],
    }
    return Page("organization.html", label, content, inside(iri))


def _ties(told: Body, kept: company.Company, own: str) -> Iterator[near.Tied]:
    yield near.tied("recognised as", near.SQUARE, [known.body for known in told.recognised], 2)
    yield near.tied("belongs to", near.UP, told.within, 3)
    yield near.tied("its trials give", near.DISC, kept.given, 5)
    yield near.tied("its trials study", near.DIAMOND, kept.studied, 5)
    yield near.tied("led by others", near.DOWN, [one for one in kept.leaders if one.path != own], 4)


def addresses(release: Release) -> Iterator[str]:
    """One page an organisation."""
    yield from instances(release, TKG.Organization)
