"""Jobs of the tests of the workers: they do what jobs should not."""

from __future__ import annotations

import os
import signal
import time

from kg.errors import QueryError
from kg.site import Release


def echo(_: Release, content: bytes) -> bytes:
    """Give back what was given."""
    return content


def who(_: Release) -> bytes:
    """Name the process."""
    return str(os.getpid()).encode()


def name(release: Release) -> bytes:
    """Name the release, by asking its store for something too."""
    release.store.query("ASK { ?s ?p ?o }")
    return release.name.encode()


def sleep(_: Release, seconds: float) -> bytes:
    """Take so long."""
    time.sleep(seconds)
    return b"slept"


def spin(release: Release) -> bytes:
    """Do not come back from the engine."""
    query = "SELECT (COUNT(*) AS ?n) { GRAPH ?x { ?a ?b ?c } GRAPH ?y { ?d ?e ?f } GRAPH ?z { ?g ?h ?i } }"
    return bytes(release.store.query(query))  # type: ignore[arg-type]


def end(_: Release) -> bytes:
    """Be killed by somebody else."""
    os.kill(os.getpid(), signal.SIGKILL)
    return b""


def overflow(release: Release) -> bytes:
    """Use up the stack of the engine."""
    release.store.query("ASK " + "{" * 100_000 + "}" * 100_000)
    return b""


def swell(_: Release, size: int) -> bytes:
    """Want so many bytes of memory."""
    return bytes(len(bytes(size)) and 1)


def refuse(_: Release) -> bytes:
    """Raise what users are told."""
    raise QueryError("no such thing")


def fail(_: Release) -> bytes:
    """Raise what no job should."""
    raise ZeroDivisionError("secret")
