"""`/concept/{curie}`: a drug, class, procedure, condition, endpoint or organisation of the vocabulary."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kg.search.members import Members, of_concept
from kg.site.asked import Asked
from kg.site.entity import asks, company, hierarchy, kinds, trials
from kg.site.entity import neighbours as near
from kg.site.entity.bodies import named_as
from kg.site.entity.concepts import Described, described
from kg.site.html import Page
from kg.site.nodes import subjects
from kg.site.place import iri_at
from kg.site.release import Release
from kg.site.start import PARTS
from kg.site.things import path
from kg.terms import TKG, A, inside
from kg.vocabulary import TREATMENTS

ADDRESS = re.compile("/concept/.+")
CHILDREN = 12


def page(release: Release, asked: Asked) -> Page | None:
    """Describe a concept, and list its trials."""
    iri = iri_at(release, asked.path)
    told = described(release, iri) if iri else None
    if not told:
        return None
    concept = release.search.concept(inside(told.iri))
    members = of_concept(concept) if concept and concept.trials else None
    around = _hierarchy(release, told)
    kept = company.of_concept(release, concept, members) if concept and members else company.Company()
    content = {
        "told": told,
        "kind": kinds.of_concept(told.kind),
        "trials": _trials(release, asked, told, members),
        "asks": asks.asks(release, told.kind, told.label),
        "company": kept,
        "parts": PARTS,
        "children": CHILDREN,
        "picture": near.picture(told.label, _ties(told, around, kept)),
        **around,
    }
    return Page("concept.html", told.label, content, inside(told.iri))


def _trials(release: Release, asked: Asked, told: Described, members: Members | None) -> trials.Shown:
    if members is None:
        return trials.nothing(asked)
    return trials.shown(release, asked, members, _sorts(release, told))


def _sorts(release: Release, told: Described) -> dict[str, tuple[str, trials.Bits]]:
    if told.kind in TREATMENTS:
        return trials.of_treatment(release)
    return {**trials.BY_BODY, **trials.BY_PART} if told.kind == "organization" else trials.BY_NAME


def _hierarchy(release: Release, told: Described) -> dict[str, Any]:
    return {
        "ways": hierarchy.ways(release, told.iri),
        "narrower": hierarchy.narrower(release, told.iri),
        "siblings": hierarchy.siblings(release, told.iri),
        "components": hierarchy.components(release, told.iri),
        "regimens": hierarchy.regimens(release, told.iri),
        "names": named_as(release, told.iri) if told.kind == "organization" else [],
    }


def _ties(told: Described, around: dict[str, Any], kept: company.Company) -> Iterator[near.Tied]:
    above = list({way[-1].iri: way[-1] for way in around["ways"]}.values())
    is_body = told.kind == "organization"
    yield near.tied("belongs to" if is_body else "is a kind of", near.UP, above, 3)
    yield near.tied("contains", near.SQUARE, around["components"], 5)
    yield near.tied("parts of it" if is_body else "kinds of it", near.DOWN, around["narrower"], 5)
    yield near.tied("named in records", near.SQUARE, around["names"], 4)
    yield near.tied("part of", near.SQUARE, around["regimens"], 3)
    yield near.tied("combined with", near.DISC, kept.partners, 5)
    yield near.tied("its trials give", near.DISC, kept.given, 5)
    yield near.tied("its trials study", near.DIAMOND, kept.studied, 4)


def addresses(release: Release) -> Iterator[str]:
    """One page a concept."""
    for iri in sorted({node for node, _ in subjects(release, A, TKG.Concept)}):
        if at := path(release, iri):
            yield at
