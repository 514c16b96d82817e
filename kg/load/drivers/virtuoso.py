"""OpenLink Virtuoso: its bulk loader, through isql, on the machine that it runs on.

The dumps must lie below a folder of `DirsAllowed` in virtuoso.ini. `rdf_loader_run` commits as it goes, so
nothing hides a half-loaded release; the mark in `graph/release` says `loading` as long as it is one
(https://vos.openlinksw.com/owiki/wiki/VOS/VirtBulkRDFLoader). The password is an argument of isql, which
other users of the machine can see while it runs.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator
from pathlib import Path

from kg.load.release import LOADING, WHOLE, Release, mark_graph
from kg.load.steps import PASSWORD, USER, Command
from kg.load.target import Present, Target

TITLE = "Virtuoso, its bulk loader: --server HOST:PORT of isql, --endpoint http://host:8890/sparql"
TESTED = True
READERS = "both releases in part while it loads; graph/release says loading meanwhile"
ALONE = False
OFFLINE = False

_FAILURES = ("*** Error", "failed: ")
_UNREAD = "no such file for the server; is it on its machine, below a folder of DirsAllowed?"


def plan(release: Release, target: Target, present: Present) -> Iterator[Command]:
    """Say that it is loading, empty every graph that is there, and run the loader, dump by dump."""
    yield _isql(target, "say that it is loading", _marking(release, LOADING))
    # done once, with the key, so that a load that goes on keeps what is its own
    yield _isql(target, "empty what is there", _clearing(present.graphs), key="clear")
    share = release.triples // len(release.dumps)
    for dump in release.dumps:
        yield _isql(target, f"load {dump.name}", _loading(dump), key=dump.name, triples=share)


def finish(release: Release, target: Target) -> Iterator[Command]:
    """Say that it is whole."""
    yield _isql(target, "say that it is whole", _marking(release, WHOLE))


def clear(base: str, target: Target, present: Present) -> Iterator[Command]:
    """Empty our graphs."""
    yield _isql(target, "empty our graphs", _clearing((*present.graphs, mark_graph(base))))


def queries(target: Target) -> str:
    """The endpoint itself takes queries; its default graph is the union of all."""
    return target.query or target.address()


def _marking(release: Release, status: str) -> list[str]:
    graph = mark_graph(release.base)
    triples = " ".join(release.mark(status))
    return [f"SPARQL CLEAR GRAPH <{graph}>", f"SPARQL INSERT DATA {{ GRAPH <{graph}> {{ {triples} }} }}"]


def _loading(dump: Path) -> list[str]:
    """Load one dump and select a line for whatever went wrong with it."""
    file, folder, name = (f"'{_quoted(str(part))}'" for part in (dump, dump.parent, dump.name))
    listed = f"FROM DB.DBA.load_list WHERE ll_file = {file}"
    return [
        f"DELETE {listed}",
        f"ld_dir({folder}, {name}, 'unused')",
        "rdf_loader_run()",
        "checkpoint",
        f"SELECT concat('failed: ', ll_file, ' ', ll_error) {listed} AND ll_error IS NOT NULL",
        f"SELECT CASE WHEN count(*) = 0 THEN 'failed: {_UNREAD}' ELSE 'read' END {listed}",
    ]


def _clearing(graphs: Iterable[str]) -> list[str]:
    return ["log_enable(3, 1)", *(f"SPARQL CLEAR GRAPH <{graph}>" for graph in graphs), "checkpoint"]


def _isql(target: Target, title: str, sql: list[str], key: str = "", triples: int = 0) -> Command:
    server = target.server or "127.0.0.1:1111"
    tool = shlex.split(target.tool or "isql-vt")
    options = ("VERBOSE=OFF", "BANNER=OFF", "PROMPT=OFF", "ERRORS=STDOUT")
    return Command(
        title=title,
        words=(*tool, server, USER, PASSWORD, *options),
        text="".join(f"{statement};\n" for statement in sql),
        triples=triples,
        failures=_FAILURES,
        login=f"http://{server}",
        key=key,
    )


def _quoted(text: str) -> str:
    return text.replace("'", "''")
