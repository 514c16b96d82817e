"""SARIF 2.1.0, which code hosts and editors show beside the lines
(https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html).

A rule is a constraint of a shape on a path; a result's logical location is its focus node.
"""

from __future__ import annotations

from typing import Any, TextIO
from urllib.parse import quote

import msgspec

from kg import __version__
from kg.validate.forms.kinds import rule
from kg.validate.outcome import Outcome, Placed

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {"Violation": "error", "Warning": "warning", "Info": "note"}


def write(outcome: Outcome, file: TextIO) -> None:
    """Write one run."""
    first = {rule(one.finding): one for one in reversed(outcome.placed)}
    rules = sorted(first)
    driver = {
        "name": "trialkg",
        "version": __version__,
        "rules": [_rule(name, first[name]) for name in rules],
    }
    numbers = {name: number for number, name in enumerate(rules)}
    notes = [{"level": "error", "message": {"text": message}} for message in outcome.broken]
    run = {
        "tool": {"driver": driver},
        "invocations": [{"executionSuccessful": not outcome.broken, "toolExecutionNotifications": notes}],
        "results": [_result(one, numbers) for one in outcome.placed],
        "properties": {"summary": outcome.summary()},
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    file.write(msgspec.json.format(msgspec.json.encode(log), indent=2).decode() + "\n")


def _rule(name: str, first: Placed) -> dict[str, Any]:
    return {
        "id": name,
        "shortDescription": {"text": first.finding.message or name},
        "defaultConfiguration": {"level": _LEVELS[first.finding.severity]},
    }


def _result(one: Placed, numbers: dict[str, int]) -> dict[str, Any]:
    name = rule(one.finding)
    return {
        "ruleId": name,
        "ruleIndex": numbers[name],
        "level": _LEVELS[one.finding.severity],
        "message": {"text": one.finding.message or name},
        "locations": [_location(one)] if one.document or one.finding.focus else [],
    }


def _location(one: Placed) -> dict[str, Any]:
    location: dict[str, Any] = {}
    if one.document:
        physical: dict[str, Any] = {"artifactLocation": {"uri": quote(one.document, safe="/:!#?&=%+,;@~")}}
        if one.line:
            physical["region"] = {"startLine": one.line}
        location["physicalLocation"] = physical
    if one.finding.focus:
        location["logicalLocations"] = [
            {"fullyQualifiedName": one.finding.focus.strip("<>"), "kind": "resource"}
        ]
    return location
