"""The quality report: its numbers add up, it says what differs, and it shows text as text."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import rdflib

from kg.build import build
from kg.errors import BuildError, QueryError
from kg.report.charts import SHADES, contrast, ink
from kg.report.lookup import notes_of, read_report
from kg.report.words import difference_words
from kg.store import open_build

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"
FIRST, SECOND = "NCT00000001", "NCT00000002"


def study(trial: str = FIRST, title: str = "T", **modules: Any) -> dict[str, Any]:
    return {"protocolSection": {"identificationModule": {"nctId": trial, "briefTitle": title}, **modules}}


def write(path: Path, *studies: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(one) + "\n" for one in studies), encoding="utf-8")
    return path


def built(folder: Path, *studies: dict[str, Any]) -> Path:
    folder.mkdir(exist_ok=True)
    build([write(folder / "in.jsonl", *studies)], folder / "out")
    return folder / "out"


def dated(**dates: Any) -> dict[str, Any]:
    return {"lastUpdatePostDateStruct": {"date": "2020-06-01"}, **dates}


def sponsor(name: str) -> dict[str, Any]:
    return {"leadSponsor": {"name": name, "class": "OTHER"}}


def test_records_add_up_by_source(tmp_path: Path) -> None:
    """Records in are published, older or set aside, in every source and together."""
    bad = study("NCT00000003", statusModule={"overallStatus": "SOON"})
    inputs = [write(tmp_path / "in.jsonl", study(), study(), study(SECOND), bad), *EXAMPLES.glob("*.txt")]
    (tmp_path / "torn.txt").write_text("nothing that is known")
    summary = build([*inputs, tmp_path / "torn.txt"], tmp_path / "out")
    report = read_report(tmp_path / "out")
    assert all(flow.read == flow.published + flow.older + flow.rejected for flow in report.flows)
    by_source = {flow.source: (flow.read, flow.published, flow.older, flow.rejected) for flow in report.flows}
    assert by_source["ctgov_json"] == (4, 2, 1, 1)
    assert by_source[""] == (1, 0, 0, 1)
    sums = [sum(column) for column in zip(*by_source.values(), strict=True)]
    assert sums == [summary.records, summary.published, summary.older, summary.rejected]
    assert report.severities["Violation"] == 1
    assert {severity: report.severities[severity] for severity in ("Warning", "Info")} == {
        severity: summary.findings[severity] for severity in ("Warning", "Info")
    }


def test_set_aside_names_part_value_and_remedy(tmp_path: Path) -> None:
    """The reason for which a record is set aside is a sentence with the trial, the value and the remedy."""
    output = built(tmp_path / "a", study(), study(SECOND, designModule={"enrollmentInfo": {"count": -5}}))
    (reason,) = read_report(output).reasons
    assert reason.why == (
        "NCT00000002: The enrolment is not one whole number from 0. Read the count of participants again."
        " (found: -5)"
    )


# fields of the report, and patterns that find them in the graph of a record
COUNTED = {
    "overall status": "?trial tkg:overallStatus ?x",
    "start date": "?trial tkg:startDate ?x",
    "sponsor": "?trial tkg:leadSponsor ?x",
    "primary outcome": "?x a tkg:PrimaryOutcome",
    "phase": "?trial tkg:phase ?x",
    "treatment of an arm": "?arm tkg:receives ?x",
    "kind of arm": "?arm tkg:armType ?x",
    "linked treatment": "?trial tkg:involves ?x",
}
INTERVENTIONAL = {"phase", "treatment of an arm", "kind of arm", "linked treatment"}


def counted(store: Any, pattern: str) -> int:
    """Count by SPARQL the records of trials in which a pattern occurs."""
    text = (
        "PREFIX tkg: <https://w3id.org/trialkg/ontology#> SELECT (COUNT(DISTINCT ?g) AS ?n)"
        f" WHERE {{ GRAPH ?g {{ ?trial a tkg:Trial . {pattern} }} }}"
    )
    return next(int(row["n"].value) for row in store.query(text))


@pytest.mark.parametrize("field", COUNTED)
def test_completeness_is_what_a_query_counts(example_build: Path, field: str) -> None:
    """The share of a field is what SPARQL counts in the store, of the records that it is asked of."""
    store = open_build(example_build)
    asked = (
        "FILTER NOT EXISTS { ?trial tkg:studyType ?type . FILTER(!STRENDS(STR(?type), '/INTERVENTIONAL')) }"
    )
    condition = asked if field in INTERVENTIONAL else ""
    (one,) = [one for one in read_report(example_build).completeness if one.field == field]
    assert sum(one.stated.values()) == counted(store, COUNTED[field] + " . " + condition)
    assert sum(one.asked.values()) == counted(store, condition)


def test_observational_study_is_not_asked_for_a_phase(tmp_path: Path) -> None:
    """A record that says it is observational lacks no phase and no arm; another one does."""
    output = built(tmp_path / "a", study(designModule={"studyType": "OBSERVATIONAL"}), study(SECOND))
    lacking = [set(notes_of(output, trial).records[0].missing) for trial in (FIRST, SECOND)]
    assert ["phase" in one and "arm" in one for one in lacking] == [False, True]


def two_sources(folder: Path, **modules: Any) -> Path:
    """Build the example page of NCT06120127 beside a record of it with modules of our own."""
    (page,) = EXAMPLES.glob("NCT06120127.*")
    build([write(folder / "in.jsonl", study("NCT06120127", **modules)), page], folder / "out")
    return folder / "out"


def test_sources_that_differ_are_told_with_both_values_and_documents(tmp_path: Path) -> None:
    """A status and a sponsor that two sources state differently are shown with both values and documents."""
    output = two_sources(
        tmp_path,
        statusModule={"overallStatus": "WITHDRAWN"},
        sponsorCollaboratorsModule=sponsor("Somebody Else"),
    )
    found = {one.fact: one for one in notes_of(output, "NCT06120127").differences}
    assert {found[fact].kind for fact in ("status", "sponsor")} == {"records"}
    assert {found["status"].one.value, found["status"].other.value} >= {"Withdrawn"}
    documents = {found["status"].one.document, found["status"].other.document}
    assert documents == {"in.jsonl", "NCT06120127.study-details.txt"}
    assert difference_words(found["sponsor"]) in _text(output / "report" / "trials-0000.html")
    assert read_report(output).trials_differing == 1


@pytest.mark.parametrize(("start", "differs"), [("2023", False), ("2023-12", False), ("2023-12-04", True)])
def test_dates_are_compared_as_far_as_the_coarser_goes(tmp_path: Path, start: str, differs: bool) -> None:
    """A month agrees with a day in it; another day of the month does not."""
    output = two_sources(tmp_path, statusModule={"startDateStruct": {"date": start}})
    facts = {difference.fact for difference in notes_of(output, "NCT06120127").differences}
    assert ("start date" in facts) == differs


def test_list_of_related_trials_is_compared(tmp_path: Path) -> None:
    """What a record says of another trial is compared with the trial's own record."""
    listing = {"relatedTrials": [{"nctId": SECOND, "status": "RECRUITING", "phases": ["PHASE2"]}]}
    other = study(SECOND, statusModule={"overallStatus": "COMPLETED"}, designModule={"phases": ["PHASE2"]})
    output = built(tmp_path / "a", {**study(), "trialkg": listing}, other)
    (difference,) = notes_of(output, SECOND).differences
    assert (difference.kind, difference.one.value, difference.other.value) == (
        "listing",
        "Completed",
        "Recruiting",
    )
    assert notes_of(output, FIRST).differences == []


