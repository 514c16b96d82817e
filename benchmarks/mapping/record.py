"""The fields of a record that every way of mapping reads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from kg.terms import DEFAULT_BASE


class _Part(msgspec.Struct, frozen=True, rename="camel", gc=False):
    pass


class Identification(_Part, frozen=True):
    nct_id: str
    brief_title: str | None = None
    official_title: str | None = None


class Date(_Part, frozen=True):
    date: str | None = None


class Status(_Part, frozen=True):
    overall_status: str | None = None
    start_date_struct: Date = Date()
    completion_date_struct: Date = Date()


class Conditions(_Part, frozen=True):
    conditions: list[str] = []


class Arm(_Part, frozen=True):
    label: str = ""
    type: str | None = None
    description: str | None = None


class Intervention(_Part, frozen=True):
    name: str = ""
    type: str | None = None
    description: str | None = None


class Arms(_Part, frozen=True):
    arm_groups: list[Arm] = []
    interventions: list[Intervention] = []


class Outcome(_Part, frozen=True):
    measure: str = ""
    description: str | None = None
    time_frame: str | None = None


class Outcomes(_Part, frozen=True):
    primary_outcomes: list[Outcome] = []
    secondary_outcomes: list[Outcome] = []
    other_outcomes: list[Outcome] = []


class Protocol(_Part, frozen=True):
    identification_module: Identification
    status_module: Status = Status()
    conditions_module: Conditions = Conditions()
    arms_interventions_module: Arms = Arms()
    outcomes_module: Outcomes = Outcomes()


class Record(_Part, frozen=True):
    """A record, with the fields of the subset alone."""

    protocol_section: Protocol

    @property
    def trial(self) -> str:
        return f"{DEFAULT_BASE}trial/{self.protocol_section.identification_module.nct_id}"


_decoder = msgspec.json.Decoder(Record)


def records(source: Path) -> Iterator[Record]:
    """Decode the records of a file, one a line."""
    with source.open("rb") as lines:
        yield from map(_decoder.decode, lines)
