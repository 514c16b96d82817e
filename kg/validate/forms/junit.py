"""JUnit XML, which build servers show: one suite a shape, its Violations as failures.

Warnings and Infos are what a suite prints; what could not be read to its end is an error. The form is the
one that Jenkins reads (https://github.com/jenkinsci/xunit-plugin, junit-10.xsd).
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TextIO

from lxml import etree

from kg.validate.forms.kinds import compact, rule, where
from kg.validate.outcome import Outcome, Placed

# what XML 1.0 has no way to write
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_READING, _OTHER = "reading", "beside the shapes"
# how many places of one failure are told
_TOLD = 20


def write(outcome: Outcome, file: TextIO) -> None:
    """Write a suite for each shape, one for reading, and one for what is checked beside the shapes."""
    by_shape: dict[str, list[Placed]] = {compact(shape): [] for shape in outcome.shapes}
    for one in outcome.placed:
        by_shape.setdefault(compact(one.finding.shape) if one.finding.shape else _OTHER, []).append(one)
    by_shape.setdefault(_OTHER, [])
    suites = [_reading(outcome), *(_suite(shape, found) for shape, found in by_shape.items())]
    root = etree.Element("testsuites", {"name": "kg validate", **_total(suites)})
    root.extend(suites)
    file.write(etree.tostring(root, pretty_print=True, encoding="unicode"))


def _total(suites: list[etree._Element]) -> dict[str, str]:
    return {
        key: str(sum(int(suite.get(key, "0")) for suite in suites)) for key in ("tests", "failures", "errors")
    }


def _reading(outcome: Outcome) -> etree._Element:
    suite = etree.Element("testsuite", name=_READING)
    case = etree.SubElement(suite, "testcase", classname=_READING, name="all data is read to its end")
    for message in outcome.broken:
        etree.SubElement(case, "error", message=_xml(message), type="DataError")
    return _counted(suite, _xml(outcome.summary()))


def _suite(shape: str, found: list[Placed]) -> etree._Element:
    """Make a suite with one case a rule that is broken, or one that passes."""
    suite = etree.Element("testsuite", name=_xml(shape))
    rules: defaultdict[str, list[Placed]] = defaultdict(list)
    for one in found:
        if one.finding.is_violation:
            rules[rule(one.finding)].append(one)
    for name, broken in sorted(rules.items()):
        case = etree.SubElement(suite, "testcase", classname=_xml(shape), name=_xml(name))
        first = broken[0].finding
        failure = etree.SubElement(case, "failure", message=_xml(first.message), type=first.severity)
        failure.text = _xml("\n".join(_places(broken)))
    if not rules:
        etree.SubElement(suite, "testcase", classname=_xml(shape), name="no violation")
    said = [one for one in found if not one.finding.is_violation]
    return _counted(
        suite, _xml("\n".join(f"{one.finding.severity}: {one.finding.message} {where(one)}" for one in said))
    )


def _places(broken: list[Placed]) -> list[str]:
    told = [f"{one.finding.message} {where(one)}" for one in broken[:_TOLD]]
    return [*told, f"and {len(broken) - _TOLD:,} more"] if len(broken) > _TOLD else told


def _counted(suite: etree._Element, printed: str) -> etree._Element:
    if printed:
        etree.SubElement(suite, "system-out").text = printed
    for key, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error")):
        suite.set(key, str(sum(1 for _ in suite.iter(tag))))
    return suite


def _xml(words: str) -> str:
    return _NOT_XML.sub("\ufffd", words)
