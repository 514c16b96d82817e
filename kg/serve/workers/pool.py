"""Workers of the release that is served, and who waits for one."""

from __future__ import annotations

import asyncio
import math
from collections import deque
from pathlib import Path

import msgspec

from kg.errors import ServeError
from kg.serve.workers.crew import Crew
from kg.serve.workers.failures import BusyError, OverdueError
from kg.serve.workers.nursery import Nursery
from kg.serve.workers.settings import Job, Settings, name_of
from kg.serve.workers.worker import Worker

_Taken = tuple[Crew, Worker]


class State(msgspec.Struct, frozen=True):
    """How a pool is doing; the last three are counted since it started."""

    workers: int
    idle: int
    waiting: int
    done: int
    timed_out: int
    refused: int


class Pool:
    """Does jobs in processes; each release has a crew, and `replace` puts a new one in its place.

    Pools may share a nursery; they are then started together, and closed together.
    """

    def __init__(
        self,
        build: Path,
        settings: Settings = Settings(),  # noqa: B008 (it is frozen)
        nursery: Nursery | None = None,
    ) -> None:
        self.settings = settings
        self._build = build
        self._nursery = nursery or Nursery(settings.preload)
        self._crew: Crew | None = None
        self._waiting: deque[asyncio.Future[_Taken]] = deque()
        self._retired: set[Crew] = set()
        self._done = self._timed_out = self._refused = 0

    async def start(self) -> None:
        """Start every worker; raises BuildError where there is no build that can be opened."""
        try:
            await self.replace(self._build)
        except BaseException:
            await self.close()
            raise

    async def replace(self, build: Path) -> None:
        """Serve another build; what is under way ends on the old one. Where this raises, nothing changed."""
        crew = Crew(self._nursery, build, self.settings, self._free)
        await crew.start()
        before, self._crew = self._crew, crew
        if before:
            before.retire()
            self._retired.add(before)
            self._retired = {one for one in self._retired if one.members}
        while crew.idle and self._waiting:
            self._hand_over(crew, crew.idle.pop())

    async def run(self, job: Job, *arguments: object, seconds: float | None = None) -> bytes:
        """Have a job done in at most so many seconds; raises what the job raises, or a `ServeError`."""
        allowed = self.settings.seconds if seconds is None else seconds
        crew, worker = await self._taken()
        try:
            result = await worker.ask(name_of(job), arguments, allowed)
        except OverdueError:
            self._timed_out += 1
            raise
        finally:
            crew.give_back(worker)
        self._done += 1
        return result

    async def close(self) -> None:
        """End every process at once; whoever still waits is told that the server is busy."""
        for crew in (*self._retired, *([self._crew] if self._crew else [])):
            crew.kill()
        self._crew = None
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_exception(self._busy())
        self._nursery.dismiss()
        await asyncio.to_thread(self._nursery.wait)

    @property
    def release(self) -> str:
        """The name of the release that is served: the SHA-256 of its manifest."""
        return self._serving().release

    @property
    def build(self) -> Path:
        """The folder of the build that is served."""
        return self._serving().build

    @property
    def state(self) -> State:
        """How the pool is doing."""
        crew = self._crew
        return State(
            workers=len(crew.members) if crew else 0,
            idle=len(crew.idle) if crew else 0,
            waiting=len(self._waiting),
            done=self._done,
            timed_out=self._timed_out,
            refused=self._refused,
        )

    def _serving(self) -> Crew:
        if not self._crew:
            raise ServeError("the pool of workers is not started, or is closed")
        return self._crew

    async def _taken(self) -> _Taken:
        """Take a worker, or wait for one; who came first goes first."""
        crew = self._serving()
        while crew.idle:
            worker = crew.idle.pop()
            if worker.lives:
                return crew, worker
        if len(self._waiting) >= self.settings.queue:
            raise self._busy()
        turn: asyncio.Future[_Taken] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            async with asyncio.timeout(self.settings.wait):
                return await turn
        except TimeoutError as error:
            self._return(turn)
            raise self._busy() from error
        except asyncio.CancelledError:
            self._return(turn)
            raise

    def _return(self, turn: asyncio.Future[_Taken]) -> None:
        """Leave the queue; a worker that was handed over in the same moment goes back."""
        if turn in self._waiting:
            self._waiting.remove(turn)
        if turn.done() and not turn.cancelled() and not turn.exception():
            crew, worker = turn.result()
            crew.give_back(worker)

    def _busy(self) -> BusyError:
        self._refused += 1
        return BusyError(max(1, math.ceil(self.settings.wait)))

    def _free(self, crew: Crew, worker: Worker) -> None:
        """Give a worker to who waits longest, or let it idle."""
        if crew is self._crew and self._waiting:
            self._hand_over(crew, worker)
        else:
            crew.idle.append(worker)  # and is taken first again: its caches are warm

    def _hand_over(self, crew: Crew, worker: Worker) -> None:
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result((crew, worker))
                return
        crew.idle.append(worker)
