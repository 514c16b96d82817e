"""What a pool of workers is allowed, and what a job is called."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

# a function of a module, or `module:function`
Job = Callable[..., bytes] | str


class Settings(msgspec.Struct, frozen=True):
    """How many workers, with which bounds.

    `seconds` a job may take where it is not told otherwise; `memory`, bytes that one worker may have for
    itself; `queue`, jobs that may wait for a worker, and `wait`, seconds that each may; `preload`, modules
    that the nursery imports, and functions (`module:function`) that it calls once, so that no worker has to.
    """

    workers: int = 2
    seconds: float = 10.0
    memory: int = 2 << 30
    queue: int = 64
    wait: float = 5.0
    preload: tuple[str, ...] = ("kg.site", "kg.show", "kg.vocabulary:load")


def name_of(job: Job) -> str:
    """Spell a job as `module:function`."""
    return job if isinstance(job, str) else f"{job.__module__}:{job.__qualname__}"
