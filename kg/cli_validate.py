"""The `kg validate` command: what to check, with what, and how to say what came of it."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from kg.check import SEVERITIES, shapes_graph
from kg.errors import KgError
from kg.validate import DocumentSource, Source, validate
from kg.validate.document import STANDARD_INPUT, documents, spooled
from kg.validate.endpoint import Endpoint
from kg.validate.engine import ENGINES, checked_name
from kg.validate.forms import FORMS, form
from kg.validate.outcome import Outcome, Placed
from kg.validate.published import dumps, is_build, published
from kg.validate.serialisation import SERIALISATIONS
from kg.validate.shapes import own_shapes

messages = Console(stderr=True)
_FAIL_ON = {severity.lower(): severity for severity in SEVERITIES}


def validate_command(
    graphs: Annotated[
        list[str] | None,
        typer.Argument(help="RDF files, folders, -, or a SPARQL endpoint; else the build."),
    ] = None,
    graph: Annotated[str, typer.Option(help="Of an endpoint, only the graph of this IRI.")] = "",
    build_folder: Annotated[Path, typer.Option("--build", help="The folder of a build.")] = Path("output"),
    shapes: Annotated[Path | None, typer.Option(help="Shapes of your own: a file or a folder.")] = None,
    engine: Annotated[str, typer.Option(help=f"One of {', '.join(ENGINES)}.")] = "auto",
    spelling: Annotated[str, typer.Option("--format", help=f"One of {', '.join(FORMS)}.")] = "table",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Where to write; the screen, if nowhere.")
    ] = None,
    input_format: Annotated[
        str,
        typer.Option(help=f"What the input is, whatever its name: {', '.join(SERIALISATIONS)}."),
    ] = "",
    fail_on: Annotated[
        str, typer.Option(help=f"The mildest severity that ends with code 1: {', '.join(_FAIL_ON)}.")
    ] = "violation",
) -> int:
    """Check RDF against the shapes: code 1 where it does not conform, 2 where it could not all be read."""
    write, mildest, chosen = form(spelling), _severity(fail_on), checked_name(engine)
    if not graphs and not is_build(build_folder):
        raise KgError(f"nothing to check: name RDF, or a build with --build ({build_folder} holds none)")
    held = own_shapes(shapes) if shapes else shapes_graph()
    with ExitStack() as stack:
        given = graphs or [str(build_folder)]
        sources = list(_sources(given, graph, input_format, stack))
        outcome = validate(sources, held, chosen, _say, _promised(given))
    if output is None:
        write(outcome, sys.stdout)
    else:
        with output.open("w", encoding="utf-8") as file:
            write(outcome, file)
    for message in outcome.broken:
        messages.print(f"kg: {message}", style="red", markup=False, highlight=False)
    return _code(outcome, mildest)


def _code(outcome: Outcome, mildest: str) -> int:
    if outcome.broken:
        return 2
    return 1 if outcome.is_vacuous or any(outcome.at_least(mildest)) else 0


def _promised(given: list[str]) -> Iterator[Placed]:
    """Yield what is not true of the builds among what is given."""
    for name in given:
        if is_build(Path(name)):
            yield from published(Path(name))


def _severity(name: str) -> str:
    if name not in _FAIL_ON:
        raise KgError(f"--fail-on {name!r} is none of {', '.join(_FAIL_ON)}")
    return _FAIL_ON[name]


def _say(words: str) -> None:
    messages.print(words, style="yellow", markup=False, highlight=False)


def _sources(given: list[str], graph: str, input_format: str, stack: ExitStack) -> Iterator[Source]:
    """Yield what is to be checked; the stack closes what must be closed afterwards."""
    for name in given:
        if name == STANDARD_INPUT:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="trialkg-"))
            yield DocumentSource(spooled(sys.stdin.buffer, Path(folder), input_format))
        elif name.startswith(("http://", "https://")):
            yield stack.enter_context(Endpoint(name, graph))
        elif is_build(Path(name)):
            yield from map(DocumentSource, documents(dumps(Path(name))))
        else:
            yield from map(DocumentSource, documents([Path(name)], input_format))
