"""`/vocabulary/{name}`: a vocabulary in which names were looked up: release, licence, concepts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.site.asked import Asked
from kg.site.entity.concepts import vocabulary
from kg.site.entity.kinds import CONCEPTS, counted
from kg.site.html import Page
from kg.site.nodes import instances, read
from kg.site.place import iri_at
from kg.site.release import Release
from kg.terms import TKG, A

ADDRESS = re.compile("/vocabulary/(?P<name>[^/]+)")


def page(release: Release, asked: Asked, name: str) -> Page | None:
    """Say which release of a vocabulary was used, and what concepts there are."""
    iri = iri_at(release, asked.path)
    node = read(release, iri, vocabulary(release)) if iri else None
    if not node or TKG.VocabularyRelease not in node.all(A):
        return None
    label = node.label or name
    content = {
        "label": label,
        "version": node.one(TKG.vocabularyVersion),
        "licence": node.one(TKG.vocabularyLicence),
        "prefixes": _prefixes(release),
        "kinds": [row for row in counted(release) if row[0].place == CONCEPTS],
    }
    return Page("vocabulary.html", label, content, node.iri.strip("<>"))


def _prefixes(release: Release) -> list[tuple[str, str, int]]:
    """List how many concepts of the release have their identifiers from which vocabulary."""
    numbers = release.search.counts.get("prefix", [])
    namespaces = release.vocabulary.converter.bimap
    return [
        (prefix, namespaces.get(prefix, ""), number)
        for prefix, _, number in sorted(numbers, key=lambda one: (-one[2], one[0]))
    ]


def addresses(release: Release) -> Iterator[str]:
    """One page a vocabulary."""
    yield from instances(release, TKG.VocabularyRelease)
