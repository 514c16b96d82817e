"""The `kg questions` command: the catalogue of questions, for other tools."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from kg.ask import Asker
from kg.catalogue import write_catalogue
from kg.store import open_build
from kg.terms import DEFAULT_BASE

messages = Console(stderr=True)


def questions_command(
    output: Annotated[Path, typer.Option("--output", "-o", help="The folder to write into.")] = Path(
        "questions"
    ),
    endpoint: Annotated[
        str, typer.Option(help="The address of the endpoint that the examples are for.")
    ] = f"{DEFAULT_BASE}sparql",
    build_folder: Annotated[Path, typer.Option("--build", help="The folder of a build.")] = Path("output"),
) -> int:
    """Write the questions as SPARQL examples in Turtle, and all of them for .well-known/sparql-examples."""
    written = write_catalogue(output, Asker(open_build(build_folder)), endpoint)
    messages.print(f"{written} files in {output}", markup=False, highlight=False)
    return 0
