"""`/ontology`: every class and property, with what it means, where it is read, and how often it is used."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.site.asked import Asked
from kg.site.entity.ontology import declared
from kg.site.html import Page
from kg.site.place import ONTOLOGY_DOCUMENT
from kg.site.release import Release
from kg.terms import ONTOLOGY, inside

ADDRESS = re.compile("/ontology")


def page(release: Release, asked: Asked) -> Page:
    """List the terms; each is an anchor, so that its IRI leads to it."""
    content = {"terms": declared(release), "namespace": ONTOLOGY}
    return Page("ontology.html", "Ontology", content, inside(ONTOLOGY_DOCUMENT))


def addresses(release: Release) -> Iterator[str]:
    """One page."""
    yield "/ontology"