def test_restatement_is_a_difference(example_build: Path) -> None:
    """A phase that one record states in two ways is told with the words of the second."""
    (difference,) = notes_of(example_build, "NCT06794086").differences
    assert (difference.kind, difference.one.value, difference.other.value) == (
        "restatement",
        "Phase 3",
        "Phase 2",
    )
    assert "Phase II" in difference.other.place


def test_trials_that_may_be_one_are_told(tmp_path: Path) -> None:
    """The same title and sponsor, in whatever spelling, or the other's id as its own, are suspected."""
    acme = {"sponsorCollaboratorsModule": sponsor("Acme")}
    naming = study("NCT00000004", "Another")
    naming["protocolSection"]["identificationModule"]["secondaryIdInfos"] = [{"id": SECOND}]
    output = built(
        tmp_path / "a",
        study(title="PD-1 antibodies in tumours", **acme),
        study(SECOND, "PD1 antibody in tumors", **acme),
        study("NCT00000003", "PD1 antibody in tumors", sponsorCollaboratorsModule=sponsor("Other")),
        naming,
    )
    shown = read_report(output).duplicates.shown
    assert [[link.trial for link in group.links] for group in shown] == [
        [FIRST, SECOND],
        [SECOND, "NCT00000004"],
    ]
    assert [other for other, _ in notes_of(output, SECOND).alike] == [FIRST, "NCT00000004"]


