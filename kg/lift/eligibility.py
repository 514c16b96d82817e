"""Who may take part: criteria, ages, sex."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.lift._mint import Mint
from kg.lift._say import say_boolean, say_code, say_text
from kg.lift.quantities import age
from kg.study.protocol import EligibilityModule
from kg.terms import LABEL, TKG, A, Term, Triple, code, decimal, integer, text

_HEADING = re.compile(
    r"^[ \t*#-]*(?P<kind>inclusion|exclusion)(?:[ \t]+criteria)?[ \t]*:?[ \t]*$", re.IGNORECASE | re.MULTILINE
)


def eligibility_triples(module: EligibilityModule, mint: Mint) -> Iterator[Triple]:
    """Say who may take part, where the record says anything about it."""
    if module == EligibilityModule():
        return
    subject = mint.part("eligibility")
    yield mint.trial, TKG.hasEligibility, subject
    yield subject, A, TKG.Eligibility
    yield subject, LABEL, text(f"Eligibility for {mint.trial_id}")
    for name, passage in criteria(module.eligibility_criteria or "").items():
        yield from say_text(subject, TKG[name], passage)
    yield from say_code(subject, TKG.sex, "sex", module.sex)
    yield from say_boolean(subject, TKG.genderBased, module.gender_based)
    yield from say_text(subject, TKG.genderDescription, module.gender_description)
    yield from say_boolean(subject, TKG.healthyVolunteers, module.healthy_volunteers)
    yield from _age(subject, "minimumAge", module.minimum_age)
    yield from _age(subject, "maximumAge", module.maximum_age)
    for group in dict.fromkeys(module.std_ages):
        yield subject, TKG.ageGroup, code("age-group", group)
    yield from say_text(subject, TKG.studyPopulation, module.study_population)
    yield from say_code(subject, TKG.samplingMethod, "sampling-method", module.sampling_method)


def _age(subject: Term, name: str, words: str | None) -> Iterator[Triple]:
    if not words:
        return
    yield subject, TKG[name], text(words)
    if quantity := age(words):
        yield subject, TKG[f"{name}Value"], integer(int(quantity.value))
        yield subject, TKG[f"{name}Unit"], text(quantity.unit)
        yield subject, TKG[f"{name}Years"], decimal(quantity.years)


def criteria(words: str) -> dict[str, str]:
    """Part criteria into inclusion and exclusion where each has one heading; else they stay whole.

    >>> criteria("Inclusion Criteria:\\n\\n* adult\\n\\nExclusion Criteria:\\n\\n* pregnant")
    {'inclusionCriteria': '* adult', 'exclusionCriteria': '* pregnant'}
    >>> criteria("Adults.")
    {'criteria': 'Adults.'}
    """
    headings = list(_HEADING.finditer(words))
    kinds = [heading["kind"].lower() for heading in headings]
    starts_at_first = bool(headings) and not words[: headings[0].start()].strip()
    if not starts_at_first or len(set(kinds)) != len(kinds):
        return {"criteria": words}
    ends = [heading.start() for heading in headings[1:]] + [len(words)]
    return {
        f"{kind}Criteria": words[heading.end() : end].strip()
        for kind, heading, end in zip(kinds, headings, ends, strict=True)
    }
