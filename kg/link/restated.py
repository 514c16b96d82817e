"""Phases that a record states again in its own prose: a title, or a sentence about "this study".

Only sentences that speak of the trial itself are read; a description also cites other trials.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.study import Study
from kg.study.beside import Restated

_NUMERAL = r"(?:[1-4]|IV|I{1,3})[ab]?"
_PHASE = re.compile(rf"\bphase[\s-]*({_NUMERAL})(?:\s*(?:/|-|and|to|–)\s*(?:phase\s*)?({_NUMERAL}))?\b", re.I)
_SENTENCE = re.compile(r"[^.!?\n]+")
_ABOUT_ITSELF = re.compile(
    r"\s*(?:this|the present|the current|our)\s+(?:\w+[\s,-]+){0,3}?(?:is|study|trial|research)\b", re.I
)
_ARABIC = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}


def restated_phases(study: Study) -> Iterator[Restated]:
    """Yield each wording of phases that differs from the phases the record states in their own field."""
    stated = set(study.protocol_section.design_module.phases)
    seen: set[frozenset[str]] = set()
    for passage in _passages(study):
        for found in _PHASE.finditer(passage):
            phases = frozenset(f"PHASE{_number(part)}" for part in found.groups() if part)
            if stated and phases != stated and phases not in seen:
                seen.add(phases)
                yield Restated(field="designModule.phases", value="/".join(sorted(phases)), words=found[0])


def _passages(study: Study) -> Iterator[str]:
    identification = study.protocol_section.identification_module
    yield from filter(None, (identification.brief_title, identification.official_title))
    description = study.protocol_section.description_module
    for text in filter(None, (description.brief_summary, description.detailed_description)):
        for sentence in _SENTENCE.findall(text):
            if _ABOUT_ITSELF.match(sentence):
                yield sentence


def _number(numeral: str) -> str:
    plain = numeral.lower().rstrip("ab")
    return _ARABIC.get(plain, plain)
