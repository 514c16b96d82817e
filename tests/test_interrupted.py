"""A build by several processes, of a part, or interrupted: the same bytes, and nothing half-written."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kg import build as building
from kg.build import build
from kg.errors import BuildError, Rejected
from kg.gather import Choice
from kg.sources import Changed, Piece, pieces
from kg.workers import Workers
from kg.workplace import RESULT, WORK

pytestmark = pytest.mark.usefixtures("few_concepts")


def write_studies(path: Path, number: int) -> Path:
    """Write studies of some size, two records of every tenth trial."""
    with path.open("w", encoding="utf-8") as lines:
        for n in range(number):
            status = {"lastUpdatePostDateStruct": {"date": f"2024-01-{1 + n % 28:02}"}}
            arms = {"armGroups": [{"label": f"arm {k}", "description": "words " * 9} for k in range(9)]}
            for date in ("2020-01", "2024-02") if n % 10 == 0 else ("2024-02",):
                status["statusVerifiedDate"] = date  # type: ignore[assignment]
                identity = {"nctId": f"NCT{n:08}", "briefTitle": f"Study {n}"}
                protocol = {
                    "identificationModule": identity,
                    "statusModule": status,
                    "armsInterventionsModule": arms,
                }
                lines.write(json.dumps({"protocolSection": protocol}) + "\n")
        lines.write('{"protocolSection": {}}\n')
    return path


def files(output: Path) -> dict[str, str]:
    return {
        path.relative_to(output).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(output.rglob("*"))
        if path.is_file() and "store" not in path.relative_to(output).parts
    }


def own(output: Path) -> dict[str, str]:
    """Hash the files of a build but those that tell of the build that was there before."""
    tell = {"report/index.html", "report/changes.json", "manifest.json"}
    return {path: one for path, one in files(output).items() if path not in tell}


def until(came: Callable[[], bool]) -> None:
    """Wait for something that another process does."""
    started = time.monotonic()
    while not came():
        assert time.monotonic() - started < 60
        time.sleep(0.02)


@pytest.fixture
def small_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "SHARD", 7)


@pytest.mark.usefixtures("small_shards")
def test_any_number_of_workers_gives_the_same_bytes(tmp_path: Path) -> None:
    """One process and three write the same files, and count the same."""
    source = write_studies(tmp_path / "in.jsonl", 40)
    one = build([source], tmp_path / "one")
    three = build([source], tmp_path / "three", workers=3)
    assert files(tmp_path / "one") == files(tmp_path / "three")
    assert (one.records, one.published, one.older, one.rejected) == (45, 40, 4, 1)
    assert (three.records, three.published, three.older, three.rejected) == (45, 40, 4, 1)


def test_killed_build_goes_on_where_it_was(tmp_path: Path) -> None:
    """A build that is killed leaves no file under a final name; the next one takes its finished shards."""
    source = write_studies(tmp_path / "in.jsonl", 1_500)
    arguments = ["build", str(source), "-o", str(tmp_path / "out"), "--workers", "1"]
    killed = subprocess.Popen([sys.executable, "-m", "kg", *arguments], stderr=subprocess.DEVNULL)
    shards = tmp_path / "out" / WORK / "shards"
    until(lambda: bool(list(shards.glob(f"*/{RESULT}"))))
    assert killed.poll() is None
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    assert [path.name for path in (tmp_path / "out").iterdir()] == [WORK]
    finished = {path: path.stat().st_ino for path in shards.glob("*/trials.nq.gz")}
    first = shards / "0000" / "trials.nq.gz"
    seen: list[int] = []

    def progress(stage: str, _done: int, _total: int) -> None:
        if stage == "store" and not seen:
            seen.append(first.stat().st_ino)

    build([source], tmp_path / "out", progress=progress)
    assert seen == [finished[first]]
    build([source], tmp_path / "whole")
    assert files(tmp_path / "out") == files(tmp_path / "whole")
    assert not (tmp_path / "out" / WORK).exists()


@pytest.mark.usefixtures("small_shards")
def test_ctrl_c_keeps_the_old_build_and_what_is_finished(tmp_path: Path) -> None:
    """Ctrl-C leaves the build that was there as it was, and the finished shards of the new one."""
    build([write_studies(tmp_path / "old.jsonl", 3)], tmp_path / "out")
    before = files(tmp_path / "out")
    source = write_studies(tmp_path / "in.jsonl", 40)

    def interrupt(stage: str, done: int, _total: int) -> None:
        if stage == "build" and done > 10:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build([source], tmp_path / "out", progress=interrupt)
    after = files(tmp_path / "out")
    assert {path: after[path] for path in before} == before
    assert {path.partition("/")[0] for path in after.keys() - before.keys()} == {WORK}
    build([source], tmp_path / "out")
    build([source], tmp_path / "whole")
    assert own(tmp_path / "out") == own(tmp_path / "whole")


@pytest.fixture
def hears_ctrl_c() -> Iterator[None]:
    """Let commands that are started hear Ctrl-C also where the tests themselves run in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("hears_ctrl_c")
