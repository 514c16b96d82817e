"""Strict builds and limits: what is not fit to be published is not, and what was published stays."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import build as building
from kg.build import build
from kg.errors import BuildError, KgError, UnfitError
from kg.limits import REFUSED, Limits, Number, Share, allowed
from kg.rejected import listed
from kg.workplace import ENTRIES, RESULT, WORK

pytestmark = pytest.mark.usefixtures("few_concepts")

Write = Callable[[str, str], Path]


def studies(number: int, bad: frozenset[int] = frozenset(), torn: int = 0) -> str:
    """Write studies, some of which shapes refuse, and after them some that cannot be read."""
    lines = []
    for n in range(1, number + 1):
        identity = {"nctId": f"NCT{n:08}", "briefTitle": "T"}
        design = {"enrollmentInfo": {"count": -5 if n in bad else 5}}
        protocol = {"identificationModule": identity, "designModule": design}
        lines.append(json.dumps({"protocolSection": protocol}))
    return "\n".join([*lines, *['{"protocolSection": {}}'] * torn]) + "\n"


def files(output: Path) -> dict[str, str]:
    return {
        path.relative_to(output).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(output.rglob("*"))
        if path.is_file() and path.relative_to(output).parts[0] in set(ENTRIES) - {"store"}
    }


def own(output: Path) -> dict[str, str]:
    """Hash the files of a build but those that tell of the build that was there before."""
    tell = {"report/index.html", "report/changes.json", "manifest.json"}
    return {path: one for path, one in files(output).items() if path not in tell}


@pytest.fixture
def small_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "SHARD", 4)


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("bad", [1, 12])
@pytest.mark.usefixtures("small_shards")
def test_strict_build_stops_at_the_first_record_that_is_refused(
    tmp_path: Path, write: Write, bad: int, workers: int
) -> None:
    """Wherever the record stands, the message names it and its finding, and the old build is untouched."""
    build([write("old.jsonl", studies(2))], tmp_path / "out")
    before = files(tmp_path / "out")
    source = write("in.jsonl", studies(12, frozenset({bad})))
    with pytest.raises(UnfitError, match=f"^NCT{bad:08} in in.jsonl, line {bad} cannot .*enrolment") as told:
        build([source], tmp_path / "out", workers=workers, limits=Limits(strict=True))
    assert "without --strict" in str(told.value)
    assert files(tmp_path / "out") == before
    finished = {path.parent.name for path in (tmp_path / "out" / WORK).glob(f"shards/*/{RESULT}")}
    assert finished >= ({"0000"} if bad == 1 else {"0000", "0001", "0002"})


@pytest.mark.usefixtures("small_shards")
def test_lenient_build_goes_on_from_a_strict_one(tmp_path: Path, write: Write) -> None:
    """What a strict build finished is taken by the next one, and the bytes are those of a build at once."""
    source = write("in.jsonl", studies(12, frozenset({9})))
    with pytest.raises(UnfitError):
        build([source], tmp_path / "out", limits=Limits(strict=True))
    kept = tmp_path / "out" / WORK / "shards" / "0001" / RESULT
    written = kept.stat().st_mtime_ns
    seen = []

    def progress(stage: str, _done: int, _total: int) -> None:
        if stage == "store":
            seen.append(kept.stat().st_mtime_ns)

    build([source], tmp_path / "out", progress=progress)
    build([source], tmp_path / "whole")
    assert set(seen) == {written}
    assert files(tmp_path / "out") == files(tmp_path / "whole")


@pytest.mark.parametrize("workers", [1, 2])
def test_strict_build_stops_at_what_cannot_be_read(tmp_path: Path, write: Write, workers: int) -> None:
    """A record without an id and a file of no format stop a strict build, and both are counted."""
    sources = [write("in.jsonl", studies(2, torn=1)), write("notes.txt", "nothing of use")]
    with pytest.raises(UnfitError, match=r"(?s)^in.jsonl, line 3 cannot be published: no trial id.*1 more"):
        build(sources, tmp_path / "out", workers=workers, limits=Limits(strict=True))
    assert [path.name for path in (tmp_path / "out").iterdir()] == []


def test_strict_build_of_sound_records_is_published(tmp_path: Path, write: Write) -> None:
    """A second copy of a record is not set aside, so it stops no strict build."""
    sources = [write("a.jsonl", studies(2)), write("b.jsonl", studies(2))]
    summary = build(sources, tmp_path / "out", limits=Limits(strict=True))
    assert (summary.published, summary.older, summary.rejected) == (2, 2, 0)


@pytest.mark.parametrize(
    ("limit", "is_published"),
    [("50%", True), ("49.9%", False), ("2", True), ("1", False), ("0", False), ("100%", True)],
)
def test_share_of_rejected_records_at_a_limit(
    tmp_path: Path, write: Write, limit: str, is_published: bool
) -> None:
    """With two of four records set aside, a limit of half or of two is kept, and any lower one is crossed."""
    source = write("in.jsonl", studies(3, frozenset({2}), torn=1))
    limits = Limits(rejected=allowed("--max-rejected", limit))
    if is_published:
        assert build([source], tmp_path / "out", limits=limits).rejected == 2
    else:
        with pytest.raises(UnfitError, match=r"2 of 4 records \(50%\) were set aside, and --max-rejected"):
            build([source], tmp_path / "out", limits=limits)
    assert (tmp_path / "out" / "manifest.json").is_file() == is_published


def test_refused_build_lies_beside_the_published_one(tmp_path: Path, write: Write) -> None:
    """The old build keeps its bytes; the refused one is whole, is named, and goes with the next published."""
    output, good = tmp_path / "out", write("good.jsonl", studies(4))
    build([good], output)
    before = files(output)
    bad = write("bad.jsonl", studies(4, frozenset({1, 2})))
    with pytest.raises(UnfitError) as told:
        build([bad], output, limits=Limits(rejected=Number(1)))
    assert "2 × The enrolment is not one whole number" in str(told.value)
    assert f"kg rejected --build {output / REFUSED}" in str(told.value)
    assert files(output) == before
    build([bad], tmp_path / "whole")
    assert own(output / REFUSED) == own(tmp_path / "whole")
    assert [one.trial for one in listed(output / REFUSED)] == ["NCT00000001", "NCT00000002"]
    kept = {path: one for path, one in own(output).items() if REFUSED not in path}
    build([good], output, limits=Limits(rejected=Number(1)))
    assert own(output) == kept
    assert sorted(path.name for path in output.iterdir()) == sorted(ENTRIES)


@pytest.mark.parametrize(
    ("limit", "is_published"), [("25%", True), ("24.99%", False), ("1", True), ("0", False)]
)
def test_fall_against_the_last_build_at_a_limit(
    tmp_path: Path, write: Write, limit: str, is_published: bool
) -> None:
    """From four trials to three is a fall by a quarter, or by one; a lower limit is crossed."""
    build([write("old.jsonl", studies(4))], tmp_path / "out")
    limits = Limits(fall=allowed("--max-fall", limit))
    new = write("new.jsonl", studies(3))
    if is_published:
        build([new], tmp_path / "out", limits=limits)
    else:
        with pytest.raises(UnfitError, match=r"from 4 to 3, by 1 \(25%\), and --max-fall allows"):
            build([new], tmp_path / "out", limits=limits)
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert manifest["trials"] == (3 if is_published else 4)


def test_growth_and_the_first_build_are_no_fall(tmp_path: Path, write: Write) -> None:
    """A first build, a refused one before it included, and one with more trials keep to any limit."""
    limits = Limits(rejected=Number(0), fall=Share(Decimal(0)))
    with pytest.raises(UnfitError):
        build([write("bad.jsonl", studies(9, torn=1))], tmp_path / "out", limits=limits)
    assert build([write("a.jsonl", studies(1))], tmp_path / "out", limits=limits).trials == 1
    assert build([write("b.jsonl", studies(3))], tmp_path / "out", limits=limits).trials == 3


@pytest.mark.parametrize("manifest", ["", "{", '{"trials": "many"}', None])
def test_damaged_last_build_is_told_before_anything_is_built(
    tmp_path: Path, write: Write, manifest: str | None
) -> None:
    """Where the last build cannot be counted, a limit against it does not pass in silence."""
    source, path = write("in.jsonl", studies(1)), tmp_path / "out" / "manifest.json"
    build([source], tmp_path / "out")
    path.unlink() if manifest is None else path.write_text(manifest)
    with pytest.raises(BuildError, match="--max-fall has nothing to compare with"):
        build([tmp_path / "not even read"], tmp_path / "out", limits=Limits(fall=Number(1)))
    assert build([source], tmp_path / "out").trials == 1


@pytest.mark.parametrize(
    "text", ["", "x", "-1", "-1%", "0.5", "1.%", ".5%", "101%", "1%%", "1e3", "９%", "9" * 99]
)
def test_wrong_limit_says_what_is_right(text: str) -> None:
    """A limit that is neither a share nor a number is refused, with one of each as an example."""
    with pytest.raises(KgError, match=r"^--max-fall .* is no limit: .* 0\.5%, or a number such as 20$"):
        allowed("--max-fall", text)


@given(st.integers(0, 10**9), st.integers(1, 10**9), st.integers(0, 10_000))
def test_shares_are_exact(part: int, whole: int, hundredths: int) -> None:
    """A share is crossed exactly where the part is a greater fraction of the whole."""
    share = allowed("--max-rejected", f"{hundredths // 100}.{hundredths % 100:02}%")
    assert share.is_crossed(part, whole) == (Fraction(part, whole) > Fraction(hundredths, 10_000))
