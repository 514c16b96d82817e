"""The `kg load`, `kg drop` and `kg status` commands: a build in somebody's triple store."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from kg.errors import LoadError
from kg.load import Loaded, clearing, drop, load, planned, status
from kg.load._requests import Http
from kg.load.drivers import all_drivers, driver
from kg.load.release import read_release
from kg.load.target import Target
from kg.show import listing
from kg.terms import DEFAULT_BASE

console = Console()
messages = Console(stderr=True)

MOST = 20  # miscounted graphs that are printed

To = Annotated[str, typer.Option("--to", help="The driver; without it, all are listed.")]
Endpoint = Annotated[str, typer.Option(help="The HTTP address of the store.")]
QueryAddress = Annotated[str, typer.Option("--query", help="Where it takes queries, if elsewhere.")]
Location = Annotated[str, typer.Option(help="The path a server serves, for stores loaded offline; s3://….")]
Server = Annotated[str, typer.Option(help="HOST:PORT of Virtuoso's SQL server.")]
Tool = Annotated[str, typer.Option(help="How the store's own program is called here.")]
Then = Annotated[str, typer.Option(help="A command that has the server open the new location.")]
Printed = Annotated[bool, typer.Option("--print", help="Print what would be run, and run nothing.")]
Timeout = Annotated[float, typer.Option(min=0.1, help="Seconds that the store may stay silent.")]


def load_command(
    to: To = "",
    endpoint: Endpoint = "",
    build_folder: Annotated[Path, typer.Option("--build", help="The folder of a build.")] = Path("output"),
    query: QueryAddress = "",
    location: Location = "",
    server: Server = "",
    tool: Tool = "",
    then: Then = "",
    batch: Annotated[int, typer.Option(min=0, help="Triples a request; 0: what suits the store.")] = 0,
    printed: Printed = False,
    timeout: Timeout = 3600.0,
) -> int:
    """Load a build into a triple store and probe what the store made of it; code 1 where a count differs."""
    if not to:
        return _list_drivers()
    chosen = driver(to)
    release = read_release(build_folder)
    target = Target(
        endpoint=endpoint,
        query=query,
        location=location,
        server=server,
        tool=tool,
        then=then,
        batch=batch,
    )
    with Http(timeout) as http:
        if printed:
            for step in planned(release, chosen, target, http):
                _print(f"# {step.title}\n{step}")
            return 0
        if not chosen.TESTED:
            _say(
                f"{to} follows the store's documentation; no test has loaded it into a running store",
                "yellow",
            )
        with _bar() as bar:
            task = bar.add_task("load", total=release.triples)
            loaded = load(
                release, chosen, target, http, lambda done, all_: bar.update(task, completed=done, total=all_)
            )
    return _report(loaded, release.triples, len(release.graphs))


def drop_command(
    to: To = "",
    endpoint: Endpoint = "",
    base: Annotated[str, typer.Option(help="The base IRI of the data.")] = DEFAULT_BASE,
    query: QueryAddress = "",
    location: Location = "",
    server: Server = "",
    tool: Tool = "",
    then: Then = "",
    printed: Printed = False,
    timeout: Timeout = 3600.0,
) -> int:
    """Take every graph of the data's base out of a triple store, and nothing else."""
    if not to:
        return _list_drivers()
    target = Target(endpoint=endpoint, query=query, location=location, server=server, tool=tool, then=then)
    with Http(timeout) as http:
        if printed:
            for step in clearing(base, driver(to), target, http):
                _print(f"# {step.title}\n{step}")
            return 0
        drop(base, driver(to), target, http)
    _say(f"no graph of {base} is left there")
    return 0


def status_command(
    endpoint: Annotated[str, typer.Option(help="The SPARQL query address of a store.")] = "",
    base: Annotated[str, typer.Option(help="The base IRI of the data.")] = DEFAULT_BASE,
    timeout: Timeout = 600.0,
) -> int:
    """Say which release a triple store holds; code 1 where it is not whole."""
    if not endpoint:
        raise LoadError("status needs --endpoint, the SPARQL query address of a store")
    with Http(timeout) as http:
        found = status(base, endpoint, http)
    said = found.marked
    _print(f"release  {said.release if said else 'none is named'}")
    _print(f"says     {said.status if said else 'nothing'}")
    _print(f"triples  {found.triples:,} of {said.triples if said else 0:,}, in {found.graphs:,} graphs")
    _print(f"whole    {'yes' if found.is_whole else 'no'}")
    return 0 if found.is_whole else 1


def _list_drivers() -> int:
    rows = [
        [name, one.TITLE, "yes" if one.TESTED else "by its documentation", one.READERS]
        for name, one in all_drivers().items()
    ]
    listing(rows, ["driver", "store", "tested", "what readers see meanwhile"], console)
    return 0


def _report(loaded: Loaded, triples: int, graphs: int) -> int:
    """Print what the probe found; a store that was not asked is said to be so."""
    if loaded.went_on:
        _say(f"{loaded.went_on:,} steps were done by an earlier load")
    if not loaded.probed:
        _say("loaded; nobody was asked what is there: name the server with --endpoint", "yellow")
        return 0
    if loaded.changes:
        rows = [[one.kind, one.sent, one.got or "kept"] for one in loaded.changes]
        listing(rows, ["literal", "sent", "read back"], console)
    for wrong in loaded.miscounts[:MOST]:
        _say(f"{wrong.graph}: {wrong.found:,} triples, the manifest says {wrong.expected:,}", "red")
    if loaded.miscounts:
        _say(f"{len(loaded.miscounts):,} graphs are not as the manifest says; load again", "red")
        return 1
    changed = sum(not one.is_kept for one in loaded.changes)
    _say(f"{triples:,} triples in {graphs:,} graphs are there; {changed} kinds of literal are changed")
    return 0


def _bar() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=messages, disable=not messages.is_terminal)


def _print(text: str) -> None:
    console.print(text, markup=False, highlight=False, soft_wrap=True)


def _say(text: str, style: str | None = None) -> None:
    messages.print(text, style=style, markup=False, highlight=False, soft_wrap=True)
