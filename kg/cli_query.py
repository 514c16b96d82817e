"""The `kg query` command: a canned question asked of a build or of an endpoint, and how it is shown."""

from __future__ import annotations

import sys
import textwrap
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from kg.ask import Asker, Endpoint, Page, Question, Values, question, questions, values_of
from kg.ask.words import in_words
from kg.show import SAYS_OF_HOW_MANY, SPELLINGS, checked, listing, show_answer
from kg.store import open_build

console = Console()
messages = Console(stderr=True)


def query_command(
    name: Annotated[str | None, typer.Argument(help="The question; without one, all are listed.")] = None,
    param: Annotated[
        list[str] | None,
        typer.Option("--param", "-p", help="key=value; again for another, or for more values of one."),
    ] = None,
    spelling: Annotated[str, typer.Option("--format", help=f"One of {', '.join(SPELLINGS)}.")] = "table",
    build_folder: Annotated[Path, typer.Option("--build", help="The folder of a build.")] = Path("output"),
    against: Annotated[
        str | None, typer.Option(help="The address of a SPARQL endpoint to ask instead of a build.")
    ] = None,
    timeout: Annotated[float, typer.Option(min=0.1, help="Seconds an endpoint may take to answer.")] = 60,
    limit: Annotated[int | None, typer.Option(min=0, help="Show only so many rows.")] = None,
    offset: Annotated[int, typer.Option(min=0, help="Begin after so many rows.")] = 0,
    printed: Annotated[bool, typer.Option("--print", help="Print the SPARQL instead of asking it.")] = False,
    explained: Annotated[
        bool, typer.Option("--explain", help="Say in words what is asked, and of which fields, instead.")
    ] = False,
) -> int:
    """Ask a canned question of a build or an endpoint, or list the questions."""
    checked(spelling)
    if name is None:
        return _list()
    asked, values = question(name), values_of(param or [])
    if explained:
        return _explain(asked, values)
    asker = Asker(Endpoint(against, timeout) if against else open_build(build_folder))
    if printed:
        sys.stdout.write(asker.sparql(asked, values))
        return 0
    answer = asker.answer(asked, values, Page(limit=limit, offset=offset))
    show_answer(answer, spelling, console)
    if answer.counted and spelling not in SAYS_OF_HOW_MANY:
        messages.print(answer.counted.sentence, markup=False, highlight=False)
    return 0


def _list() -> int:
    rows = [
        [", ".join(q.tags), q.name, q.summary, ", ".join(param.name for param in q.params)]
        for q in sorted(questions().values(), key=lambda q: (q.tags[0], q.name))
    ]
    listing(rows, ["tags", "question", "answers with", "parameters"], console)
    return 0


def _explain(asked: Question, values: Values) -> int:
    for paragraph in in_words(asked, values):
        begin = "    " if paragraph.startswith("  - ") else ""
        lines = textwrap.fill(
            paragraph, console.width, subsequent_indent=begin, break_on_hyphens=False, break_long_words=False
        )
        console.print(lines, markup=False, highlight=False, soft_wrap=True)
    return 0
