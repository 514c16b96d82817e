"""Processes that do what may be slow or may break: each holds the store of one release and can be killed.

A job is a function of a module, `job(release, *arguments) -> bytes`, with arguments that msgpack carries. The
server says `await pool.run(job, *arguments, seconds=2)` and gets the bytes, whole, so that a slow reader
never holds a worker; or what the job raised, where that is a `KgError`; or a `ServeError` of `failures`.
A job that takes too long, or that nobody waits for any more (its task is cancelled), is killed with its
process, and another process takes the place.

Processes are forked by a process of their own, the nursery, which has imported everything and opened
nothing: a new worker costs milliseconds. It needs fork and sockets of one machine, so Linux or macOS.
"""

from __future__ import annotations

from kg.serve.workers.failures import BusyError, DiedError, FaultError, OutOfMemoryError, OverdueError
from kg.serve.workers.gone import until_gone
from kg.serve.workers.nursery import Nursery
from kg.serve.workers.pool import Pool, State
from kg.serve.workers.settings import Job, Settings

__all__ = [
    "BusyError",
    "DiedError",
    "FaultError",
    "Job",
    "Nursery",
    "OutOfMemoryError",
    "OverdueError",
    "Pool",
    "Settings",
    "State",
    "until_gone",
]
