"""The workers of one release: as many as there should be, one that ended replaced by another."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

from kg.errors import KgError
from kg.serve.workers.nursery import Nursery
from kg.serve.workers.settings import Settings
from kg.serve.workers.worker import Worker

_log = logging.getLogger("kg.serve")
# seconds between attempts to replace a worker: from, and at most
_PAUSE, _LONGEST_PAUSE = 0.1, 10.0


class Crew:
    """Workers that hold one build; `free` is called with each that has nothing to do."""

    def __init__(
        self, nursery: Nursery, build: Path, settings: Settings, free: Callable[[Crew, Worker], None]
    ) -> None:
        self.build = build
        self._nursery, self._settings, self._free = nursery, settings, free
        self.members: set[Worker] = set()
        self.idle: list[Worker] = []
        self._hiring: set[asyncio.Task[None]] = set()
        self._open = True
        self.release = ""

    async def start(self) -> None:
        """Hire all workers, and wait until they are ready; raises what keeps the first from it."""
        hired = [self._hired() for _ in range(self._settings.workers)]
        outcomes = await asyncio.gather(*hired, return_exceptions=True)
        workers = [one for one in outcomes if isinstance(one, Worker)]
        self.members.update(workers)
        failed = [one for one in outcomes if isinstance(one, BaseException)]
        releases = {worker.release for worker in workers}
        if failed or len(releases) != 1:
            self.retire()
            raise failed[0] if failed else KgError(f"{self.build} changed while it was opened; try again")
        self.release = releases.pop()
        for worker in workers:
            self._free(self, worker)

    def give_back(self, worker: Worker) -> None:
        """Take a worker back that has done what it was asked."""
        if not self._open:
            worker.dismiss()
        elif worker.lives:
            self._free(self, worker)

    def retire(self) -> None:
        """Hire nobody any more; who is idle goes now, who works goes when that is done."""
        self._open = False
        for task in self._hiring:
            task.cancel()
        for worker in list(self.idle):
            worker.dismiss()

    def kill(self) -> None:
        """End every worker at once."""
        self.retire()
        for worker in list(self.members):
            worker.kill()

    async def _hired(self) -> Worker:
        return await Worker.hired(self._nursery, self.build, self._settings.memory, self._lost)

    def _lost(self, worker: Worker) -> None:
        self.members.discard(worker)
        if worker in self.idle:
            self.idle.remove(worker)
        if self._open:
            task = asyncio.get_running_loop().create_task(self._replace())
            self._hiring.add(task)
            task.add_done_callback(self._hiring.discard)

    async def _replace(self) -> None:
        """Hire until one is ready that holds this release; the folder may hold another by now."""
        pause = _PAUSE
        while True:
            try:
                worker = await self._hired()
            except (KgError, OSError) as error:
                _log.warning("a worker cannot be replaced yet: %s", error)
            else:
                if worker.release == self.release:
                    self.members.add(worker)
                    self._free(self, worker)
                    return
                _log.warning("a worker cannot be replaced: %s holds another release now", self.build)
                worker.release = ""  # it was never one of this crew
                worker.dismiss()
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)