@pytest.mark.parametrize("seconds", [0.1, 0.5, 1.0])
def test_ctrl_c_ends_the_command_with_a_word(tmp_path: Path, seconds: float) -> None:
    """Ctrl-C stops the command and its workers at once, and says what to do; while they start, too."""
    source = write_studies(tmp_path / "in.jsonl", 4_000)
    arguments = ["build", str(source), "-o", str(tmp_path / "out"), "--workers", "2"]
    command = [sys.executable, "-m", "kg", *arguments]
    stopped = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)
    until(lambda: (tmp_path / "out" / WORK / "shards").exists())
    time.sleep(seconds)
    os.killpg(stopped.pid, signal.SIGINT)
    _, said = stopped.communicate(timeout=60)
    assert stopped.returncode == 130
    assert "the same command goes on" in said
    assert "Traceback" not in said
    assert [path.name for path in (tmp_path / "out").iterdir()] in ([], [WORK])


@pytest.mark.usefixtures("small_shards")
def test_finished_shards_of_another_input_are_not_taken(tmp_path: Path) -> None:
    """What an interrupted build of something else left does not get into this one."""

    def interrupt(stage: str, done: int, _total: int) -> None:
        if stage == "build" and done > 10:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build([write_studies(tmp_path / "other.jsonl", 40)], tmp_path / "out", progress=interrupt)
    source = write_studies(tmp_path / "in.jsonl", 20)
    build([source], tmp_path / "out")
    build([source], tmp_path / "whole")
    assert files(tmp_path / "out") == files(tmp_path / "whole")


def test_limit_and_only_take_a_part(tmp_path: Path) -> None:
    """`limit` takes the first records; `only` takes the records of some trials, with their versions."""
    source = write_studies(tmp_path / "in.jsonl", 30)
    first = build([source], tmp_path / "first", choice=Choice(limit=5))
    assert (first.records, first.published, first.older) == (5, 4, 1)
    some = build([source], tmp_path / "some", choice=Choice(only=frozenset({"NCT00000010", "NCT00000011"})))
    assert (some.published, some.older, some.rejected) == (2, 1, 1)


def test_records_of_a_file_that_changes_are_set_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is published from a file that was written to while it was read; other files are built."""
    changing, sound = write_studies(tmp_path / "a.jsonl", 3), tmp_path / "b.jsonl"
    sound.write_text('{"protocolSection": {"identificationModule": {"nctId": "NCT09999999"}}}\n')

    def touched(paths: list[Path]) -> list[Piece | Rejected | Changed]:
        found = []
        for one in pieces(paths):
            found.append(one)
            os.utime(changing, ns=(1, 1))
        return found

    monkeypatch.setattr("kg.gather.pieces", touched)
    summary = build([changing, sound], tmp_path / "out")
    assert (summary.published, summary.older, summary.rejected) == (1, 0, 5)
    assert "changed while it was read" in (tmp_path / "out" / "rejected" / "rejected.jsonl").read_text()


def die(_task: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_worker_that_dies_is_told() -> None:
    """A worker that the system kills ends the build with a way out, not with a traceback."""
    with Workers(2) as crew, pytest.raises(BuildError, match="fewer --workers"):
        list(crew.map(die, range(4)))


def grow(task: int) -> int:
    return task * 2


def test_results_come_in_the_order_of_the_tasks_and_tasks_are_taken_as_needed() -> None:
    """Of an endless stream no more is taken than is worked on, and results keep the order."""
    taken = []

    def endless() -> object:
        number = 0
        while True:
            taken.append(number)
            yield number
            number += 1

    with Workers(2) as crew:
        results = crew.map(grow, endless())  # type: ignore[arg-type]
        assert [next(results) for _ in range(10)] == [2 * n for n in range(10)]
        assert len(taken) < 20
