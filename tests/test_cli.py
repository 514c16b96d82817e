"""The command as people use it: a process, its output, its exit code."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HEADLINE = ("query", "combination", "--param", "a=radiotherapy", "--param", "b=PD-1 inhibitor")


def kg(*arguments: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kg", *map(str, arguments)]
    environment = {**os.environ, "COLUMNS": "200", "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, env=environment, check=False)


def test_parse_prints_one_study_a_line() -> None:
    """`kg parse` prints every example as one line of v2 JSON."""
    done = kg("parse", "examples")
    studies = [json.loads(line) for line in done.stdout.splitlines()]
    ids = [
        study["protocolSection"]["identificationModule"].get("nctId")
        or study["trialkg"].get("recordId", study["trialkg"]["trialId"])
        for study in studies
    ]
    assert done.returncode == 0
    assert ids == sorted(path.name.partition(".")[0] for path in (ROOT / "examples").glob("[A-Z]*"))


def test_build_prints_a_summary_that_adds_up(tmp_path: Path) -> None:
    """`kg build` says what came in, what came out and what was set aside, and goes on after a bad file."""
    (tmp_path / "bad.txt").write_text("nothing of use")
    done = kg("build", "examples", tmp_path / "bad.txt", "-o", tmp_path / "out")
    numbers = dict(re.findall(r"^(records in|published|older|set aside)\s+(\d+)", done.stderr, re.MULTILINE))
    assert done.returncode == 0
    assert int(numbers["records in"]) == sum(
        int(numbers[name]) for name in ("published", "older", "set aside")
    )
    assert numbers["set aside"] == "1"
    again = kg("build", tmp_path / "bad.txt", "-o", tmp_path / "none")
    assert again.returncode == 2


def test_headline_finds_by_arm_and_by_trial(example_build: Path) -> None:
    """The headline question finds one trial by arm and one by trial, and no look-alike."""
    done = kg(*HEADLINE, "--format", "srj", "--build", example_build)
    rows = json.loads(done.stdout)["results"]["bindings"]
    found = sorted({(row["id"]["value"], row["evidence"]["value"]) for row in rows})
    assert found == [("NCT06120127", "arm"), ("NCT06794086", "trial")]


def test_headline_on_the_real_pages(page_build: Path) -> None:
    """On the five real pages the answer is the same two trials, and every fact they rest on is shown."""
    done = kg(*HEADLINE, "--format", "srj", "--build", page_build)
    rows = json.loads(done.stdout)["results"]["bindings"]
    found = sorted({(row["id"]["value"], row["evidence"]["value"]) for row in rows})
    assert found == [("NCT06120127", "arm"), ("NCT06794086", "trial")]
    assert "Sintilimab" in rows[0]["wordsB"]["value"]
    assert "SBRT" in rows[0]["wordsA"]["value"]


@pytest.mark.parametrize("spelling", ["table", "csv", "tsv", "json", "turtle"])
def test_every_format_prints(example_build: Path, spelling: str) -> None:
    """Every format names the trial that is found."""
    done = kg(*HEADLINE, "--format", spelling, "--build", example_build)
    assert (done.returncode, "NCT06120127" in done.stdout) == (0, True)


def test_query_lists_every_question() -> None:
    """`kg query` alone lists each question with its summary."""
    done = kg("query")
    assert done.returncode == 0
    for path in (ROOT / "queries").glob("*.rq"):
        assert path.stem in done.stdout


def test_sparql_answers(example_build: Path) -> None:
    """`kg sparql` runs any query over all graphs."""
    query = "SELECT (COUNT(DISTINCT ?t) AS ?n) { ?t a <https://w3id.org/trialkg/ontology#Trial> }"
    done = kg("sparql", query, "--format", "csv", "--build", example_build)
    assert done.stdout.split() == ["n", str(len(list((ROOT / "examples").glob("[A-Z]*"))))]
    assert kg("sparql", "ASK {}", "--build", example_build).stdout.strip() == "yes"
    assert (
        "@prefix" in kg("sparql", "CONSTRUCT {?s ?p ?o} {?s ?p ?o} LIMIT 1", "--build", example_build).stdout
    )


def test_explain_prints_sentences(example_build: Path) -> None:
    """`kg explain` ends with 0 where everything asked holds for the trial, else with 1, and says why."""
    holds = kg("explain", "NCT06120127", "SBRT", "PD-1 inhibitor", "--build", example_build)
    assert (holds.returncode, holds.stdout.count("\nYes: ")) == (0, 2)
    fails = kg("explain", "NCT06988852", "SBRT", "bevacizumab", "--build", example_build)
    assert fails.returncode == 1
    assert fails.stdout.startswith("No: stereotactic body radiotherapy is not among the treatments")
    assert "\n  - The record does not name it" in fails.stdout


def test_validate_tells_good_from_bad(example_build: Path, tmp_path: Path) -> None:
    """`kg validate` ends with 0 on a good graph and with 1 on one that must not be published."""
    good = kg("validate", example_build / "turtle" / "trials-0000.ttl")
    assert (good.returncode, "focus nodes" in good.stdout) == (0, True)
    (tmp_path / "bad.ttl").write_text("<https://example.org/t> a <https://w3id.org/trialkg/ontology#Trial> .")
    bad = kg("validate", tmp_path / "bad.ttl", "--format", "turtle", "-o", tmp_path / "report.ttl")
    assert bad.returncode == 1
    assert "ValidationReport" in (tmp_path / "report.ttl").read_text()


def test_validate_ends_as_its_codes_say(tmp_path: Path) -> None:
    """Code 1 where nothing matches or --fail-on says so, code 2 where the data breaks off."""
    (tmp_path / "foreign.ttl").write_text("<http://x.org/a> <http://x.org/b> 1 .")
    foreign = kg("validate", tmp_path / "foreign.ttl")
    assert (foreign.returncode, "Nothing here matches" in " ".join(foreign.stdout.split())) == (1, True)
    (tmp_path / "broken.nq").write_text("<x:a> <x:b> <x:c> <x:g> .\n<x:a> <x:b> <x:c> <x:h> .\nbroken\n")
    broken = kg("validate", tmp_path / "broken.nq", "--engine", "fast")
    assert (broken.returncode, "line 3" in broken.stderr, "1 graph" in broken.stdout) == (2, True, True)
    (tmp_path / "misspelt.ttl").write_text(
        "@prefix tkg: <https://w3id.org/trialkg/ontology#> .\n<x:a> tkg:breifTitle 1 ; tkg:phase 2 ."
    )
    given = ("validate", tmp_path / "misspelt.ttl", "--shapes", tmp_path / "shapes.ttl")
    (tmp_path / "shapes.ttl").write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . <http://x.org/s> a sh:NodeShape ;"
        " sh:targetSubjectsOf <https://w3id.org/trialkg/ontology#phase> ; sh:nodeKind sh:IRI ."
    )
    assert [kg(*given, *more).returncode for more in ((), ("--fail-on", "warning"))] == [0, 1]


def test_validate_reads_standard_input() -> None:
    """`kg validate -` reads a stream, told by its content."""
    command = [sys.executable, "-m", "kg", "validate", "-", "--format", "json"]
    data = "@prefix tkg: <https://w3id.org/trialkg/ontology#> . [] a tkg:Trial ."
    done = subprocess.run(
        command,
        input=data,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert (done.returncode, '"document": "standard input"' in done.stdout) == (1, True)


WRONG = {
    "no such input": (("build", "nowhere"), "nowhere"),
    "no such question": (("query", "combinatoin"), "combination"),
    "no such parameter": ((*HEADLINE, "--param", "c=x"), "has no parameter 'c'"),
    "not key=value": (("query", "combination", "--param", "radiotherapy"), "key=value"),
    "no such concept": (("query", "combination", "--param", "a=radiotherapie"), "radiotherapy"),
    "no such format": ((*HEADLINE, "--format", "xls"), "csv"),
    "broken SPARQL": (("sparql", "SELEKT"), "SPARQL"),
    "no such trial": (("explain", "NCT0612012", "SBRT"), "NCT06120127"),
    "no such concept to explain": (("explain", "NCT06120127", "sintilimap"), "sintilimab"),
    "no such command": (("biuld",), "build"),
    "no such graph": (("validate", "nowhere.ttl"), "nowhere.ttl"),
    "no such report": (("validate", "nowhere.ttl", "--format", "xls"), "sarif"),
    "no such engine": (("validate", "nowhere.ttl", "--engine", "x"), "pyshacl"),
    "no such severity": (("validate", "nowhere.ttl", "--fail-on", "x"), "violation"),
    "nobody listens": (("validate", "http://127.0.0.1:1/sparql"), "127.0.0.1:1"),
}


@pytest.mark.parametrize("mistake", WRONG)
def test_mistakes_end_with_a_way_out(example_build: Path, mistake: str) -> None:
    """A mistake ends with code 2 and one line that says what is known instead; never with a traceback."""
    arguments, says = WRONG[mistake]
    build_option = ("--build", str(example_build)) if arguments[0] in {"query", "sparql", "explain"} else ()
    done = kg(*arguments, *build_option)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_question_without_a_build(tmp_path: Path) -> None:
    """Asking where nothing was built says how to build."""
    done = kg(*HEADLINE, "--build", tmp_path)
    assert (done.returncode, "kg build" in done.stderr) == (2, True)


def test_coverage_tells_of_fields_that_nobody_knows(tmp_path: Path) -> None:
    """`kg coverage` lists the fields that occur, and ends with code 1 where one is new."""
    study = '{"protocolSection": {"identificationModule": {"nctId": "NCT00000001"%s}}}'
    (tmp_path / "known.json").write_text(study % "")
    known = kg("coverage", tmp_path / "known.json")
    assert known.returncode == 0
    assert "protocolSection.identificationModule.nctId" in known.stdout.replace("\n", "")
    (tmp_path / "new.json").write_text(study % ', "shoeSize": 43')
    new = kg("coverage", tmp_path / "new.json")
    assert new.returncode == 1
    assert "not in the data model: protocolSection.identificationModule.shoeSize" in new.stderr.replace(
        "\n", ""
    )


def test_coverage_tells_of_records_that_cannot_be_read(tmp_path: Path) -> None:
    """`kg coverage` names a record that is no JSON, or counts the rest, and ends with code 1."""
    good = '{"protocolSection": {"identificationModule": {"nctId": "NCT01233544"}}}'
    deep = good[:-1] + ', "x": ' + "[" * 10_000 + "]" * 10_000 + "}"
    (tmp_path / "two.jsonl").write_text(f"{good}\n{deep}\n{good}\n", encoding="utf-8")
    asked = kg("coverage", tmp_path / "two.jsonl")
    assert (asked.returncode, "line 2" in asked.stderr) == (1, True)
    assert "protocolSection.identificationModule.nctId │ 2" in asked.stdout
