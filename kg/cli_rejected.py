"""The `kg rejected` commands: what a build set aside and why, and whether it would be published now."""

from __future__ import annotations

import re
import shlex
from contextlib import closing
from pathlib import Path
from typing import Annotated

import msgspec
import pyoxigraph
import typer
from rich.console import Console

from kg.check import Finding
from kg.errors import KgError
from kg.lexicon import chosen
from kg.limits import REFUSED
from kg.manifest import Manifest, read_manifest
from kg.rejected import Aside, listed, reasons, selected
from kg.retry import Tried, retry
from kg.shard import Settings
from kg.show import listing
from kg.show.spelling import shorten
from kg.terms import DEFAULT_BASE
from kg.vocab import index_path
from kg.vocab.index import Index

app = typer.Typer(
    help="What was set aside, and why: list, show, retry.",
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
console = Console()
messages = Console(stderr=True)

FORMATS = ("table", "json")
# what a terminal would obey instead of showing it
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")

Folder = Annotated[Path | None, typer.Option("--build", help="The folder of a build.  [default: output]")]


@app.callback(invoke_without_command=True)
def list_command(
    context: typer.Context,
    build: Folder = None,
    spelling: Annotated[str, typer.Option("--format", help=f"One of {', '.join(FORMATS)}.")] = "table",
) -> int:
    """List what a build set aside: how often for which reason, then each record."""
    context.obj = build or Path("output")
    if context.invoked_subcommand:
        return 0
    if spelling not in FORMATS:
        raise KgError(f"there is no format {spelling!r}; there are {', '.join(FORMATS)}")
    asides = listed(context.obj)
    if spelling == "json":
        console.file.write(msgspec.json.encode(asides).decode() + "\n")
    else:
        _print_list(asides)
    _tell_of_refused(context.obj)
    return 0


def _print_list(asides: list[Aside]) -> None:
    if not asides:
        _say("nothing was set aside")
        return
    listing([[f"{number:,}", reason] for reason, number in reasons(asides)], ["records", "reason"], console)
    rows = [
        [str(aside.number), aside.trial or "—", aside.document, aside.position or "—", aside.why]
        for aside in asides
    ]
    listing(rows, ["number", "trial", "document", "position", "why"], console)


def _tell_of_refused(build: Path) -> None:
    """Point at a newer build that crossed a limit, which is easily taken for the one that is listed."""
    if (refused := build / REFUSED).is_dir():
        command = f"kg rejected --build {shlex.quote(str(refused))}"
        messages.print(f"a later build was refused: {command}", style="yellow", markup=False, highlight=False)


@app.command("show")
def show_command(
    context: typer.Context,
    asked: Annotated[list[str], typer.Argument(help="Numbers of the list, or trials.", metavar="N|TRIAL…")],
    build: Folder = None,
) -> int:
    """Print all that is kept of a record: its findings, where its graph is, and the record as it was read."""
    folder: Path = build or context.obj
    for aside in selected(listed(folder), asked):
        _print_aside(aside, folder / "rejected")
    return 0


def _print_aside(aside: Aside, folder: Path) -> None:
    console.rule(characters="─")
    for name, value in (
        ("number", str(aside.number)),
        ("trial", aside.trial),
        ("document", aside.place),
        ("SHA-256", aside.document_sha256),
        ("read as", aside.source),
        ("graph", str(folder / aside.graph) if aside.graph else None),
        ("record", str(folder / aside.record) if aside.record else None),
    ):
        if value:
            _say(f"{name:<9} {value}")
    for finding in aside.ordered():
        _print_finding(finding)
    if not aside.findings:
        _say(f"why       {aside.why}")
    if aside.record:
        read = (folder / aside.record).read_bytes().decode("utf-8", "backslashreplace")
        _say("\n" + _CONTROLS.sub(lambda found: f"\\x{ord(found[0]):02x}", read.replace("\r\n", "\n")))
    else:
        _say(f"no record of it was kept; look into {aside.document} where it was read from")


def _print_finding(finding: Finding) -> None:
    _say(f"{finding.severity}: {finding.message}")
    for name, term in (("node", finding.focus), ("property", finding.path), ("value", finding.value)):
        if term:
            _say(f"    {name:<8} {_readable(term)}")


def _readable(term: str) -> str:
    """Spell an N-Triples term for people."""
    (quad,) = pyoxigraph.parse(f"<s:> <p:> {term} .", format=pyoxigraph.RdfFormat.N_TRIPLES)
    return shorten(quad.object)


def _say(line: str) -> None:
    console.print(line, markup=False, highlight=False, soft_wrap=True)


@app.command("retry")
def retry_command(
    context: typer.Context,
    asked: Annotated[
        list[str] | None,
        typer.Argument(help="Numbers of the list, or trials; all, if none.", metavar="[N|TRIAL…]"),
    ] = None,
    build: Folder = None,
    vocabularies: Annotated[
        Path | None, typer.Option(help="The folder of imported vocabularies, as for kg vocab.")
    ] = None,
) -> int:
    """Try records again with the present software, beside the build; code 1 where one would fail again."""
    folder: Path = build or context.obj
    asides = listed(folder)
    manifest = read_manifest(folder)
    if not asides:
        _say("nothing was set aside")
        return 0
    tried = retry(folder, selected(asides, asked) if asked else asides, _settings(manifest, vocabularies))
    rows = [
        [str(one.aside.number), one.aside.trial or "—", one.aside.place, one.why or "would be published"]
        for one in tried
    ]
    listing(rows, ["number", "trial", "document", "now"], console)
    _print_verdict(tried, manifest, folder)
    return 1 if any(one.why for one in tried) else 0


def _settings(manifest: Manifest, vocabularies: Path | None) -> Settings:
    """Give the settings that a build was made with; VocabularyError where a vocabulary is gone."""
    if not manifest.vocabularies:
        return Settings(base=manifest.base, contacts=manifest.contacts)
    path = index_path(vocabularies)
    with closing(Index(path)) as index:
        names = chosen(index, [one.name for one in manifest.vocabularies])
    return Settings(base=manifest.base, contacts=manifest.contacts, index=str(path), vocabularies=names)


def _print_verdict(tried: list[Tried], manifest: Manifest, folder: Path) -> None:
    passed = sum(not one.why for one in tried)
    messages.print(f"{passed:,} of {len(tried):,} would be published now", markup=False, highlight=False)
    if passed:
        messages.print(
            f"a build publishes them, from input that was mended as they were: {_rebuild(manifest, folder)}",
            markup=False,
            highlight=False,
            soft_wrap=True,
        )


def _rebuild(manifest: Manifest, folder: Path) -> str:
    """Spell the command that builds again with the same settings."""
    output = folder.parent if folder.name == REFUSED else folder
    options = ["-o", str(output)]
    if manifest.base != DEFAULT_BASE:
        options += ["--base", manifest.base]
    if manifest.contacts:
        options.append("--contacts")
    for one in manifest.vocabularies:
        options += ["--vocabulary", one.name]
    return f"kg build FILE… {shlex.join(options)}"
