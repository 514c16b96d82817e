"""The ids of trial registries: which registry gave an id, its one spelling, and its public page.

A registry is a row of `ontology/registries.tsv`: `pattern` recognises a whole id in any spelling that is
met (letter case does not count), `id` spells it from the pattern's groups, `page` is its public page.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

import msgspec

from kg.content import content
from kg.vocabulary import rows


class TrialId(msgspec.Struct, frozen=True):
    """An id as its registry spells it."""

    id: str
    registry: str
    page: str


class _Registry(msgspec.Struct, frozen=True):
    code: str
    label: str
    pattern: str
    id: str
    page: str
    example: str


@cache
def registries() -> list[tuple[_Registry, re.Pattern[str]]]:
    """Read the table, in the order in which patterns are tried."""
    table = [msgspec.convert(row, _Registry) for _, row in rows(content("ontology") / "registries.tsv")]
    return [(row, re.compile(row.pattern, re.ASCII | re.IGNORECASE)) for row in table]


@lru_cache(maxsize=1 << 14)
def trial_id(text: str) -> TrialId | None:
    """Recognise an id of any registry, or give None where the text is not one id and nothing else.

    >>> trial_id("nct 06120127").id
    'NCT06120127'
    """
    for registry, pattern in registries():
        if found := pattern.fullmatch(text.strip()):
            spelt = registry.id.format(*(group or "" for group in found.groups()))
            page = registry.page.format(*(group or "" for group in found.groups()), id=spelt)
            return TrialId(id=spelt, registry=registry.code, page=page)
    return None
