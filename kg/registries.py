"""The ids of trial registries: which registry gave an id, its one spelling, and its public page.

A registry is a row of `ontology/registries.tsv`: `pattern` recognises a whole id in any spelling that is
met (letter case does not count), `id` spells it from the pattern's groups, `page` is its public page.
`day_first` says that the registry writes dates as DD/MM/YYYY.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

import msgspec

from kg.content import content
from kg.vocabulary import rows


class TrialId(msgspec.Struct, frozen=True):
    """An id as its registry spells it; `page` is empty where pages have numbers of their own."""

    id: str
    registry: str
    page: str
    day_first: bool


class _Registry(msgspec.Struct, frozen=True):
    code: str
    label: str
    pattern: str
    id: str
    page: str
    day_first: str
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
            # letters are capitals but where the pattern spells them in lower case
            is_lower = "a-z" in registry.pattern or "(s?)" in registry.pattern
            groups = [(g or "").lower() if is_lower else (g or "").upper() for g in found.groups()]
            spelt = registry.id.format(*groups)
            page = registry.page.format(*groups, id=spelt)
            first = registry.day_first == "yes"
            return TrialId(id=spelt, registry=registry.code, page=page, day_first=first)
    return None
