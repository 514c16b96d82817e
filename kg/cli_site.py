"""The `kg site` command: the site as files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress, TextColumn, TimeElapsedColumn

from kg.errors import KgError
from kg.site.rewriting import site_base
from kg.site.write import FORMS, write
from kg.workers import cores

messages = Console(stderr=True)


def site_command(
    output: Annotated[Path, typer.Option("--output", "-o", help="A new folder to write into.")],
    build_folder: Annotated[Path, typer.Option("--build", help="The folder of a build.")] = Path("output"),
    base: Annotated[str, typer.Option(help="Where it will stand, to rewrite IRIs to: https://…/.")] = "",
    form: Annotated[
        list[str] | None, typer.Option(help=f"Data in this form; may be repeated. Else {', '.join(FORMS)}.")
    ] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes; without it, one a core.")] = None,
) -> int:
    """Write the site as files for any web server: pages, data, dumps, sitemap."""
    if unknown := sorted(set(form or ()) - set(FORMS)):
        raise KgError(f"there is no form {unknown[0]!r}; there are {', '.join(FORMS)}")
    done = 0
    columns = (TextColumn("{task.completed:,.0f} pages"), TimeElapsedColumn())
    with Progress(*columns, console=messages, transient=True) as progress:
        task = progress.add_task("")
        forms = tuple(form or FORMS)
        for done in write(build_folder, output, site_base(base) if base else "", forms, workers or cores()):
            progress.update(task, completed=done)
    messages.print(f"{done:,} pages in {output}", markup=False, highlight=False, soft_wrap=True)
    return 0
