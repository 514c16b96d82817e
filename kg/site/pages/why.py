"""`/trial/{id}/why?concept=…`: why a trial is linked to concepts, or is not, in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.explain import Part, explain
from kg.site.asked import Asked
from kg.site.html import Page
from kg.site.nodes import first
from kg.site.pages.trial import name
from kg.site.release import Release
from kg.site.trial.records import records
from kg.terms import LABEL

ADDRESS = re.compile("(?P<trial>/trial/[^/]+)/why")


def page(release: Release, asked: Asked, trial: str) -> Page | None:
    """Explain; without a concept, ask for one. Raises QueryError where a concept is not known."""
    iri = f"<{release.iri(trial)}>"
    if not records(release, iri):
        return None
    named = name(release, iri)
    concepts = asked.all("concept")
    parts: list[Part] = explain(release.store, named, concepts, release.asker) if concepts else []
    content = {
        "id": named,
        "trial": trial,
        "label": first(release, iri, LABEL),
        "concepts": concepts,
        "parts": parts,
    }
    return Page("why.html", f"Why {named} is linked", content)


def addresses(release: Release) -> Iterator[str]:
    """None: these pages stand for questions."""
    yield from ()
