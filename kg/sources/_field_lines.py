"""Lines into fields and groups of fields, for records that name each field on a line of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from kg.sources._words import is_blank

WIDTH = 89
MOST_INDENTED = 16
_INTERVENTION = ("Intervention type", "Intervention name", "Description", "Arm group label", "Other name")
_ARM = ("Arm group label", "Arm group type", "Description")
_OUTCOME = ("Measure", "Time frame", "Measure description", "Description")
_PERSON = ("Last name", "Phone", "Phone ext", "Email", "Role", "Affiliation")
_SITE = ("Name", "Address", "City", "State", "Zip", "Country", "Status", "Contact", "Investigator", *_PERSON)
_BODY = ("Agency", "Agency class")
_GROUPS = {
    "Intervention": _INTERVENTION,
    "Arm group": _ARM,
    "Primary outcome": _OUTCOME,
    "Secondary outcome": _OUTCOME,
    "Other outcome": _OUTCOME,
    "Facility": _SITE,
    "Overall official": _PERSON,
    "Overall contact": _PERSON,
    "Overall contact backup": _PERSON,
    "Contact": _PERSON,
    "Investigator": _PERSON,
    "Lead sponsor": _BODY,
    "Collaborator": _BODY,
}
_BEFORE_PROSE = (
    "Trial Title", "Official title", "Acronym", "NCT ID", "Secondary ID", "Condition",
    "Conditions: Official terms", "Conditions: Keywords", "Interventions: Official terms", "Study type",
    "Study phase", "Overall status", "Why stopped", "Study design", "Allocation", "Intervention model",
    "Intervention model description", "Observational model", "Time perspective", "Primary purpose",
    "Masking", "Masking description", "Enrollment", "Org study ID",
)  # fmt: skip
_FROM_PROSE_ON = (
    "Summary", "Detailed description", "Criteria for eligibility", "Study pop", "Sampling method",
    "Criteria", "Gender", "Gender based", "Gender description", "Minimum age", "Maximum age",
    "Healthy volunteers", "Locations", "Start date", "Primary completion date", "Completion date",
    "Source", "Verification date", "Record processing date", "Source: ClinicalTrials.gov page",
)  # fmt: skip
_NAMES = {*_BEFORE_PROSE, *_FROM_PROSE_ON, *_GROUPS, *(name for group in _GROUPS.values() for name in group)}
_PROSE = {"Summary", "Detailed description", "Criteria"}
_AFTER_PROSE = {*_FROM_PROSE_ON, *_GROUPS} - {"Intervention", "Arm group", "Contact", "Investigator"}
_FREE_TEXT = {name for name in _NAMES if "escription" in name} | {"", "Study pop"}
_UNKNOWN_NAME = re.compile(r"[A-Z][A-Za-z ()/-]{2,40}\Z")
_ITEM = re.compile(r"\s*(?:\d+[.)]|[-*•·])\s|(?:inclusion|exclusion) criteria\b", re.IGNORECASE)

Fields = list[tuple[str, list[str]]]
Group = dict[str, list[str]]


def fields_of(lines: Iterable[str]) -> Fields:
    """Part lines into fields; what stands before the first field is nothing's value."""
    fields: Fields = []
    for line in map(str.strip, lines):
        before = fields[-1][0] if fields else ""
        if line.endswith(":") and _begins_a_field(line[:-1], before):
            fields.append((line[:-1], []))
        elif fields and line:
            fields[-1][1].append(line)
    return fields


def _begins_a_field(name: str, before: str) -> bool:
    """Tell a field's name from a line of text that ends in a colon, by the field it stands in."""
    if before in _PROSE:
        return name in _AFTER_PROSE
    return name in _NAMES or (before not in _FREE_TEXT and bool(_UNKNOWN_NAME.match(name)))


class FieldPage:
    """The fields of one record, in order."""

    def __init__(self, fields: Fields) -> None:
        self._fields = fields
        self._own = list(_outside_groups(fields))

    def unknown(self) -> Fields:
        """Give the fields that no layout seen so far has."""
        return [(name, lines) for name, lines in self._own if name not in _NAMES]

    def values(self, name: str) -> list[str]:
        """Give every value line of a field that belongs to no group."""
        return [line for found, lines in self._own if found == name for line in lines if not is_blank(line)]

    def first(self, name: str) -> str | None:
        return next(iter(self.values(name)), None)

    def line(self, name: str) -> str | None:
        """Give a value that may have been wrapped as one line, `N/A` included."""
        return next((" ".join(lines) for found, lines in self._own if found == name and lines), None)

    def text(self, name: str) -> str | None:
        """Give a passage with its lines joined again."""
        return next((joined(lines) for found, lines in self._own if found == name and lines), None)

    def groups(self, name: str) -> list[Group]:
        """Give the fields of each group that begins at a name; a field may have several values."""
        found: list[Group] = []
        members: Sequence[str] = ()
        for field, lines in self._fields:
            if field == name and field not in members:
                found.append({})
                members = _GROUPS[name]
            elif field in members:
                value = joined(lines)
                found[-1].setdefault(field, []).extend([value] if value else [])
            else:
                members = ()
        return found


def _outside_groups(fields: Fields) -> Iterable[tuple[str, list[str]]]:
    members: Sequence[str] = ()
    for field, lines in fields:
        if field in members:
            continue
        members = _GROUPS.get(field, ())
        if not members:
            yield field, lines


def joined(lines: Sequence[str]) -> str | None:
    """Join wrapped lines: a line goes on where the next word would not have fitted, and no item begins.

    The lines of an item were indented, so that less fitted on them.
    """
    text, before, in_item = "", "", False
    for line in lines:
        begins = bool(_ITEM.match(line))
        fitting = WIDTH - MOST_INDENTED if in_item else WIDTH
        goes_on = bool(before) and not begins and len(before) + 1 + len(line.split(" ", 1)[0]) > fitting
        text += (" " if goes_on else "\n") + line
        in_item = begins or (in_item and goes_on)
        before = line
    return text.strip() or None
