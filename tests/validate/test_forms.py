"""What came of a check, in every format: each is what its readers take, and says the same."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from lxml import etree, html
from rdflib import RDF, SH, Graph

from kg.errors import KgError
from kg.validate.forms import FORMS, form
from kg.validate.outcome import Outcome

# what Jenkins reads of JUnit XML, as far as it is written here
JUNIT = """
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
  <xs:complexType name="told" mixed="true"><xs:simpleContent><xs:extension base="xs:string">
    <xs:attribute name="message"/><xs:attribute name="type"/>
  </xs:extension></xs:simpleContent></xs:complexType>
  <xs:attributeGroup name="counts"><xs:attribute name="name" use="required"/>
    <xs:attribute name="tests" type="xs:nonNegativeInteger" use="required"/>
    <xs:attribute name="failures" type="xs:nonNegativeInteger" use="required"/>
    <xs:attribute name="errors" type="xs:nonNegativeInteger" use="required"/></xs:attributeGroup>
  <xs:element name="testsuites"><xs:complexType><xs:sequence>
    <xs:element name="testsuite" maxOccurs="unbounded"><xs:complexType><xs:sequence>
      <xs:element name="testcase" maxOccurs="unbounded"><xs:complexType>
        <xs:choice minOccurs="0" maxOccurs="unbounded">
        <xs:element name="error" type="told"/><xs:element name="failure" type="told"/></xs:choice>
        <xs:attribute name="name" use="required"/><xs:attribute name="classname" use="required"/>
      </xs:complexType></xs:element>
      <xs:element name="system-out" type="xs:string" minOccurs="0"/></xs:sequence>
      <xs:attributeGroup ref="counts"/></xs:complexType></xs:element></xs:sequence>
    <xs:attributeGroup ref="counts"/></xs:complexType></xs:element>
</xs:schema>"""


def written(name: str, outcome: Outcome) -> str:
    file = io.StringIO()
    form(name)(outcome, file)
    return file.getvalue()


@pytest.mark.parametrize("name", FORMS)
def test_every_format_says_what_was_found_and_what_not_read(name: str, outcome: Outcome) -> None:
    """Findings, counts and the file that is broken are in every format; two runs give the same bytes."""
    text = written(name, outcome)
    assert text == written(name, outcome)
    for part in ("not an IRI", "broken.ttl", "line 1"):
        assert part in " ".join(text.split())


def test_unknown_format_is_told() -> None:
    """A format that there is none of ends with the names of those that there are."""
    with pytest.raises(KgError, match="table, json"):
        form("xls")


def test_json_has_its_keys(outcome: Outcome) -> None:
    """The JSON document counts, and places every finding."""
    document = json.loads(written("json", outcome))
    assert document["counts"] == {"Violation": 1, "Warning": 1, "Info": 0}
    assert (document["conforms"], document["sources"], len(document["broken"])) == (False, 3, 1)
    places = {(one["document"].rpartition("/")[2], one["line"]) for one in document["findings"]}
    assert places == {("bad name.ttl", 3)}


def test_turtle_is_a_w3c_report(outcome: Outcome) -> None:
    """The report is RDF that names each result, and does not conform."""
    report = Graph().parse(data=written("turtle", outcome), format="turtle")
    assert len(set(report.subjects(RDF.type, SH.ValidationResult))) == 2
    assert [str(value) for value in report.objects(None, SH.conforms)] == ["false"]


def test_html_escapes_what_the_data_says(outcome: Outcome) -> None:
    """Nothing that the data or the shapes say becomes markup, and the page needs nothing beside it."""
    text = written("html", outcome)
    page = html.document_fromstring(text)
    assert page.xpath("//b | //i | //script | //link | //img | //@src") == []
    assert "no <b>name</b>" in "".join(map(str, page.itertext()))


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "text":
                yield inner
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


def test_sarif_keeps_the_rules_of_its_schema(outcome: Outcome) -> None:
    """What SARIF 2.1.0 requires is there: rules that results point to, levels, places that are URIs."""
    log = json.loads(written("sarif", outcome))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules) == 2
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in {"error", "warning", "note"}
        (location,) = result["locations"]
        assert " " not in location["physicalLocation"]["artifactLocation"]["uri"]
        assert location["physicalLocation"]["region"]["startLine"] == 3
        assert location["logicalLocations"][0]["fullyQualifiedName"].startswith("http://x.org/")
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    assert invocation["toolExecutionNotifications"][0]["level"] == "error"
    assert all(texts(log))


def test_junit_is_valid(outcome: Outcome) -> None:
    """The XML is valid, has one suite a shape, and counts failures and errors."""
    root = etree.fromstring(written("junit", outcome).encode())
    etree.XMLSchema(etree.fromstring(JUNIT)).assertValid(root)
    names = [suite.get("name") for suite in root]
    assert names == ["reading", "http://example.org/Other", "http://example.org/Thing", "beside the shapes"]
    assert (root.get("failures"), root.get("errors")) == ("1", "1")
    assert "not an IRI" in (root[2].findtext("system-out") or "")
