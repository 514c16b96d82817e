"""Who may take part: sex, age, and the criteria as lists."""

from __future__ import annotations

import msgspec

from kg.site.nodes import Node
from kg.site.prose import Block, blocks
from kg.site.release import Release
from kg.site.things import thing
from kg.site.trial.records import Record, parts
from kg.terms import TKG

_CRITERIA = (
    ("Inclusion criteria", TKG.inclusionCriteria),
    ("Exclusion criteria", TKG.exclusionCriteria),
    ("Criteria", TKG.criteria),
    ("Study population", TKG.studyPopulation),
)
_HEALTHY = {"true": "accepted", "false": "not accepted"}


class Eligibility(msgspec.Struct, frozen=True):
    """Short facts as pairs of a name and its words, and long ones as titled text."""

    facts: list[tuple[str, str]]
    criteria: list[tuple[str, list[Block]]]


def eligibility(release: Release, record: Record) -> Eligibility | None:
    """Read who may take part by a record."""
    node = next(iter(parts(release, record, TKG.hasEligibility)), None)
    if node is None:
        return None
    facts = [
        ("Sex", " ".join(filter(None, (_label(release, node), node.one(TKG.genderDescription))))),
        ("Age", age(node.one(TKG.minimumAge), node.one(TKG.maximumAge))),
        ("Age groups", ", ".join(thing(release, group).label for group in node.all(TKG.ageGroup))),
        ("Healthy volunteers", _HEALTHY.get(node.one(TKG.healthyVolunteers), "")),
        ("Sampling", ", ".join(thing(release, how).label for how in node.all(TKG.samplingMethod))),
    ]
    texts = [(title, blocks("\n".join(node.all(predicate)))) for title, predicate in _CRITERIA]
    return Eligibility([fact for fact in facts if fact[1]], [text for text in texts if text[1]])


def age(lowest: str, highest: str) -> str:
    """Say an age range in the record's own words.

    >>> age("18 Years", ""), age("", "6 Months"), age("18 Years", "75 Years")
    ('18 Years and older', 'up to 6 Months', '18 Years to 75 Years')
    """
    if lowest and highest:
        return f"{lowest} to {highest}"
    if lowest:
        return f"{lowest} and older"
    return f"up to {highest}" if highest else ""


def _label(release: Release, node: Node) -> str:
    sex = node.one(TKG.sex)
    return thing(release, sex).label if sex else ""
