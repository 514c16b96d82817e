"""Work measured: wall and processor seconds, and peak memory of the largest process.

Processor seconds are what to compare on a machine that others use too; wall seconds are what people wait.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import msgspec


class Measured(msgspec.Struct, frozen=True):
    """What one run took: seconds, and MB; `missing` says what kept it from running.

    `answer` is the number that the work gave, 0 where it gave none.
    """

    wall: float = 0
    processor: float = 0
    peak: float = 0
    answer: int = 0
    missing: str = ""


def here(work: Callable[[], object]) -> Measured:
    """Run work in this process, and measure it; peaks are of the whole process so far."""
    before, started = used(), time.perf_counter()
    given = work()
    wall = time.perf_counter() - started
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    answer = given if isinstance(given, int) else 0
    return Measured(wall=wall, processor=used() - before, peak=max(_peak(), children), answer=answer)


def _peak() -> float:
    """Give the peak of this process in MB; `getrusage` also counts the process that it was forked from."""
    told = Path("/proc/self/status")
    for line in told.read_text(encoding="utf-8").splitlines() if told.is_file() else []:
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


_WHOSE = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)


def used() -> float:
    """Give the seconds of processors that this process and its children, ended ones, have used."""
    return sum(taken.ru_utime + taken.ru_stime for taken in map(resource.getrusage, _WHOSE))


def elsewhere(module: str, *words: str) -> Measured:
    """Run `python -m module` in a process of its own, which prints a Measured as its last line."""
    done = subprocess.run([sys.executable, "-m", module, *words], capture_output=True, check=False)  # noqa: S603
    if done.returncode:
        return Measured(missing=last_line(done.stderr))
    return msgspec.json.decode(done.stdout.rstrip().rpartition(b"\n")[2], type=Measured)


def kg(*words: str) -> Measured:
    """Run a command of `kg`, and measure it with the processes that it starts."""
    with tempfile.TemporaryFile() as told:
        started = time.perf_counter()
        process = subprocess.Popen([sys.executable, "-m", "kg", *words], stdout=told, stderr=told)  # noqa: S603
        _, status, taken = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        told.seek(0)
        if process.returncode:
            return Measured(missing=last_line(told.read()))
    return Measured(wall=wall, processor=taken.ru_utime + taken.ru_stime, peak=taken.ru_maxrss / 1024)


def last_line(told: bytes) -> str:
    """Take what a program said last, which is why it ended."""
    return told.decode(errors="replace").strip().rpartition("\n")[2][:200]


def median(runs: list[Measured]) -> Measured:
    """Take the median of each number."""
    if missing := next((run.missing for run in runs if run.missing), ""):
        return Measured(missing=missing)
    middle = {
        name: statistics.median(getattr(run, name) for run in runs) for name in ("wall", "processor", "peak")
    }
    return Measured(**middle, answer=runs[0].answer)


def tell(measured: Measured) -> None:
    """Print for `elsewhere`."""
    sys.stdout.write(msgspec.json.encode(measured).decode() + "\n")
