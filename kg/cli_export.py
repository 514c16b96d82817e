"""The `kg export` command: a build in other forms."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from kg.ask import values_of
from kg.errors import ExportError
from kg.export import Choice, all_formats, export, format_named
from kg.show import listing

console = Console()
messages = Console(stderr=True)


def export_command(
    name: Annotated[str | None, typer.Argument(metavar="FORMAT", help="Without one, all are listed.")] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="A file (.gz packs it), a folder, or - .")
    ] = None,
    build_folder: Annotated[Path, typer.Option("--build", help="The folder of a build.")] = Path("output"),
    where: Annotated[str, typer.Option(help="Only the trials that this canned question finds.")] = "",
    param: Annotated[
        list[str] | None, typer.Option("--param", "-p", help="key=value for the question; may be repeated.")
    ] = None,
    trial: Annotated[list[str] | None, typer.Option(help="Only this trial; may be repeated.")] = None,
    no_text: Annotated[bool, typer.Option("--no-text", help="Leave long free text out.")] = False,
) -> int:
    """Write a build, or some of its trials, as RDF, tables or a property graph."""
    if name is None:
        rows = [[name, form.TITLE, form.EXTENSION or "a folder"] for name, form in all_formats().items()]
        listing(rows, ["export", "format", "written as"], console)
        return 0
    form = format_named(name)
    if output is None:
        raise ExportError(
            f"where to? kg export {name} -o {form.EXTENSION and 'trials'}{form.EXTENSION or 'FOLDER'}"
        )
    if param and not where:
        raise ExportError("--param is for a question: name one with --where")
    choice = Choice(trials=tuple(trial or ()), question=where, values=values_of(param or []))
    done = export(build_folder, form, output, choice, with_text=not no_text)
    messages.print(
        f"{done.trials:,} trials, {done.triples:,} triples in {output}", markup=False, highlight=False
    )
    return 0
