"""The servers that questions are asked of, started on loopback over a folder and filled by `kg load`.

`tests/stores` knows how each is started; `.ci/servers` installs them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from benchmarks.measure import kg
from kg.errors import KgError, LoadError
from tests.stores.conftest import Store, fuseki_server, oxigraph_server, virtuoso_server

SERVERS = ("oxigraph", "fuseki", "virtuoso")


class MissingError(KgError):
    """A program is not installed; its text says which, and what installs it."""


@contextmanager
def needed() -> Iterator[None]:
    """Raise MissingError where the tests would skip, and where a server does not start."""
    try:
        yield
    except (pytest.skip.Exception, pytest.fail.Exception) as missing:
        raise MissingError(str(missing).partition(":")[0] + ": .ci/servers installs it") from missing
    except AssertionError as error:
        raise MissingError(" ".join(str(error).split())[:200]) from error


@contextmanager
def running(name: str, folder: Path, build: Path) -> Iterator[Store]:
    """Start a server over what a folder holds of it; raises MissingError."""
    starts: dict[str, Callable[[], AbstractContextManager[Store]]] = {
        "oxigraph": lambda: oxigraph_server(folder),
        "fuseki": lambda: fuseki_server(folder),
        "virtuoso": lambda: virtuoso_server(folder, [(build / "nquads").resolve()]),
    }
    with needed(), starts[name]() as store:
        yield store


def fill(store: Store, build: Path, state: Path) -> None:
    """Load a build; raises LoadError."""
    os.environ |= login(state)
    words = ["--to", store.driver, "--endpoint", store.target.endpoint, "--build", str(build)]
    if store.target.server:
        words += ["--server", store.target.server]
    taken = kg("load", *words)
    if taken.missing:
        raise LoadError(taken.missing)


def login(state: Path) -> dict[str, str]:
    """Give the environment of a load: the user of a fresh Virtuoso, and a place for progress."""
    return {"TRIALKG_USER": "dba", "TRIALKG_PASSWORD": "dba", "TRIALKG_STATE": str(state)}
