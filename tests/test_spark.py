"""A build on a real Spark cluster of this machine: a master and two workers on the loopback address."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pyarrow.parquet
import pytest

from kg.engines import engine
from kg.engines._order import fill, order, result, take
from kg.engines._reading import by_trial, cut, identified, withdrawn
from kg.errors import BuildError, SourceError
from kg.shard import Settings, Task
from kg.spool import Entry, settle
from kg.store import open_build
from kg.workplace import RESULT, WORK

ROOT = Path(__file__).parent.parent
# the command, with shards so small that a test has many
COMMAND = "from kg import build\nbuild.SHARD = 8\nfrom kg.cli import main\nmain()"
SETTINGS = """
spark.ui.enabled false
spark.executor.memory 512m
spark.locality.wait 0s
"""


class Cluster(msgspec.Struct):
    """A master with workers, each the first of a group of processes of its own."""

    address: str
    environment: dict[str, str]
    master: subprocess.Popen[bytes]
    workers: list[subprocess.Popen[bytes]]


@pytest.fixture
def spark() -> Path:
    """Where Spark is; without Java or PySpark, tests skip loudly."""
    if not shutil.which("java"):
        pytest.skip("NO JAVA IS HERE: what Spark builds was not checked")
    pyspark = pytest.importorskip("pyspark", reason="NO PYSPARK IS HERE: what Spark builds was not checked")
    return Path(pyspark.__file__).parent


@pytest.fixture
def cluster(spark: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A master and two workers."""
    folder = tmp_path_factory.mktemp("cluster")
    (folder / "spark-defaults.conf").write_text(SETTINGS)
    environment = {
        **os.environ,
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_CONF_DIR": str(folder),
        "SPARK_LOCAL_DIRS": str(folder / "scratch"),
        "PYTHONPATH": str(ROOT),
    }
    port = free_port()
    address = f"spark://127.0.0.1:{port}"

    def start(name: str, role: str, *more: str) -> subprocess.Popen[bytes]:
        command = [
            str(spark / "bin" / "spark-class"),
            f"org.apache.spark.deploy.{role}",
            "--host",
            "127.0.0.1",
        ]
        with (folder / f"{name}.log").open("wb") as log:
            return subprocess.Popen(
                [*command, "--webui-port", "0", *more], env=environment, stderr=log, start_new_session=True
            )

    running = Cluster(address, environment, start("master", "master.Master", "--port", str(port)), [])
    try:
        until(lambda: "elected leader" in (folder / "master.log").read_text())
        for name in ("worker-0", "worker-1"):
            more = ["--work-dir", str(folder / name), "--cores", "1", "--memory", "1g", address]
            running.workers.append(start(name, "worker.Worker", *more))
        registered = "Successfully registered with master"
        until(lambda: all(registered in path.read_text() for path in folder.glob("worker-*.log")))
        yield running
    finally:
        for process in (*running.workers, running.master):
            kill(process)


