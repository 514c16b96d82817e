"""Work in a process of its own that is ended when it takes too long."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import TypeVar, cast

from kg.errors import KgError

T = TypeVar("T")


class GivenUpError(KgError):
    """Work that took too long, or could not be done; its text says which."""


def within(seconds: float, work: Callable[[], T]) -> T:
    """Do work in a copy of this process and give what comes of it; raises GivenUpError.

    A copy has everything imported, and what it opens and caches is gone with it.
    """
    context = multiprocessing.get_context("fork")
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=_sent, args=(sending, work))
    process.start()
    sending.close()
    try:
        if not receiving.poll(seconds):
            raise GivenUpError(f"given up after {seconds:g} s")
        came, done = receiving.recv()
    except EOFError as error:
        raise GivenUpError("failed") from error
    finally:
        process.kill()
        process.join()
        receiving.close()
    if not done:
        raise GivenUpError(str(came))
    return cast(T, came)


def _sent(sending: Connection, work: Callable[[], object]) -> None:
    try:
        sending.send((work(), True))
    except KgError as error:
        sending.send((str(error), False))
