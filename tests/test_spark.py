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
from kg.errors import BuildError
from kg.store import open_build
from kg.workplace import RESULT, WORK

ROOT = Path(__file__).parent.parent
# the command, with shards so small that a test has many
COMMAND = "from kg import build\nbuild.SHARD = 6\nfrom kg.cli import main\nmain()"
QUIET = "spark.ui.enabled false\nspark.executor.memory 512m\n"


class Cluster(msgspec.Struct):
    """A master with workers, each the first of a group of processes of its own."""

    address: str
    environment: dict[str, str]
    master: subprocess.Popen[bytes]
    workers: list[subprocess.Popen[bytes]]


@pytest.fixture
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A master and two workers; where there is no Java or no PySpark, tests skip loudly."""
    if not shutil.which("java"):
        pytest.skip("NO JAVA IS HERE: what Spark builds was not checked")
    home = pytest.importorskip("pyspark", reason="NO PYSPARK IS HERE: what Spark builds was not checked")
    folder = tmp_path_factory.mktemp("cluster")
    (folder / "spark-defaults.conf").write_text(QUIET)
    environment = {
        **os.environ,
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_CONF_DIR": str(folder),
        "SPARK_LOCAL_DIRS": str(folder / "scratch"),
        "PYTHONPATH": str(ROOT),
    }
    spark = [str(Path(home.__file__).parent / "bin" / "spark-class"), "org.apache.spark.deploy"]
    port = free_port()
    address = f"spark://127.0.0.1:{port}"

    def start(name: str, role: str, *more: str) -> subprocess.Popen[bytes]:
        command = [spark[0], f"{spark[1]}.{role}", "--host", "127.0.0.1", "--webui-port", "0", *more]
        with (folder / f"{name}.log").open("wb") as log:
            return subprocess.Popen(command, env=environment, stderr=log, start_new_session=True)

    running = Cluster(address, environment, start("master", "master.Master", "--port", str(port)), [])
    try:
        until(lambda: "started" in told(folder / "master.log", "Master"))
        for number in range(2):
            place = ["--work-dir", str(folder / f"worker-{number}"), "--cores", "1", "--memory", "1g"]
            running.workers.append(start(f"worker-{number}", "worker.Worker", *place, address))
        for number in range(2):
            log = folder / f"worker-{number}.log"
            until(lambda log=log: "registered" in told(log, "Worker"))  # type: ignore[misc]
        yield running
    finally:
        for process in (*running.workers, running.master):
            kill(process)


def told(log: Path, by: str) -> str:
    """What a part of Spark says of itself in its log: that it started, that it is registered."""
    text = log.read_text()
    started = "started" if "I have been elected leader" in text else ""
    return f"{started} {'registered' if 'Successfully registered with master' in text else ''} {by}"


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a process that the test started, with the executors that it started, as if its machine died."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def until(came: Callable[[], bool], seconds: float = 90) -> None:
    """Wait for something that other processes do."""
    started = time.monotonic()
    while not came():
        assert time.monotonic() - started < seconds
        time.sleep(0.02)


def study(number: int, updated: str = "2024-02-01", **modules: Any) -> bytes:
    """Write a study of some size."""
    arms = {
        "armGroups": [{"label": f"arm {k}", "interventionNames": ["Drug: Sintilimab"]} for k in range(9)],
        "interventions": [{"type": "DRUG", "name": "Sintilimab", "description": "200 mg " * 20}],
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
    return [sys.executable, "-c", COMMAND, "build", str(source), "-o", str(output), *more]


def files(output: Path) -> dict[str, str]:
    """Hash every published file; the store's own hold the same quads in other places each time."""
    return {
        path.relative_to(output).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(output.rglob("*"))
        if path.is_file() and "store" not in path.relative_to(output).parts
    }


def quads(output: Path) -> set[str]:
    return {str(quad) for quad in open_build(output)}


def test_cluster_that_loses_a_worker_gives_the_bytes_of_one_machine(cluster: Cluster, tmp_path: Path) -> None:
    """With one of two workers killed half-way, a build on Spark ends with every byte of the local build."""
    source = mixed_input(tmp_path / "in", 150)
    subprocess.run(command(source, tmp_path / "local"), env=cluster.environment, check=True)
    more = ["--engine", "spark", "--master", cluster.address]
    building = subprocess.Popen(
        command(source, tmp_path / "spark", *more), env=cluster.environment, stderr=subprocess.PIPE, text=True
    )
    shards = tmp_path / "spark" / WORK / "shards"
    until(lambda: len(list(shards.glob(f"*/{RESULT}"))) > 2)
    kill(cluster.workers[0])
    at_the_kill = len(list(shards.glob(f"*/{RESULT}")))
    _, said = building.communicate(timeout=300)
    assert building.returncode == 0, said
    assert "Lost executor" in said
    whole = files(tmp_path / "local")
    assert at_the_kill < len([path for path in whole if path.startswith("nquads/trials-")])
    assert files(tmp_path / "spark") == whole
    assert quads(tmp_path / "spark") == quads(tmp_path / "local")
    assert {path.split("/")[0] for path in whole} >= {"rejected", "versions"}


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
    with pytest.raises(BuildError) as told_of:
        engine(name, master)
    assert words in str(told_of.value)


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
