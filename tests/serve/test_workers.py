"""The workers: what they are asked, how they end, and that the pool outlives all of it."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from kg.build import build
from kg.errors import BuildError, QueryError
from kg.serve.workers import (
    BusyError,
    DiedError,
    FaultError,
    OutOfMemoryError,
    OverdueError,
    Pool,
    Settings,
)

HERE = Path(__file__).parent
SETTINGS = Settings(workers=2, memory=1 << 30, queue=2, wait=30, preload=("kg.site", "jobs"))
SOON = 0.3  # seconds


@pytest.fixture(autouse=True)
def jobs_are_found(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let workers import the jobs of the tests."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(HERE), *sys.path]))
    yield


def pooled(folder: Path, scene: Callable[[Pool], Awaitable[None]], settings: Settings = SETTINGS) -> None:
    """Play a scene with a pool, and close it."""

    async def play() -> None:
        pool = Pool(folder, settings)
        await pool.start()
        try:
            await scene(pool)
        finally:
            await pool.close()

    asyncio.run(play())


def test_result_comes_whole(example_build: Path) -> None:
    """What a job gives arrives byte by byte, small and large, in many calls at once."""
    sent = [bytes([number]) * size for number, size in enumerate((0, 1, 1000, 5_000_000))]

    async def scene(pool: Pool) -> None:
        assert sent == await asyncio.gather(*(pool.run("jobs:echo", one) for one in sent))

    pooled(example_build, scene)


@pytest.mark.parametrize(
    ("job", "arguments", "seconds", "error"),
    [
        ("jobs:sleep", (60,), SOON, OverdueError),
        ("jobs:spin", (), SOON, OverdueError),
        ("jobs:end", (), 60, DiedError),
        ("jobs:overflow", (), 60, DiedError),
        ("jobs:swell", (2 << 30,), 60, OutOfMemoryError),
        ("jobs:refuse", (), 60, QueryError),
        ("jobs:fail", (), 60, FaultError),
        ("jobs:nothing", (), 60, FaultError),
    ],
)
def test_pool_outlives_any_job(
    example_build: Path, job: str, arguments: tuple[object, ...], seconds: float, error: type[Exception]
) -> None:
    """A job that hangs, dies, swells or raises is told as what it is, and the next ones are done."""

    async def scene(pool: Pool) -> None:
        for _ in range(3):
            with pytest.raises(error) as caught:
                await pool.run(job, *arguments, seconds=seconds)
            assert "secret" not in str(caught.value)
        assert await asyncio.gather(*(pool.run("jobs:echo", b"x") for _ in range(2))) == [b"x"] * 2

    pooled(example_build, scene)


def test_cancelled_job_is_killed(example_build: Path) -> None:
    """When nobody waits for a job any more, its process ends."""

    async def scene(pool: Pool) -> None:
        before = {await pool.run("jobs:who")}
        task = asyncio.create_task(pool.run("jobs:spin", seconds=60))
        await asyncio.sleep(SOON)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        after = set(await asyncio.gather(*(pool.run("jobs:who") for _ in range(4))))
        assert not after & before

    pooled(example_build, scene, Settings(workers=1, queue=5, wait=30, preload=("jobs",)))


def test_queue_is_bounded(example_build: Path) -> None:
    """What finds the queue full is refused at once; what waits too long, after a while; the rest is done."""

    async def scene(pool: Pool) -> None:
        started = time.monotonic()
        said = await asyncio.gather(*(pool.run("jobs:sleep", 1.0) for _ in range(6)), return_exceptions=True)
        assert [one for one in said if isinstance(one, bytes)] == [b"slept"] * 4
        assert sum(isinstance(one, BusyError) for one in said) == 2
        assert time.monotonic() - started < SETTINGS.wait

    pooled(example_build, scene)


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build of one example."""
    output = tmp_path_factory.mktemp("other") / "output"
    build([HERE.parent.parent / "examples" / "NCT01233544.ctgov-v2.json"], output)
    return output


def test_replaced_release(example_build: Path, other: Path) -> None:
    """After `replace` the other build is served; what was under way ends on the first."""

    async def scene(pool: Pool) -> None:
        first = pool.release
        under_way = asyncio.create_task(pool.run("jobs:sleep", 2.0))
        await asyncio.sleep(SOON)
        await pool.replace(other)
        assert pool.release != first
        assert {pool.release.encode()} == {await pool.run("jobs:name") for _ in range(4)}
        assert await under_way == b"slept"

    pooled(example_build, scene)


def test_build_that_is_gone_changes_nothing(example_build: Path, tmp_path: Path) -> None:
    """What cannot be opened is a BuildError, and the release before it goes on being served."""

    async def scene(pool: Pool) -> None:
        with pytest.raises(BuildError):
            await pool.replace(tmp_path)
        assert pool.release.encode() == await pool.run("jobs:name")

    pooled(example_build, scene)


def test_no_build(tmp_path: Path) -> None:
    """A pool over no build does not start, and leaves no process behind."""
    with pytest.raises(BuildError):
        pooled(tmp_path, lambda _: asyncio.sleep(0))


def test_build_deleted_under_the_workers(other: Path, tmp_path: Path) -> None:
    """A worker goes on with a build that was moved away, which is what a new build does to an old one."""
    made = tmp_path / "made"
    shutil.copytree(other, made)

    async def scene(pool: Pool) -> None:
        made.rename(tmp_path / "away")
        assert pool.release.encode() == await pool.run("jobs:name")

    pooled(made, scene)


def test_end_of_the_nursery(example_build: Path) -> None:
    """Where the process that forks is killed, another is started."""

    async def scene(pool: Pool) -> None:
        worker = int(await pool.run("jobs:who"))
        nursery = int(Path(f"/proc/{worker}/stat").read_text().rsplit(")", 1)[1].split()[1])
        os.kill(nursery, signal.SIGKILL)
        await asyncio.sleep(SOON)
        assert await pool.run("jobs:echo", b"x") == b"x"

    pooled(example_build, scene)


def test_no_process_is_left(example_build: Path) -> None:
    """When a pool is closed, every process of it has ended, busy or not."""
    processes: list[int] = []

    async def scene(pool: Pool) -> None:
        processes.extend(
            [int(one) for one in await asyncio.gather(*(pool.run("jobs:who") for _ in range(2)))]
        )
        hanging = asyncio.create_task(pool.run("jobs:spin", seconds=60))
        await asyncio.sleep(SOON)
        hanging.cancel()

    pooled(example_build, scene)
    assert [one for one in processes if Path(f"/proc/{one}").exists()] == []
