"""The `kg vocab` commands: what public vocabularies the index has, and what is in them."""

from __future__ import annotations

import time
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from kg.show import listing, table
from kg.vocab import VARIABLE, Given, add, index_path
from kg.vocab.formats import all_formats
from kg.vocab.index import Added, Index
from kg.vocab.publishers import curie

app = typer.Typer(
    help="Public vocabularies: import, list, search, remove.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
console = Console()
messages = Console(stderr=True)

Folder = Annotated[
    Path | None,
    typer.Option(
        "--vocabularies", help=f"The folder of the index; without it {VARIABLE}, or the user's own."
    ),
]
# what is shown of a name; some are thousands of characters long
_SHOWN = 80


@app.command("add")
def add_command(
    file: Annotated[Path, typer.Argument(help="A release as published: plain, .gz, .zip or a folder.")],
    vocabularies: Folder = None,
    name: Annotated[str, typer.Option(help="What to call it; a vocabulary of that name is replaced.")] = "",
    version: Annotated[str, typer.Option(help="The release, where the file does not state it.")] = "",
    licence: Annotated[str, typer.Option(help="The licence, where the file does not state it.")] = "",
    kind: Annotated[str, typer.Option(help="What its concepts are, where it does not say: drug, …")] = "",
) -> int:
    """Import a vocabulary; adding one again replaces it."""
    start = time.monotonic()
    given = Given(name=name, version=version, licence=licence, kind=kind)
    with closing(Index(index_path(vocabularies))) as index:
        added = add(index, file, given)
    _print_added(added, time.monotonic() - start)
    return 0


@app.command("list")
def list_command(vocabularies: Folder = None) -> int:
    """List the vocabularies that were added, and the formats that can be."""
    with closing(Index(index_path(vocabularies))) as index:
        found = index.vocabularies()
    rows = [
        [each.name, each.title, each.version, each.licence, f"{each.concepts:,}", f"{each.names:,}"]
        for each in found
    ]
    listing(rows, ["name", "title", "version", "licence", "concepts", "names"], console)
    if not found:
        titles = "\n".join(f"  {each.TITLE}" for each in all_formats().values())
        messages.print(f"none yet; kg vocab add FILE reads\n{titles}", markup=False, highlight=False)
    return 0


@app.command("find")
def find_command(
    text: Annotated[str, typer.Argument(help="A name, its beginning, or nearly a name.")],
    vocabularies: Folder = None,
    limit: Annotated[int, typer.Option(min=1, help="Show only so many.")] = 20,
) -> int:
    """Search the names of all vocabularies; code 1 where none is alike."""
    with closing(Index(index_path(vocabularies))) as index:
        found = index.find(text, limit)
    rows = [
        [
            each.vocabulary,
            each.kind or "—",
            curie(each.iri),
            _short(each.text),
            f"{each.type}, obsolete" if each.obsolete else each.type,
            each.source,
            each.how,
            "" if each.label == each.text else _short(each.label),
        ]
        for each in found
    ]
    if not rows:
        messages.print(f"no name is like {_short(text)!r}", markup=False, highlight=False)
        return 1
    table(rows, ["vocabulary", "kind", "id", "name", "type", "source", "how", "label"], console)
    return 0


@app.command("remove")
def remove_command(
    name: Annotated[str, typer.Argument(help="As `kg vocab list` calls it.")], vocabularies: Folder = None
) -> int:
    """Take a vocabulary out of the index."""
    with closing(Index(index_path(vocabularies))) as index:
        index.remove(name)
    return 0


def _print_added(added: Added, seconds: float) -> None:
    kinds = ", ".join(f"{number:,} {kind or 'of unknown kind'}" for kind, number in added.kinds.items())
    rows = [
        ("concepts", f"{added.concepts:,}  ({kinds})" if kinds else "0"),
        ("names", f"{added.names:,}"),
        ("obsolete", f"{added.obsolete:,}"),
        ("matches", f"{added.matches:,}"),
        ("shared", _odd(added.shared_count, [_short(name) for name in added.shared])),
        ("cycles", _odd(added.cycle_count, [" → ".join(map(curie, each)) for each in added.cycles])),
        ("time", f"{seconds:.1f} s"),
    ]
    messages.print(f"{added.name} was added", markup=False, highlight=False)
    for name, value in rows:
        messages.print(f"{name:<9} {value}", markup=False, highlight=False)


def _odd(count: int, examples: list[str]) -> str:
    return f"{count:,}  (such as {'; '.join(examples)})" if count else "0"


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