def test_dates_are_judged_by_the_record(tmp_path: Path) -> None:
    """An actual date after the record's own last update is doubtful, and so is a start in 2919."""
    later = {"completionDateStruct": {"date": "2020-07", "type": "ACTUAL"}}
    same = {"completionDateStruct": {"date": "2020-06", "type": "ACTUAL"}}
    output = built(
        tmp_path / "a",
        study(statusModule=dated(**later)),
        study(SECOND, statusModule=dated(**same)),
        study("NCT00000003", statusModule=dated(startDateStruct={"date": "2919-01"})),
    )
    dates = read_report(output).dates
    found = {one.shape: [example.trial for example in one.examples] for one in dates.doubts}
    assert (found["actual date"], found["start year"]) == ([FIRST], ["NCT00000003"])
    assert dates.starts == {"2919": 1}
    assert "2919 (1)" in _text(output / "report" / "index.html")


def test_names_without_a_concept_are_counted(tmp_path: Path) -> None:
    """A name that no concept is found for is counted once a trial, without case."""
    given = {"armsInterventionsModule": {"interventions": [{"name": "Zzyzx 9"}, {"name": "ZZYZX 9"}]}}
    output = built(tmp_path / "a", study(**given), study(SECOND, **given))
    (treatments,) = [one for one in read_report(output).unlinked if one.kind == "treatment"]
    assert [(one.name, one.trials, one.example.trial) for one in treatments.shown] == [("zzyzx 9", 2, FIRST)]


def test_changes_since_the_build_before(tmp_path: Path) -> None:
    """The first build has nothing to compare with; the next says what one record more has changed."""
    output = built(tmp_path / "a", study())
    first = _changes(output)
    assert (first["compared"], "first build" in first["words"]) == (False, True)
    built(tmp_path / "a", study(), study(SECOND, statusModule={"overallStatus": "COMPLETED"}))
    changed = {one["what"]: (one["then"], one["now"]) for one in _changes(output)["changes"]}
    assert (changed["records"], changed["overall status"]) == ((1, 2), (0, 50))
    built(tmp_path / "a", study(), study(SECOND, statusModule={"overallStatus": "COMPLETED"}))
    assert "has changed" in _changes(output)["words"]
    assert all(one["then"] == one["now"] for one in _changes(output)["changes"])


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b'{"layout": 99}', b'{"layout": 1}', b"\xff"])
def test_damaged_earlier_report_is_told(tmp_path: Path, content: bytes) -> None:
    """An earlier report that is broken or foreign is told in words, and the build goes on."""
    output = built(tmp_path / "a", study())
    (output / "report" / "report.json").write_bytes(content)
    built(tmp_path / "a", study())
    changes = _changes(output)
    assert not changes["compared"]
    assert "nothing is compared" in changes["words"]
    assert read_report(output).records == 1


def test_report_does_not_depend_on_the_earlier_build(tmp_path: Path) -> None:
    """report.json and the pages of trials are the same over another earlier build."""
    built(tmp_path / "a", study())
    built(tmp_path / "a", study(), study(SECOND))
    built(tmp_path / "b", study(), study(SECOND))
    for name in ("report.json", "trials-0000.html", "trials-0000.jsonl"):
        one, other = ((tmp_path / folder / "out" / "report" / name).read_bytes() for folder in "ab")
        assert one == other


