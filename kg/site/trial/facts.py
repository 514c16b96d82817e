"""Facts of one value: who states what, in which field, and whether the records agree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

import msgspec

from kg.site.nodes import first
from kg.site.release import Release
from kg.site.things import Thing, thing
from kg.site.trial.records import Record, Telling, parts, tellings, values
from kg.terms import FOAF, LABEL, TKG, Term

_DATE = re.compile(r"\d{4}(-\d\d)?")
_YES = {"true": "Yes", "false": "No"}
# a date or a number, and the property that says whether it is planned or counted
_KINDS = {
    TKG.startDate: TKG.startDateType,
    TKG.primaryCompletionDate: TKG.primaryCompletionDateType,
    TKG.completionDate: TKG.completionDateType,
    TKG.enrollment: TKG.enrollmentType,
}
# codes that have the record's own words beside them
_WORDED = {TKG.phase: TKG.phases}

# properties of other vocabularies, which the ontology does not name
_NAMES = {FOAF.page: "registry page"}

SUMS = (TKG.enrollment, TKG.startDate, TKG.primaryCompletionDate, TKG.completionDate)
DESIGN = (
    TKG.studyType,
    TKG.phase,
    TKG.allocation,
    TKG.interventionModel,
    TKG.interventionModelDescription,
    TKG.observationalModel,
    TKG.timePerspective,
    TKG.samplingMethod,
    TKG.targetDuration,
    TKG.primaryPurpose,
    TKG.masking,
    TKG.whoMasked,
    TKG.maskingDescription,
    TKG.patientRegistry,
    TKG.specimenRetention,
    TKG.specimenDescription,
)
STATUS = (
    TKG.overallStatus,
    TKG.lastKnownStatus,
    TKG.expandedAccessStatus,
    TKG.whyStopped,
    TKG.enrollment,
    TKG.startDate,
    TKG.primaryCompletionDate,
    TKG.completionDate,
    TKG.statusVerifiedDate,
    TKG.firstSubmitDate,
    TKG.firstPostDate,
    TKG.resultsFirstPostDate,
    TKG.lastUpdatePostDate,
)
CONDUCT = (
    TKG.hasDataMonitoringCommittee,
    TKG.isFdaRegulatedDrug,
    TKG.isFdaRegulatedDevice,
    TKG.hasExpandedAccess,
    TKG.expandedAccessTrial,
    TKG.ipdSharing,
    TKG.ipdSharingDescription,
    TKG.ipdSharingTimeFrame,
    TKG.ipdSharingAccessCriteria,
    TKG.ipdSharingUrl,
    TKG.limitations,
)
TITLES = (TKG.briefTitle, TKG.officialTitle, TKG.acronym, TKG.formerId, TKG.registeredAs, FOAF.page)
BODIES = (TKG.leadSponsor, TKG.collaborator, TKG.organization)


class Again(msgspec.Struct, frozen=True):
    """Another value that a second place of a record gives: its field, and the number of the record."""

    content: str
    field: str
    numbers: list[int]


class Fact(msgspec.Struct, frozen=True):
    """A property of a trial with all that its records say of it; `field` is where in a Study it is read."""

    name: str
    predicate: Term
    field: str
    tellings: list[Telling[list[Thing]]]
    again: list[Again]

    @property
    def differs(self) -> bool:
        """Tell whether records contradict one another: `2023-09` does not contradict `2023-09-25`."""
        plain = sorted(";".join(sorted(_plain(one.label) for one in told.content)) for told in self.tellings)
        return bool(self.again) or any(not _agree(one, other) for one, other in pairwise(plain))

    @property
    def words(self) -> str:
        """Give what the fullest record says."""
        return ", ".join(one.label for one in self.tellings[0].content)


def facts(release: Release, told_by: list[Record], properties: tuple[Term, ...]) -> Iterator[Fact]:
    """Yield the facts of some properties, in their order; what no record states is left out."""
    again = [pair for record in told_by for pair in _restated(release, record)]
    for predicate in properties:
        accounts = tellings(told_by, lambda record, of=predicate: _things(release, record, of))  # type: ignore[misc]
        if accounts:
            name, field = property_words(release, predicate)
            said = {_plain(thing.label) for told in accounts for thing in told.content}
            also = [one for of, one in again if of == predicate and _plain(one.content) not in said]
            yield Fact(name, predicate, field, accounts, also)


def _restated(release: Release, record: Record) -> Iterator[tuple[Term, Again]]:
    """Yield what a record says a second time, by the property that shows it."""
    shown = {worded: predicate for predicate, worded in _WORDED.items()}
    for node in parts(release, record, TKG.hasRestatement):
        predicate, value = node.one(TKG.restatedProperty), node.one(TKG.restatedValue)
        words = _thing(release, value).label
        yield shown.get(predicate, predicate), Again(words, node.one(TKG.field), [record.number])


@lru_cache(maxsize=1 << 10)
def property_words(release: Release, predicate: Term) -> tuple[str, str]:
    """Give the label of a property, and the field of a Study that it is read from."""
    name = first(release, predicate, LABEL) or _NAMES.get(predicate, "")
    return name[:1].upper() + name[1:], first(release, predicate, TKG.fromField)


def _things(release: Release, record: Record, predicate: Term) -> list[Thing]:
    found = [_thing(release, value) for value in values(release, record, predicate)]
    if predicate in _WORDED and not found:
        found = [Thing("", value) for value in values(release, record, _WORDED[predicate])]
    kind = values(release, record, _KINDS[predicate]) if predicate in _KINDS else []
    if kind and found:
        said = f"{_spaced(found[0].label)} ({thing(release, kind[0]).label.lower()})"
        return [msgspec.structs.replace(found[0], label=said)]
    return [msgspec.structs.replace(one, label=_spaced(one.label)) for one in found]


def _thing(release: Release, value: str) -> Thing:
    if value.startswith("<"):
        found = thing(release, value)
        is_code = (found.path or "").startswith("/code/")
        return Thing("", found.label) if is_code else found
    return Thing("", _YES.get(value, value))


def _spaced(value: str) -> str:
    """Put commas into a whole number of five digits or more."""
    return f"{int(value):,}" if value.isascii() and value.isdigit() and 4 < len(value) < 13 else value


def _plain(value: str) -> str:
    return " ".join(value.casefold().split("(")[0].split())


def _agree(shorter: str, longer: str) -> bool:
    """Tell whether two values, in the order of letters, are one: a date may say less than another."""
    return shorter == longer or bool(_DATE.fullmatch(shorter) and longer.startswith(shorter + "-"))
