"""What was set aside: listed, shown, and tried again beside the build."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import rdflib

from kg.build import build
from kg.check import check
from kg.errors import BuildError, KgError
from kg.limits import REFUSED
from kg.rejected import Aside, listed, reasons, selected
from kg.retry import retry
from kg.shard import Settings

pytestmark = pytest.mark.usefixtures("few_concepts")

ROOT = Path(__file__).parent.parent
ENROLMENT = "The enrolment is not one whole number from 0. Read the count of participants again."
# what stands in the list, in its order, and why
LIST = [
    ("in.jsonl", "line 1", "NCT00000001", ENROLMENT),
    ("in.jsonl", "line 2", "NCT00000002", "'2023-02-30' is not a date"),
    ("in.jsonl", "line 3", "NCT00000003", ENROLMENT),
    ("in.jsonl", "line 5", None, "no trial id is named"),
    ("notes.txt", "", None, "no known layout"),
]

Write = Callable[[str, str], Path]


def study(trial: str, **modules: Any) -> str:
    identity = {"identificationModule": {"nctId": trial, "briefTitle": "T"}} if trial else {}
    return json.dumps({"protocolSection": {**identity, **modules}}) + "\n"


def enrolling(trial: str, count: int, **modules: Any) -> str:
    return study(trial, designModule={"enrollmentInfo": {"count": count}}, **modules)


def kg(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kg", *map(str, arguments)]
    environment = {**os.environ, "COLUMNS": "200", "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, env=environment, check=False)


def hashes(folder: Path) -> dict[Path, str]:
    return {
        path: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def output(tmp_path: Path, write: Write) -> Path:
    """A build that set five things aside: two for a finding, three for what reading says."""
    source = write(
        "in.jsonl",
        enrolling("NCT00000001", -5)
        + study("NCT00000002", statusModule={"startDateStruct": {"date": "2023-02-30"}})
        + enrolling("NCT00000003", -7)
        + study("NCT00000004")
        + study(""),
    )
    build([source, write("notes.txt", "nothing of use")], tmp_path / "output")
    return tmp_path / "output"


def test_list_tells_all_that_was_set_aside(output: Path) -> None:
    """Each line has its number, place, trial and reason, in an order that does not depend on the build."""
    asides = listed(output)
    assert [one.number for one in asides] == [1, 2, 3, 4, 5]
    assert [(one.document, one.position, one.trial) for one in asides] == [one[:3] for one in LIST]
    assert all(why in one.why for one, (*_, why) in zip(asides, LIST, strict=True))


def test_refused_record_keeps_its_bytes_its_graph_and_its_findings(output: Path) -> None:
    """The graph that is kept is the one that shapes refuse: pySHACL finds in it what the list says."""
    source = output.parent / "in.jsonl"
    refused, torn = listed(output)[0], listed(output)[3]
    assert refused.record
    assert refused.graph
    folder = output / "rejected"
    assert (folder / refused.record).read_text() == source.read_text().splitlines()[0]
    quads = gzip.decompress((folder / refused.graph).read_bytes()).decode()
    names = {line.rsplit(" ", 2)[1] for line in quads.splitlines()}
    assert names == {"<https://w3id.org/trialkg/record/ctgov_json/NCT00000001>"}
    triples = "".join(line.rsplit(" ", 2)[0] + " .\n" for line in quads.splitlines())
    assert check(rdflib.Graph().parse(data=triples, format="nt")) == refused.findings
    assert [one.message for one in refused.findings if one.is_violation] == [ENROLMENT]
    assert refused.document_sha256 == hashlib.sha256(source.read_bytes()).hexdigest()
    assert (torn.graph, torn.findings, torn.source) == (None, [], "ctgov_json")


def test_list_is_the_same_for_any_number_of_workers(tmp_path: Path, output: Path) -> None:
    """Two processes keep the same bytes of what they set aside."""
    build([tmp_path / "in.jsonl", tmp_path / "notes.txt"], tmp_path / "two", workers=2)
    for name in ("rejected", "versions"):
        one, two = output / name, tmp_path / "two" / name
        assert list(hashes(one).values()) == list(hashes(two).values())


def test_reasons_are_counted_without_what_is_particular() -> None:
    """Reasons that differ in quoted words, ids and numbers are one; the most frequent comes first."""

    def aside(number: int, why: str) -> Aside:
        return Aside(number, "a", "", None, why, None, None, None, None)

    asides = [
        aside(1, "the registry's API v2 says no"),
        aside(2, "'2023-02-30' is not a date"),
        aside(3, "'2021-13' is not a date"),
        aside(4, "broken XML at line 271, column 18"),
        aside(5, "broken XML at line 3, column 1"),
        aside(6, "broken XML at line 4, column 1"),
    ]
    assert reasons(asides) == [
        ("broken XML at line …, column …", 3),
        ("… is not a date", 2),
        ("the registry's API v2 says no", 1),
    ]


def test_records_are_asked_for_by_number_and_by_trial(output: Path) -> None:
    """A number, or a trial in any spelling, finds its records once; what is not there is told."""
    asides = listed(output)
    found = selected(asides, ["3", "nct 00000001", "NCT00000001"])
    assert [one.number for one in found] == [1, 3]
    with pytest.raises(KgError, match="'NCT09999999'; there are the numbers 1 to 5"):
        selected(asides, ["NCT09999999"])
    with pytest.raises(KgError, match="'6'"):
        selected(asides, ["1", "6"])


def test_damaged_list_is_told(output: Path) -> None:
    """A line that cannot be read is named by its number."""
    path = output / "rejected" / "rejected.jsonl"
    path.write_text(path.read_text() + "{\n")
    with pytest.raises(BuildError, match=r"rejected\.jsonl, line 6: damaged"):
        listed(output)


def test_retry_of_what_is_as_it_was_fails_as_it_did(output: Path) -> None:
    """Tried again unchanged, every record fails for the same reason, and the build does not change."""
    before = hashes(output)
    tried = retry(output, listed(output), Settings())
    assert [one.why for one in tried[:4]] == [one.why for one in listed(output)[:4]]
    assert "kg parse FILE" in tried[4].why
    assert hashes(output) == before


def test_retry_reads_what_was_mended(output: Path) -> None:
    """A kept record that was mended by hand would be published, whatever it was set aside for."""
    for number, mended in (
        (1, enrolling("NCT00000001", 5)),
        (2, study("NCT00000002", statusModule={"startDateStruct": {"date": "2023-02-28"}})),
        (4, study("NCT00000005")),
    ):
        (output / "rejected" / f"{number:06}.record").write_text(mended)
    tried = retry(output, listed(output), Settings())
    assert [not one.why for one in tried] == [True, True, False, True, False]


def test_retry_minds_the_older_versions(tmp_path: Path, write: Write) -> None:
    """A record that an older one of its trial keeps from being published is tried together with that one."""
    older = {"lastUpdatePostDateStruct": {"date": "2020-01-01"}, "startDateStruct": {"date": "2023-02-30"}}
    newer = {"lastUpdatePostDateStruct": {"date": "2024-01-01"}}
    other = study("NCT00000002", statusModule=newer) + study("NCT00000002")
    source = write(
        "in.jsonl",
        study("NCT00000001", statusModule=older) + study("NCT00000001", statusModule=newer) + other,
    )
    assert build([source], tmp_path / "output").rejected == 1
    (tried,) = retry(tmp_path / "output", listed(tmp_path / "output"), Settings())
    assert "'2023-02-30' is not a date" in tried.why
    mended = study("NCT00000001", statusModule={"lastUpdatePostDateStruct": {"date": "2020-01-01"}})
    (tmp_path / "output" / "versions" / "000001.record").write_text(mended)
    (tried,) = retry(tmp_path / "output", listed(tmp_path / "output"), Settings())
    assert tried.why == ""


def test_command_lists_counts_and_spells_json(output: Path) -> None:
    """`kg rejected` counts reasons before it lists; `--format json` gives the list with its findings."""
    table = kg("rejected", cwd=output.parent)
    assert table.returncode == 0
    assert f"│ 2       │ {ENROLMENT}" in table.stdout
    assert table.stdout.index(ENROLMENT) < table.stdout.index("NCT00000001")
    spelt = kg("rejected", "--format", "json", "--build", output, cwd=ROOT)
    lines = (output / "rejected" / "rejected.jsonl").read_text().splitlines()
    rows = [{"graph": None, "findings": [], **json.loads(line)} for line in lines]
    assert json.loads(spelt.stdout) == rows


def test_command_shows_one_record_with_all_that_is_kept(output: Path) -> None:
    """`kg rejected show` prints finding, place of the graph and record; its control characters do not act."""
    path = output / "rejected" / "000001.record"
    path.write_bytes(path.read_bytes() + b"\x1b[31m\xff")
    done = kg("rejected", "--build", output, "show", "NCT00000001", "5", cwd=ROOT)
    assert done.returncode == 0
    for words in (
        f"Violation: {ENROLMENT}\n",
        "property tkg:enrollment\n    value    -5\n",
        f"graph     {output / 'rejected' / '000001.nq.gz'}",
        '"count": -5}}}}\\x1b[31m\\xff',
        "look into notes.txt where it was read from",
    ):
        assert words in done.stdout


def test_command_retries_and_says_how_to_build_again(tmp_path: Path, write: Write) -> None:
    """`kg rejected retry` ends with 1 while one fails, else with 0 and the command to build by."""
    base = "https://data.example.org/ct/"
    kg("build", write("in.jsonl", enrolling("NCT00000001", -5)), "--base", base, "--contacts", cwd=tmp_path)
    fails = kg("rejected", "retry", "NCT00000001", cwd=tmp_path)
    assert (fails.returncode, ENROLMENT in fails.stdout, "0 of 1" in fails.stderr) == (1, True, True)
    (tmp_path / "output" / "rejected" / "000001.record").write_text(enrolling("NCT00000001", 5))
    passes = kg("rejected", "retry", cwd=tmp_path)
    assert (passes.returncode, "would be published" in passes.stdout) == (0, True)
    assert f"kg build FILE… -o output --base {base} --contacts\n" in passes.stderr


def test_command_on_an_empty_list_says_so(example_build: Path) -> None:
    """Where nothing was set aside, list and retry say it in words and end well."""
    for arguments in (("rejected",), ("rejected", "retry")):
        done = kg(*arguments, "--build", example_build, cwd=ROOT)
        assert (done.returncode, done.stdout) == (0, "nothing was set aside\n")


def test_command_tells_of_a_refused_build(tmp_path: Path, write: Write) -> None:
    """A refused build ends `kg build` with code 1, and its list is pointed at and can be read."""
    source = write("in.jsonl", enrolling("NCT00000001", -5) + study("NCT00000002"))
    refused = kg("build", source, "--max-rejected", "49%", cwd=tmp_path)
    assert (refused.returncode, "kg: not published: 1 of 2 records (50%)" in refused.stderr) == (1, True)
    nothing = kg("rejected", cwd=tmp_path)
    assert (nothing.returncode, f"refused is in output/{REFUSED}" in nothing.stderr) == (2, True)
    read = kg("rejected", "--build", f"output/{REFUSED}", cwd=tmp_path)
    assert (read.returncode, ENROLMENT in read.stdout) == (0, True)
    build([write("good.jsonl", study("NCT00000002"))], tmp_path / "output")
    kg("build", source, "--max-rejected", "0", cwd=tmp_path)
    pointed = kg("rejected", cwd=tmp_path)
    assert (pointed.stdout, "a later build was refused" in pointed.stderr) == (
        "nothing was set aside\n",
        True,
    )


def test_strict_command_ends_with_code_1(tmp_path: Path, write: Write) -> None:
    """`kg build --strict` ends with code 1 and one message; nothing is published."""
    source = write("in.jsonl", enrolling("NCT00000001", -5))
    done = kg("build", source, "--strict", cwd=tmp_path)
    assert (done.returncode, "kg: NCT00000001 in in.jsonl, line 1" in done.stderr) == (1, True)
    assert not (tmp_path / "output" / "manifest.json").exists()


WRONG = {
    "no build": (("rejected",), "make one with: kg build"),
    "no build to show": (("rejected", "show", "1"), "make one with: kg build"),
    "no build to retry": (("rejected", "retry"), "make one with: kg build"),
    "no such format": (("rejected", "--format", "xml"), "table, json"),
    "nothing to show": (("rejected", "show"), "N|TRIAL"),
    "a part against the whole": (("build", "x", "--max-fall", "5%", "--only", "NCT00000001"), "whole builds"),
    "another part": (("build", "x", "--max-fall", "5%", "--limit", "1"), "whole builds"),
    "no limit": (("build", "x", "--max-rejected", "0.01"), "such as 1%"),
}


@pytest.mark.parametrize("mistake", WRONG)
def test_mistakes_end_with_a_way_out(tmp_path: Path, mistake: str) -> None:
    """A mistake ends with code 2 and says what is right; never with a traceback."""
    arguments, says = WRONG[mistake]
    done = kg(*arguments, cwd=tmp_path)
    assert (done.returncode, says in done.stderr, "Traceback" in done.stderr) == (2, True, False)
