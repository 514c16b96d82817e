"""Stardog: `stardog data add --remove-all`, one transaction over all files.

https://docs.stardog.com/stardog-cli-reference/data/data-add; the endpoint is the database,
http://host:5820/NAME. Named graphs are in the default graph of a query where the database says
`query.all.graphs=true`.
"""

from __future__ import annotations

import shlex
import tempfile
from collections.abc import Iterator
from pathlib import Path

from kg.load.drivers._updates import dropping
from kg.load.release import WHOLE, Release, mark_graph
from kg.load.steps import PASSWORD, UPDATE, USER, Command, Request, Step, Write
from kg.load.target import Present, Target

TITLE = "Stardog; the endpoint is the database, http://host:5820/NAME"
TESTED = False
READERS = "the old release until the new one is whole"
ALONE = True
OFFLINE = False


def plan(release: Release, target: Target, _present: Present) -> Iterator[Step]:
    """Replace what the database holds."""
    said = Path(tempfile.gettempdir()) / f"trialkg-{release.id[:16]}.nq"
    tool = shlex.split(target.tool or "stardog")
    login = ("--username", USER, "--passwd", PASSWORD)
    files = (*map(str, release.dumps), str(said))
    yield Write(title="write down which release it is", path=said, text=release.mark_quads(WHOLE))
    yield Command(
        title="load the release",
        words=(*tool, "data", "add", "--remove-all", *login, "--", target.address(), *files),
        triples=release.triples,
        login=target.address(),
    )


def finish(_release: Release, _target: Target) -> Iterator[Step]:
    """Nothing: the release came with its mark."""
    yield from ()


def clear(base: str, target: Target, present: Present) -> Iterator[Request]:
    """Drop our graphs in one update."""
    text = dropping((*present.graphs, mark_graph(base)))
    url = target.address("/update")
    yield Request(title="drop our graphs", method="POST", url=url, body=text, media_type=UPDATE)


def queries(target: Target) -> str:
    """Queries go to /query."""
    return target.query or target.address("/query")
