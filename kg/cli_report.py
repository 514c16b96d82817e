"""The `kg report` command: the quality report of a build in the terminal, or what it says of one trial."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from kg.report.layout import Report
from kg.report.lookup import notes_of, read_report
from kg.report.notes import TrialNotes
from kg.report.words import between, of_record, of_trial, where

console = Console()

FEW = 5  # rows of each list


def report_command(
    trial: Annotated[str | None, typer.Argument(help="A trial; without one, the whole build.")] = None,
    build_folder: Annotated[Path, typer.Option("--build", help="The folder of a build.")] = Path("output"),
) -> int:
    """Say how good the data of a build is, or what is missing or doubtful in one trial."""
    if trial is None:
        _print_report(read_report(build_folder), build_folder / "report" / "index.html")
    else:
        _print_trial(notes_of(build_folder, trial))
    return 0


def _print_report(report: Report, page: Path) -> None:
    findings = ", ".join(f"{number:,} {severity}" for severity, number in report.severities.items())
    _say(
        f"{report.records:,} records came in: {report.published:,} are published (of {report.trials:,}"
        f" trials), {report.older:,} are older, {report.rejected:,} were set aside."
    )
    _say(f"Findings: {findings}.")
    for finding in report.findings[:FEW]:
        _say(f"{finding.number:,} × {finding.severity}: {finding.message}", "  - ")
    _say(f"Trials with facts stated in two ways: {report.trials_differing:,}.")
    for one in report.disagreements[:FEW]:
        _say(f"{one.number:,} × {one.fact}, {between(one.kind, one.source, one.other)}", "  - ")
    for unlinked in report.unlinked:
        first = ", ".join(name.name for name in unlinked.shown[:FEW])
        _say(f"Names of {unlinked.kind}s without a concept: {unlinked.names:,}, such as {first}.")
    _say(f"Groups of trials that may be one: {report.duplicates.number:,}.")
    _say(f"The whole report: {page}")


def _print_trial(notes: TrialNotes) -> None:
    _say(f"{notes.trial}: {notes.title or 'it has no title'}")
    for sentence in of_trial(notes):
        _say(f"{sentence.kind}: {sentence.words}", "  - ")
    for record in notes.records:
        _say(where(record))
        sentences = list(of_record(record))
        for sentence in sentences:
            _say(f"{sentence.kind}: {sentence.words}", "  - ")
        if not sentences:
            _say("nothing is missing or doubtful", "  - ")


def _say(sentence: str, begin: str = "") -> None:
    """Print a sentence, its lines under one another."""
    lines = textwrap.fill(
        sentence,
        console.width,
        initial_indent=begin,
        subsequent_indent=" " * len(begin),
        break_on_hyphens=False,
        break_long_words=False,
    )
    console.print(lines, markup=False, highlight=False, soft_wrap=True)
