"""The `kg` command: it reads arguments, calls one function, prints, and returns a code.

Codes: 0 well; 1 the data does not conform or is not fit to publish, or a trial is no answer; 2 it could
not be done, and the message says why.
"""

from __future__ import annotations

import sys
import textwrap
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from kg import __version__
from kg.ask import run
from kg.build import Summary, build
from kg.cli_export import export_command
from kg.cli_load import drop_command, load_command, status_command
from kg.cli_mcp import mcp_command
from kg.cli_query import query_command
from kg.cli_questions import questions_command
from kg.cli_rejected import app as rejected_app
from kg.cli_report import report_command
from kg.cli_serve import serve_command
from kg.cli_site import site_command
from kg.cli_validate import validate_command
from kg.cli_vocab import app as vocab_app
from kg.coverage import coverage, occurring, unknown_fields
from kg.engines import engine
from kg.errors import JSON_ERRORS, KgError, Rejected, UnfitError
from kg.explain import explain
from kg.fetch import DEFAULT_API, Client, Query, checked_day, fetch, fetch_ids
from kg.gather import Choice
from kg.lexicon import chosen
from kg.limits import Limits, allowed
from kg.registries import trial_id
from kg.shard import Settings
from kg.show import SPELLINGS, listing, show
from kg.sources import Piece, all_sources, pieces, read
from kg.store import open_build
from kg.study import encode
from kg.terms import DEFAULT_BASE
from kg.vocab import index_path
from kg.vocab.index import Index
from kg.workers import cores

