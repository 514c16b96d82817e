"""Work that hangs, dies or is given up ends, and other work goes on."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import anyio
import pytest

from kg.errors import BuildError, QueryError
from kg.mcp.desk import Desk
from kg.mcp.runner import Runner

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def process(_: Desk, __: None) -> int:
    """Say which process this is."""
    return os.getpid()


def endless(desk: Desk, _: None) -> int:
    """Count what cannot be counted in anybody's time."""
    return len(desk.select(ENDLESS, union=True))


def dead(_: Desk, __: None) -> None:
    """End as a process does that the machine kills."""
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.fixture(scope="module")
def runner(example_build: Path) -> Iterator[Runner]:
    """Two workers with a second for each task."""
    with closing(Runner(example_build, 1)) as made:
        yield made


def test_what_hangs_is_killed_and_replaced(runner: Runner) -> None:
    """After its time a task is stopped, its process is gone, and the next task is done."""

    async def asked() -> set[int]:
        before = {await runner.run(process, None) for _ in range(2)}
        with pytest.raises(QueryError, match="longer than 1 s"):
            await runner.run(endless, None)
        return before - {await runner.run(process, None) for _ in range(4)}

    (killed,) = anyio.run(asked)
    with pytest.raises(ProcessLookupError):
        os.kill(killed, 0)


def test_a_process_that_dies_is_replaced(runner: Runner) -> None:
    """Where a worker dies the caller is told, and the next task is done."""

    async def asked() -> int:
        with pytest.raises(QueryError, match="ended"):
            await runner.run(dead, None)
        return await runner.run(process, None)

    assert anyio.run(asked)


def test_what_hangs_holds_nobody_up(runner: Runner) -> None:
    """While one task hangs the other worker does many."""
    done: list[int] = []

    async def hang() -> None:
        with pytest.raises(QueryError):
            await runner.run(endless, None)
        done.append(0)

    async def asked() -> None:
        await runner.run(process, None)
        async with anyio.create_task_group() as group:
            group.start_soon(hang)
            await anyio.sleep(0.1)
            done.extend([await runner.run(process, None) for _ in range(5)])

    anyio.run(asked)
    assert done[-1] == 0 and len(done) == 6


def test_what_is_given_up_is_killed(example_build: Path) -> None:
    """A task whose caller goes away does not go on."""
    with closing(Runner(example_build, 60, processes=1)) as runner:

        async def asked() -> tuple[int, int]:
            before = await runner.run(process, None)
            with anyio.move_on_after(0.5):
                await runner.run(endless, None)
            return before, await runner.run(process, None)

        start = time.monotonic()
        before, after = anyio.run(asked)
    assert before != after
    assert time.monotonic() - start < 60


def test_no_build_is_told(tmp_path: Path) -> None:
    """A folder without a build is named by every call."""

    async def asked(on: Runner) -> None:
        for _ in range(2):
            with pytest.raises(BuildError, match="holds no"):
                await on.run(process, None)

    with closing(Runner(tmp_path, 1, processes=1)) as made:
        anyio.run(asked, made)
