"""Starts Spark when it is asked for, and says in words what Spark says in stack traces."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kg.errors import BuildError

if TYPE_CHECKING:
    from pyspark import SparkContext

_OURS = re.compile(r"^kg\.errors\.\w+: (.+)", re.MULTILINE)
_CAUSE = re.compile(r"^(?:: |Caused by: )?((?:[\w$]+\.)*[\w$]*(?:Error|Exception)(?:: .+)?)$", re.MULTILINE)


def start(master: str) -> SparkContext:
    """Connect to a cluster; raises BuildError where there is no PySpark, no Java or no such cluster.

    Whatever else Spark can be told is read from where Spark reads it: `spark-defaults.conf` in the folder
    of SPARK_CONF_DIR, and the environment.
    """
    _check(master)
    try:
        from pyspark import SparkConf, SparkContext
    except ImportError as error:
        raise BuildError("--engine spark needs PySpark: pip install 'trialkg[spark]'") from error
    # executors run the interpreter of this path, or the one that the user names
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    conf = SparkConf().setMaster(master).setAppName("trialkg").setIfMissing("spark.log.level", "WARN")
    conf.setIfMissing("spark.ui.showConsoleProgress", str(sys.stderr.isatty()).lower())
    interrupted = signal.getsignal(signal.SIGINT)
    with told(f"{master} cannot be used"):
        context = SparkContext(conf=conf)
        _ = context.defaultParallelism  # where no master answered, Spark says so no sooner
    if signal.getsignal(signal.SIGINT) is not interrupted:
        # what PySpark does at Ctrl-C talks to Java over a connection that is in use, and breaks it
        signal.signal(signal.SIGINT, interrupted)
    return context


def stop(context: SparkContext) -> None:
    """Leave the cluster, with whatever runs there; also when Ctrl-C came while Java was being asked."""
    # each thread has a connection of its own to Java, and that of this one may wait for an answer
    thread = threading.Thread(target=context.stop)
    thread.start()
    thread.join()


def _check(master: str) -> None:
    if master.startswith("sc://"):
        raise BuildError(
            f"--master {master} is an address of Spark Connect, which has no RDDs: give that of the cluster"
            " itself, such as spark://HOST:7077"
        )
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        raise BuildError("--engine spark needs Java 17 or 21, and no java is on the path: install one")


@contextmanager
def told(what: str) -> Iterator[None]:
    """Turn what Spark and its Java raise into a BuildError, which says first what it was about."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except (Py4JError, PySparkException) as error:
        raise BuildError(f"{what}: {_cause(str(error))}") from error


def _cause(trace: str) -> str:
    """Find what a stack trace is about: what our own code said, or else the last cause that is named."""
    if ours := _OURS.search(trace):
        return ours[1]
    causes: list[str] = _CAUSE.findall(trace)
    return f"{causes[-1] if causes else trace.strip().splitlines()[0]} (the log of Spark says more)"