app = typer.Typer(
    help="Clinical-trial records into a validated RDF knowledge graph.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(vocab_app, name="vocab")
app.command("validate")(validate_command)
app.command("report")(report_command)
app.add_typer(rejected_app, name="rejected")
app.command("export")(export_command)
app.command("query")(query_command)
app.command("questions")(questions_command)
app.command("serve")(serve_command)
app.command("site")(site_command)
app.command("load")(load_command)
app.command("drop")(drop_command)
app.command("status")(status_command)
app.command("mcp")(mcp_command)
console = Console()
messages = Console(stderr=True)

# what typer makes of Ctrl-C
INTERRUPTED = 130

Inputs = Annotated[list[Path], typer.Argument(help="Files and folders; .gz and .zip are looked into.")]
BuildFolder = Annotated[Path, typer.Option("--build", help="The folder of a build.")]
Spelling = Annotated[str, typer.Option("--format", help=f"One of {', '.join(SPELLINGS)}.")]


def main() -> None:
    """Run the command; whatever a user can put right ends as a message and code 2."""
    try:
        code = app(sys.argv[1:] or ["--help"], standalone_mode=False)
    except KgError as error:
        messages.print(f"kg: {error}", style="red", markup=False, highlight=False, soft_wrap=True)
        sys.exit(1 if isinstance(error, UnfitError) else 2)
    except typer.TyperException as error:
        messages.print(f"kg: {error.format_message()} (kg --help tells how)", style="red", markup=False)
        sys.exit(2)
    except BrokenPipeError:  # the reader of our output, such as head, has seen enough
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:  # no space, no permission
        messages.print(f"kg: {error}", style="red", markup=False, highlight=False)
        sys.exit(2)
    if code == INTERRUPTED:
        messages.print("kg: stopped; nothing published has changed; the same command goes on", style="red")
    sys.exit(code or 0)


@app.command("parse")
def parse_command(inputs: Inputs) -> int:
    """Print each trial record as one line of ClinicalTrials.gov API v2 JSON."""
    parsed = 0
    for found in read(inputs):
        if isinstance(found, Rejected):
            messages.print(f"set aside: {found}", style="yellow", markup=False, highlight=False)
        else:
            parsed += 1
            sys.stdout.buffer.write(encode(found.study) + b"\n")
    sys.stdout.buffer.flush()
    return 0 if parsed else 2


@app.command("build")
def build_command(
    inputs: Inputs,
    output: Annotated[Path, typer.Option("--output", "-o", help="The folder to build in.")] = Path("output"),
    base: Annotated[str, typer.Option(help="The base IRI of the data.")] = DEFAULT_BASE,
    contacts: Annotated[bool, typer.Option("--contacts", help="Publish contact persons too.")] = False,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes to build with; without it, one a core.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Take only so many records.")] = None,
    only: Annotated[list[str] | None, typer.Option(help="Take only this trial; may be repeated.")] = None,
    vocabulary: Annotated[
        list[str] | None, typer.Option(help="Link to this imported vocabulary too; may be repeated.")
    ] = None,
    vocabularies: Annotated[
        Path | None, typer.Option(help="The folder of imported vocabularies, as for kg vocab.")
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Stop, with code 1, at a record that cannot be published.")
    ] = False,
    max_rejected: Annotated[
        str | None, typer.Option(help="Publish only where no more are set aside: 1% of the records, or 20.")
    ] = None,
    max_fall: Annotated[
        str | None, typer.Option(help="Publish only where trials are no fewer than before by 5%, or 200.")
    ] = None,
    full: Annotated[
        bool, typer.Option("--full", help="Take nothing over from the build that is there.")
    ] = False,
    engine_name: Annotated[
        str, typer.Option("--engine", help="Where the work is done: local, or spark (docs/scale.md).")
    ] = "local",
    master: Annotated[
        str | None, typer.Option(help="The address of the cluster, such as spark://HOST:7077.")
    ] = None,
) -> int:
    """Build a graph: dumps, documents, descriptions, report and the store that questions are asked of."""
    limits = _limits(strict, max_rejected, max_fall)
    chosen_engine = engine(engine_name, master, workers or cores())
    if limits.fall and (limit or only):
        raise KgError(
            "--max-fall compares whole builds; a part of the input (--limit, --only) has fewer trials"
        )
    with _bar() as bar:
        tasks = {
            stage: bar.add_task(stage, total=None, visible=False)
            for stage in ("read", "build", "vocabulary", "store", "report", "search", "describe")
        }

        def progress(stage: str, done: int, total: int) -> None:
            bar.update(tasks[stage], completed=done, total=total or None, visible=True)

        settings = Settings(base=base, contacts=contacts)
        if vocabulary:
            settings = _with_vocabularies(settings, vocabulary, index_path(vocabularies))
        choice = _choice(limit, only or [])
        summary = build(
            inputs,
            output,
            settings,
            choice,
            progress=progress,
            limits=limits,
            engine=chosen_engine,
            full=full,
        )
    _print_summary(summary, output)
    return 0 if summary.trials else 2


def _limits(strict: bool, rejected: str | None, fall: str | None) -> Limits:
    return Limits(
        strict=strict,
        rejected=allowed("--max-rejected", rejected) if rejected is not None else None,
        fall=allowed("--max-fall", fall) if fall is not None else None,
    )


def _with_vocabularies(settings: Settings, names: list[str], path: Path) -> Settings:
    with closing(Index(path)) as index:
        return msgspec.structs.replace(settings, index=str(path), vocabularies=chosen(index, names))


def _choice(limit: int | None, only: list[str]) -> Choice:
    """Spell the ids of --only as their registries do."""
    ids = {given: trial_id(given) for given in only}
    unknown = [given for given, known in ids.items() if known is None]
    if unknown:
        raise KgError(f"--only {unknown[0]!r} is not an id of any registry, such as NCT06120127")
    return Choice(limit=limit, only=frozenset(known.id for known in ids.values() if known))


def _print_summary(summary: Summary, output: Path) -> None:
    findings = ", ".join(f"{number:,} {severity}" for severity, number in summary.findings.items())
    rows = [
        ("records in", f"{summary.records:,}"),
        ("published", f"{summary.published:,}  (of {summary.trials:,} trials)"),
        ("unchanged", f"{summary.reused:,}" + ("  (taken from the earlier build)" if summary.reused else "")),
        ("older", _seen(summary.older, output / "versions")),
        ("set aside", _seen(summary.rejected, output / "rejected")),
        ("triples", f"{summary.triples:,}"),
        ("findings", findings),
        ("time", f"{summary.seconds:.1f} s"),
    ]
    for name, value in rows:
        messages.print(f"{name:<11} {value}", markup=False, highlight=False)


def _seen(number: int, folder: Path) -> str:
    return f"{number:,}" + (f"  (see {folder})" if number else "")


@app.command("fetch")
def fetch_command(
    ids: Annotated[list[str] | None, typer.Argument(help="Single studies, by NCT id.")] = None,
    query: Annotated[str | None, typer.Option(help="Words to look for anywhere.")] = None,
    condition: Annotated[str | None, typer.Option(help="Words to look for in conditions.")] = None,
    intervention: Annotated[str | None, typer.Option(help="Words to look for in interventions.")] = None,
    sponsor: Annotated[str | None, typer.Option(help="Words to look for in sponsors.")] = None,
    status: Annotated[
        list[str] | None, typer.Option(help="Overall status, such as RECRUITING; may be repeated.")
    ] = None,
    since: Annotated[str | None, typer.Option(help="Only what was updated on or after this day.")] = None,
    whole: Annotated[bool, typer.Option("--all", help="The whole registry.")] = False,
    output: Annotated[Path, typer.Option("--output", "-o", help="The folder to fetch into.")] = Path(
        "fetched"
    ),
    api: Annotated[str, typer.Option(envvar="TRIALKG_API", help="The address of the API.")] = DEFAULT_API,
    fresh: Annotated[bool, typer.Option("--fresh", help="Start over, without what was fetched.")] = False,
) -> int:
    """Fetch studies from the ClinicalTrials.gov API; again, only what has changed since."""
    asked = Query(
        term=query,
        condition=condition,
        intervention=intervention,
        sponsor=sponsor,
        statuses=[code.strip().upper() for code in status or []],
        since=checked_day(since) if since else None,
    )
    if not ids and asked == Query() and not whole:
        raise KgError("nothing to fetch: name NCT ids, or what to look for with --query, or --all")
    with Client(api) as client:
        if ids:
            return _fetch_ids(client, ids, output)
        with _bar() as bar:
            task = bar.add_task("fetch", total=None)

            def progress(done: int, total: int) -> None:
                bar.update(task, completed=done, total=total)

            fetched = fetch(client, asked, output, fresh, progress)
    words = f"{fetched.studies:,} studies in {fetched.file}" if fetched.file else "nothing new"
    messages.print(f"{words}; the data is of {fetched.data_timestamp}", markup=False, highlight=False)
    return 0


def _fetch_ids(client: Client, ids: list[str], output: Path) -> int:
    known = {given: trial_id(given) for given in ids}
    wrong = [given for given, found in known.items() if not found or found.registry != "ClinicalTrials.gov"]
    if wrong:
        raise KgError(f"{wrong[0]!r} is not an NCT id, which is NCT and eight digits")
    missing = fetch_ids(client, [found.id for found in known.values() if found], output)
    messages.print(f"{len(known) - len(missing)} studies in {output}", markup=False, highlight=False)
    if missing:
        messages.print(f"the registry does not know {', '.join(missing)}", style="yellow")
    return 2 if missing else 0


def _bar() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=messages, disable=not messages.is_terminal)


