"""What is missing or doubtful in the records of one trial: a line of `report/trials-NNNN.jsonl`."""

from __future__ import annotations

import msgspec


class Stated(msgspec.Struct, frozen=True):
    """A value, the source that states it, and the document and place where it was read."""

    value: str
    source: str
    document: str
    place: str


class Difference(msgspec.Struct, frozen=True):
    """A fact of one trial that is stated in two ways.

    `kind` tells where: `records` (two records of the trial), `restatement` (a second place of one record)
    or `listing` (the record of another trial, which lists this one).
    """

    fact: str
    kind: str
    one: Stated
    other: Stated


class Listing(msgspec.Struct, frozen=True):
    """What the record of another trial says of this one."""

    trial: str
    fact: str
    stated: Stated


class Doubt(msgspec.Struct, frozen=True):
    """What is wrong in one record, by severity, and at which parts, each with the value found there."""

    severity: str
    message: str
    places: list[str]


class RecordNotes(msgspec.Struct, frozen=True):
    """One record: where it was read, its facts that are compared, what it lacks, what is doubtful."""

    source: str
    document: str
    place: str
    facts: dict[str, str]
    missing: list[str]
    doubts: list[Doubt]


class TrialNotes(msgspec.Struct, frozen=True):
    """All records of one trial; `alike` are other trials that may be the same one, each with the reason."""

    trial: str
    title: str
    records: list[RecordNotes]
    differences: list[Difference] = []
    alike: list[tuple[str, str]] = []

    @property
    def is_doubtful(self) -> bool:
        """Tell whether there is anything to say."""
        in_records = any(record.missing or record.doubts for record in self.records)
        return bool(in_records or self.differences or self.alike)
