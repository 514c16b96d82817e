"""Which fields a reader expects of a trial, and which of them the graph of a record states.

A field counts as stated where the graph has one of its terms: a property of the trial, or a property or
class of one of its parts. Fields of interventional trials are not asked of a record that says it is of
another type: an observational study has no phase and no arms.
"""

from __future__ import annotations

from collections.abc import Iterator, Set

import msgspec

from kg.terms import TKG, Term

OTHER_TYPES = frozenset({"OBSERVATIONAL", "EXPANDED_ACCESS"})
# properties that an older version of a record has too: only the trial's own count
OF_VERSIONS = frozenset(
    TKG[name]
    for name in (
        "overallStatus",
        "enrollment",
        "enrollmentType",
        "startDate",
        "primaryCompletionDate",
        "completionDate",
    )
)


class Field(msgspec.Struct, frozen=True):
    """A field, the group that it is shown in, and the terms of which any one states it."""

    name: str
    group: str
    terms: frozenset[Term]


def _field(name: str, group: str, *terms: str) -> Field:
    return Field(name=name, group=group, terms=frozenset(TKG[term] for term in terms))


# asked of every record
OF_ANY = (
    _field("title", "what it is", "briefTitle", "officialTitle"),
    _field("summary", "what it is", "briefSummary"),
    _field("study type", "what it is", "studyType"),
    _field("condition", "what it is", "hasCondition"),
    _field("overall status", "when and how far", "overallStatus"),
    _field("start date", "when and how far", "startDate"),
    _field("primary completion date", "when and how far", "primaryCompletionDate"),
    _field("completion date", "when and how far", "completionDate"),
    _field("first posted", "when and how far", "firstPostDate"),
    _field("last update", "when and how far", "lastUpdatePostDate", "lastUpdateSubmitDate", "recordDate"),
    _field("sponsor", "who and where", "leadSponsor"),
    _field("kind of sponsor", "who and where", "organizationClass"),
    _field("official", "who and where", "hasOfficial"),
    _field("location", "who and where", "hasLocation"),
    _field("country", "who and where", "country"),
    _field("enrollment", "who takes part", "enrollment"),
    _field("planned or counted", "who takes part", "enrollmentType"),
    _field("eligibility", "who takes part", "hasEligibility"),
    _field("criteria", "who takes part", "inclusionCriteria", "exclusionCriteria", "criteria"),
    _field("sex", "who takes part", "sex"),
    _field("minimum age", "who takes part", "minimumAge"),
    _field("primary outcome", "what it measures", "PrimaryOutcome"),
    _field("time frame", "what it measures", "timeFrame"),
    _field("secondary outcome", "what it measures", "SecondaryOutcome"),
    _field("reference", "what came of it", "hasReference"),
    _field("linked condition", "concepts found", "namesCondition"),
    _field("linked outcome", "concepts found", "namesEndpoint"),
    _field("linked sponsor", "concepts found", "namesOrganization"),
)
# asked of a record that does not say it is of another type
OF_INTERVENTIONAL = (
    _field("phase", "how it is designed", "phase"),
    _field("allocation", "how it is designed", "allocation"),
    _field("intervention model", "how it is designed", "interventionModel"),
    _field("primary purpose", "how it is designed", "primaryPurpose"),
    _field("masking", "how it is designed", "masking"),
    _field("intervention", "what is given", "hasIntervention"),
    _field("kind of intervention", "what is given", "interventionType"),
    _field("arm", "what is given", "hasArm"),
    _field("kind of arm", "what is given", "armType"),
    _field("treatment of an arm", "what is given", "receives"),
    _field("linked treatment", "concepts found", "involves"),
)
GROUPS = tuple(dict.fromkeys(field.group for field in (*OF_ANY, *OF_INTERVENTIONAL)))
FIELDS = tuple(sorted((*OF_ANY, *OF_INTERVENTIONAL), key=lambda field: GROUPS.index(field.group)))


def asked(study_type: str) -> tuple[Field, ...]:
    """Give the fields that a record of a study type (`INTERVENTIONAL`, or empty) is asked for."""
    return OF_ANY if study_type in OTHER_TYPES else FIELDS


def missing(fields: tuple[Field, ...], said: Set[Term]) -> Iterator[str]:
    """Yield the fields that are not stated, given every property and class that a graph uses."""
    return (field.name for field in fields if field.terms.isdisjoint(said))