def kill(process: subprocess.Popen[Any]) -> None:
    """Kill a process that the test started, with those that it started, as if its machine died."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def until(came: Callable[[], bool], seconds: float = 240) -> None:
    """Wait for something that other processes do."""
    started = time.monotonic()
    while not came():
        assert time.monotonic() - started < seconds
        time.sleep(0.05)


def study(number: int, updated: str = "2024-02-01", **modules: Any) -> bytes:
    """Write a study of some size."""
    arms = {
        "armGroups": [{"label": f"arm {k}", "interventionNames": ["Drug: Sintilimab"]} for k in range(9)],
        "interventions": [
            {"type": "DRUG", "name": "Sintilimab", "description": "200 mg " * 20},
            {"type": "DRUG", "name": "Zemparinol"},
        ],
    }
    protocol = {
        "identificationModule": {"nctId": f"NCT{number:08}", "briefTitle": f"Study {number}"},
        "statusModule": {"lastUpdatePostDateStruct": {"date": updated}},
        "armsInterventionsModule": arms,
        **modules,
    }
    return json.dumps({"protocolSection": protocol}).encode()


def mixed_input(folder: Path, number: int) -> Path:
    """Write an input of every packing, with older records, the same twice, and what cannot be published."""
    folder.mkdir()
    lines = [study(n) for n in range(number)]
    lines += [study(n, "2020-01-01") for n in range(0, number, 9)]
    wrong = study(number + 1, designModule={"enrollmentInfo": {"count": -5}})
    lines += [wrong, b'{"protocolSection": {}}', b'{"protocolSection": {']
    (folder / "a.jsonl").write_bytes(b"\n".join(lines))
    with zipfile.ZipFile(folder / "b.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for n in range(number - 10, number + 20):
            archive.writestr(f"NCT{n:08}.json", study(n + 2))
    rows = pyarrow.table({"record": [study(number + n) for n in range(15, 35)]})
    pyarrow.parquet.write_table(rows, folder / "c.parquet")
    (folder / "d.txt").write_text("no record at all")
    return folder


def command(source: Path, output: Path, *more: str) -> list[str]:
    return [sys.executable, "-c", COMMAND, "build", str(source), "-o", str(output), "--workers", "1", *more]


def files(output: Path) -> dict[str, str]:
    """Hash every published file; the store's own hold the same quads in other places each time."""
    return {
        path.relative_to(output).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(output.rglob("*"))
        if path.is_file() and "store" not in path.relative_to(output).parts
    }


def quads(output: Path) -> set[str]:
    return {str(quad) for quad in open_build(output)}