@app.command("sparql")
def sparql_command(
    text: Annotated[str, typer.Argument(help="A SPARQL query; its default graph is everything.")],
    spelling: Spelling = "table",
    build_folder: BuildFolder = Path("output"),
) -> int:
    """Ask anything else of a build, in SPARQL."""
    show(run(open_build(build_folder), text, union=True), spelling, console)
    return 0


@app.command("explain")
def explain_command(
    trial: Annotated[str, typer.Argument(help="The id of a trial.")],
    concepts: Annotated[list[str], typer.Argument(help="Concepts: label, synonym, CURIE or IRI.")],
    build_folder: BuildFolder = Path("output"),
) -> int:
    """Say why a trial is, or is not, in an answer; code 1 where it is not."""
    parts = explain(open_build(build_folder), trial, concepts)
    for part in parts:
        _say(part.verdict, style="bold")
        for reason in part.reasons:
            _say(reason, "  - ")
    return 0 if all(part.holds for part in parts) else 1


def _say(sentence: str, begin: str = "", style: str | None = None) -> None:
    """Print a sentence, its lines under one another."""
    lines = textwrap.fill(
        sentence,
        console.width,
        initial_indent=begin,
        subsequent_indent=" " * len(begin),
        break_on_hyphens=False,
    )
    console.print(lines, style=style, markup=False, highlight=False, soft_wrap=True)


@app.command("coverage")
def coverage_command(inputs: Inputs) -> int:
    """Count the fields of v2 records; code 1 where one is not in the data model, or a record not readable."""
    counted: Counter[str] = Counter()
    unread = 0
    for found in pieces(inputs):
        if isinstance(found, Rejected):
            unread += 1
            messages.print(f"set aside: {found}", style="yellow", markup=False, highlight=False)
        elif isinstance(found, Piece) and found.source == "ctgov_json":
            try:
                counted.update(occurring(msgspec.json.decode(found.content)))
            except JSON_ERRORS as error:
                unread += 1
                messages.print(
                    f"set aside: {found.document.name}, {found.position}: {error}",
                    style="yellow",
                    markup=False,
                    highlight=False,
                )
    unknown = unknown_fields(counted)
    stated = {row.field: row.stated for row in coverage()}
    rows = [[field, f"{counted[field]:,}", stated.get(field) or "—"] for field in sorted(counted)]
    listing(rows, ["field", "values", "in the graph"], console)
    for field in sorted(unknown):
        messages.print(f"not in the data model: {field}", style="yellow", markup=False, highlight=False)
    return 1 if unknown or unread else 0


@app.command("formats")
def formats_command() -> int:
    """List the formats that records are read from."""
    rows = [[name, source.TITLE] for name, source in all_sources().items()]
    listing(rows, ["source", "format"], console)
    return 0


@app.command("version")
def version_command() -> int:
    """Print the version."""
    console.print(__version__, highlight=False)
    return 0
