"""`/trial/{id}/why?concept=…`: why a trial is linked to concepts, or is not, in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.explain import Part, explain
from kg.site.asked import Asked
from kg.site.html import Page
from kg.site.nodes import first
from kg.site.pages.trial import name
from kg.site.place import iri_at
from kg.site.release import Release
from kg.site.things import thing
from kg.site.trial.records import records
from kg.terms import LABEL

ADDRESS = re.compile("(?P<trial>/trial/[^/]+)/why")


def page(release: Release, asked: Asked, trial: str) -> Page | None:
    """Explain; without a concept, ask for one. Raises QueryError where a concept is not known."""
    iri = iri_at(release, trial)
    if not iri or not records(release, iri):
        return None
    named = name(release, iri)
    concepts = asked.all("concept")
    parts: list[Part] = explain(release.store, named, concepts, release.asker) if concepts else []
    asked_about = [thing(release, f"<{release.asker.concept(one)}>") for one in concepts]
    content = {
        "id": named,
        "trial": trial,
        "label": first(release, iri, LABEL),
        "concepts": concepts,
        "asked_about": asked_about,
        "parts": parts,
    }
    title = " and ".join(one.label for one in asked_about) or "What is linked"
    return Page("why.html", f"{title} in {named}: why, or why not", content)


def addresses(release: Release) -> Iterator[str]:
    """None: these pages stand for questions."""
    yield from ()