def test_any_number_of_workers_gives_the_same_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Shards built in one process or in two give the same bytes, and the numbers of one shard."""
    monkeypatch.setattr("kg.build.SHARD", 2)
    studies = [study(f"NCT0000000{n}", "T", sponsorCollaboratorsModule=sponsor("A")) for n in range(7)]
    source = write(tmp_path / "in.jsonl", *studies)
    for workers in (1, 2):
        build([source], tmp_path / str(workers), workers=workers)
    pages = sorted(path.name for path in (tmp_path / "1" / "report").iterdir())
    assert len([name for name in pages if name.startswith("trials-")]) == 8
    for name in pages:
        one, other = ((tmp_path / workers / "report" / name).read_bytes() for workers in "12")
        assert one == other, name
    monkeypatch.undo()
    build([source], tmp_path / "whole")
    whole, cut = read_report(tmp_path / "whole"), read_report(tmp_path / "1")
    assert (whole.severities, whole.completeness) == (cut.severities, cut.completeness)
    (group,) = cut.duplicates.shown
    assert group.links[6].page == "trials-0003.html#NCT00000006"


HOSTILE = "<script>alert('1')</script> & \"quoted\" </title>"


def test_text_of_records_is_escaped(tmp_path: Path) -> None:
    """A title and a name that hold markup are shown as text, on every page."""
    given = {"armsInterventionsModule": {"interventions": [{"name": HOSTILE}]}}
    output = built(tmp_path / "a", study(title=HOSTILE, **given))
    for name in ("index.html", "trials-0000.html"):
        page = (output / "report" / name).read_text(encoding="utf-8")
        assert "<script" not in page
        assert HOSTILE.lower() in _text(output / "report" / name).lower()


def test_pages_are_whole_and_need_nothing_else(example_build: Path) -> None:
    """Every link inside the report leads somewhere, and nothing is loaded from anywhere."""
    folder = example_build / "report"
    ids = {path.name: set(_attributes(path, "id")) for path in folder.glob("*.html")}
    for path in folder.glob("*.html"):
        assert list(_attributes(path, "src")) == []
        for link in _attributes(path, "href"):
            if link != "data:,":
                file, _, anchor = link.partition("#")
                assert not file or (folder / file).is_file(), link
                assert not anchor or anchor in ids[file or path.name], link


def test_charts_have_titles_and_descriptions(example_build: Path) -> None:
    """Every drawing that is no ornament has a title and a description."""
    page = (example_build / "report" / "index.html").read_text(encoding="utf-8")
    charts = re.findall(r'<svg[^>]*role="img".*?</svg>', page, re.DOTALL)
    assert len(charts) == 5
    assert all(re.search(r"<title id=.*?<desc id=", chart, re.DOTALL) for chart in charts)


def test_numbers_on_shades_can_be_read() -> None:
    """Text on every shade of the heat map has the contrast that WCAG asks for (AA, 4.5)."""
    assert [shade for shade in SHADES if contrast(shade, ink(shade)) < 4.5] == []


def test_findings_stand_in_the_report(example_build: Path) -> None:
    """The W3C report beside the page has as many results as the page counts."""
    graph = rdflib.Graph().parse(example_build / "report" / "report.ttl")
    results = len(set(graph.subjects(rdflib.RDF.type, rdflib.SH.ValidationResult)))
    assert results == sum(finding.number for finding in read_report(example_build).findings)


def test_command_prints_a_trial_and_refuses_an_unknown_one(example_build: Path) -> None:
    """`kg report` says what is doubtful in a trial in sentences; an unknown trial is code 2."""
    said = _kg("report", "nct06794086", "--build", str(example_build))
    assert said.returncode == 0
    assert "Phase: “Phase 3” (NCT06794086.volunteer-listing.txt, page), but" in " ".join(said.stdout.split())
    unknown = _kg("report", "NCT99999999", "--build", str(example_build))
    assert (unknown.returncode, "no record of NCT99999999" in unknown.stderr) == (2, True)


def test_lookup_says_what_is_wrong(example_build: Path, tmp_path: Path) -> None:
    """What is no id, no build or no report is said in words."""
    with pytest.raises(QueryError, match="not an id"):
        notes_of(example_build, "whatever")
    with pytest.raises(BuildError, match="kg build"):
        read_report(tmp_path)
    (tmp_path / "report").mkdir()
    (tmp_path / "report" / "report.json").write_text("{}")
    with pytest.raises(BuildError, match="build again"):
        read_report(tmp_path)


def _kg(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kg", *arguments]
    env = {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=env)


def _changes(output: Path) -> dict[str, Any]:
    changes: dict[str, Any] = json.loads((output / "report" / "changes.json").read_bytes())
    return changes


class _Reader(HTMLParser):
    """Reads the text of a page, and its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.attributes: list[tuple[str, str]] = []

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [(name, value or "") for name, value in attrs]


def _read(path: Path) -> _Reader:
    reader = _Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    return reader


def _text(path: Path) -> str:
    return " ".join("".join(_read(path).text).split())


def _attributes(path: Path, name: str) -> list[str]:
    return [value for key, value in _read(path).attributes if key == name]
