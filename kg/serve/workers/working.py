"""What a worker does, in a process of its own: open a release, say so, and do one job after another."""

from __future__ import annotations

import resource
import socket
import traceback
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path

import msgspec

from kg.errors import KgError
from kg.serve.workers.frames import (
    FAULT,
    HELLO,
    OUT_OF_MEMORY,
    REFUSED,
    RESULT,
    Asked,
    Hire,
    Refusal,
    encode,
    framed,
    received,
)
from kg.site import Release


def work(connection: socket.socket) -> None:
    """Serve one connection until the other side closes it."""
    messages = received(connection)
    hire = msgspec.msgpack.decode(next(messages), type=Hire)
    _bound(hire.memory)
    try:
        release = Release(Path(hire.build))
        release.store  # noqa: B018 (opened now, not when the first job asks)
    except KgError as error:
        connection.sendall(_refused(error))
        return
    connection.sendall(framed(HELLO, release.name.encode()))
    for message in messages:
        asked = msgspec.msgpack.decode(message, type=Asked)
        outcome = _outcome(release, asked)
        connection.sendall(outcome)
        if outcome.startswith(_OUT_OF_MEMORY):
            return  # what is left may be too scattered for the next job


def _bound(memory: int) -> None:
    """Bound the memory, and leave no core dump when that, or the stack, is used up.

    Bounded is what is its own (RLIMIT_DATA), not the files of the store that it maps.
    """
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


_OUT_OF_MEMORY = framed(OUT_OF_MEMORY, b"")


def _outcome(release: Release, asked: Asked) -> bytes:
    """Do a job; whatever it raises is an outcome too."""
    try:
        return framed(RESULT, _function(asked.job)(release, *asked.arguments))
    except KgError as error:
        return _refused(error)
    except MemoryError:
        return _OUT_OF_MEMORY
    except Exception:
        return framed(FAULT, traceback.format_exc().encode("utf-8", "replace"))


def _refused(error: KgError) -> bytes:
    return framed(REFUSED, encode(Refusal(type(error).__name__, str(error))))


@cache
def _function(job: str) -> Callable[..., bytes]:
    module, _, name = job.partition(":")
    found: Callable[..., bytes] = getattr(import_module(module), name)
    return found