def test_cluster_that_loses_a_worker_gives_the_bytes_of_one_machine(
    cluster: Cluster, quorbin: Path, tmp_path: Path
) -> None:
    """With one of two workers killed half-way, a build on Spark ends with every byte of the local build."""
    source = mixed_input(tmp_path / "in", 100)
    words = ["--vocabulary", "quorbin", "--vocabularies", str(quorbin)]
    subprocess.run(command(source, tmp_path / "local", *words), env=cluster.environment, check=True)
    more = [*words, "--engine", "spark", "--master", cluster.address]
    building = subprocess.Popen(
        command(source, tmp_path / "spark", *more),
        env=cluster.environment,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    shards = tmp_path / "spark" / WORK / "shards"
    try:
        until(lambda: building.poll() is not None or len(list(shards.glob(f"*/{RESULT}"))) > 2)
        kill(cluster.workers[0])
        at_the_kill = len(list(shards.glob(f"*/{RESULT}")))
        _, said = building.communicate(timeout=300)
    finally:
        kill(building)
    assert building.returncode == 0, said
    assert "Lost executor" in said
    whole = files(tmp_path / "local")
    assert at_the_kill < len([path for path in whole if path.startswith("nquads/trials-")])
    assert files(tmp_path / "spark") == whole
    assert quads(tmp_path / "spark") == quads(tmp_path / "local")
    assert {path.split("/")[0] for path in whole} >= {"rejected", "versions"}
    assert "zemparinol" in (tmp_path / "spark" / "ontology" / "concepts.ttl").read_text()


@pytest.mark.parametrize(
    ("name", "master", "words"),
    [
        ("spark", None, "spark://HOST:7077"),
        ("local", "spark://127.0.0.1:7077", "--engine spark"),
        ("beam", None, "local: this machine; spark:"),
    ],
)
def test_engine_that_cannot_be_is_told(name: str, master: str | None, words: str) -> None:
    """A wrong name, or an address too many or too few, is told before anything starts."""
    with pytest.raises(BuildError) as told:
        engine(name, master)
    assert words in str(told.value)


@pytest.mark.usefixtures("spark")
@pytest.mark.parametrize(
    ("master", "environment", "words"),
    [
        ("sc://127.0.0.1", {}, "Spark Connect"),
        ("spark://127.0.0.1:7077", {"PATH": "", "JAVA_HOME": ""}, "no java"),
        ("nonsense", {}, "nonsense cannot be used"),
    ],
)
def test_cluster_that_cannot_be_is_told(
    tmp_path: Path, master: str, environment: dict[str, str], words: str
) -> None:
    """An address that is none, or a machine without Java, ends with a message, code 2 and no build."""
    source = mixed_input(tmp_path / "in", 1)
    done = subprocess.run(
        command(source, tmp_path / "out", "--engine", "spark", "--master", master),
        env={**os.environ, "PYTHONPATH": str(ROOT), "SPARK_LOCAL_IP": "127.0.0.1", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, words in done.stderr) == (2, True), done.stderr
    assert "Traceback" not in done.stderr
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.usefixtures("spark")
def test_first_records_of_some_trials_are_the_same_ones(tmp_path: Path) -> None:
    """`--limit` and `--only` take from a cluster what they take on one machine, documents in order."""
    source = mixed_input(tmp_path / "in", 30)
    wanted = ("NCT00000009", "NCT00000022", "NCT00000033", "NCT00000036")  # the last is the 52nd
    some = ["--limit", "50", *(word for trial in wanted for word in ("--only", trial))]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "SPARK_LOCAL_IP": "127.0.0.1"}
    for name, more in (("local", []), ("spark", ["--engine", "spark", "--master", "local[1]"])):
        subprocess.run(command(source, tmp_path / name, *some, *more), env=environment, check=True)
    whole = files(tmp_path / "local")
    assert files(tmp_path / "spark") == whole
    documents = [path for path in whole if path.startswith("jsonld/")]
    assert documents == [f"jsonld/{trial}.jsonld" for trial in wanted[:3]]


def settled_task(folder: Path, source: Path) -> tuple[Task, dict[int, bytes]]:
    """Make the task of one shard, with the bytes of its records by place."""
    found = list(identified(cut((0, str(source))), ()))
    entries = [entry for _, (entry, _) in found if isinstance(entry, Entry)]
    task = Task(folder=str(folder / "0000"), spool="", settings=Settings(), records=settle(entries))
    return task, {at: content for at, (_, content) in found}


def test_second_attempt_at_a_shard_leaves_the_first(tmp_path: Path) -> None:
    """A shard that two executors build is put in place once, whole, and is told by places of the input."""
    source = tmp_path / "a.jsonl"
    source.write_bytes(b"\n".join([study(1), study(2), study(1, "2020-01-01")]))
    task, contents = settled_task(tmp_path / "shards", source)
    (tmp_path / "shards").mkdir()
    fill(order(task), contents, "")
    first = (tmp_path / "shards" / "0000").stat().st_ino
    fill(order(task), contents, "")
    assert (tmp_path / "shards" / "0000").stat().st_ino == first
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.jsonl", "shards"]
    assert result(task).trials == 2


def test_executor_says_what_is_not_as_it_must_be(tmp_path: Path) -> None:
    """Other software, a folder or file that is not shared, and a record that changed end with the way out."""
    source = tmp_path / "a.jsonl"
    source.write_bytes(study(1))
    task, contents = settled_task(tmp_path, source)
    with pytest.raises(BuildError, match="same release"):
        fill(msgspec.structs.replace(order(task), key="other"), contents, "")
    with pytest.raises(SourceError, match=r"a\.jsonl, line 1 changed"):
        fill(order(task), {at: study(2) for at in contents}, "")
    with pytest.raises(BuildError, match="network share"):
        take(tmp_path / "orders" / "000000.json")
    with pytest.raises(SourceError, match="every machine"):
        list(cut((0, str(tmp_path / "nowhere.jsonl"))))


def test_records_of_a_document_that_changed_are_withdrawn(tmp_path: Path) -> None:
    """Where a document changed while it was read, its records are set aside, and settled nowhere."""
    (tmp_path / "a.jsonl").write_bytes(study(1))
    (tmp_path / "b.jsonl").write_bytes(study(2))
    found = [
        one for n, name in enumerate("ab") for one in identified(cut((n, f"{tmp_path}/{name}.jsonl")), ())
    ]
    changed = {hashlib.sha256(study(1)).hexdigest(): "changed"}
    assert [(one.trial, one.why) for one in withdrawn(found, changed)] == [("NCT00000001", "changed")]
    assert [trial for trial, _ in by_trial(found, changed)] == ["NCT00000002"]
