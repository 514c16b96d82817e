"""What a record states and the API's model has no field for, under our own key `trialkg`."""

from __future__ import annotations

from kg.study.part import Part
from kg.study.protocol import DateStruct, EnrollmentInfo
from kg.study.provenance import Provenance


class RelatedTrial(Part, frozen=True):
    """Another trial that a page lists, with what the page says of it."""

    nct_id: str
    title: str | None = None
    status: str | None = None
    phases: list[str] = []


class OtherFact(Part, frozen=True):
    """Something a page states under a name that the API's model has no field for."""

    name: str
    value: str


class Restated(Part, frozen=True):
    """A field that a page states a second time, with another value."""

    field: str
    value: str
    words: str


class OlderVersion(Part, frozen=True):
    """An older record of the same trial in the same source, with what often changes from one to the next."""

    provenance: Provenance
    last_update: str | None = None
    overall_status: str | None = None
    enrollment_info: EnrollmentInfo | None = None
    start_date_struct: DateStruct | None = None
    primary_completion_date_struct: DateStruct | None = None
    completion_date_struct: DateStruct | None = None


class Beside(Part, frozen=True):
    """What a record states and the API's model has no field for.

    `trial_id` is the id of a trial that has no NCT id, as `kg.registries` spells it. `record_id` is the
    id of the record where a registry keeps several of one trial (EUCTR: one a member state).
    """

    trial_id: str | None = None
    record_id: str | None = None
    source_url: str | None = None
    record_date: str | None = None
    related_trials: list[RelatedTrial] = []
    other_facts: list[OtherFact] = []
    restated: list[Restated] = []
    older_versions: list[OlderVersion] = []
