"""The pages of the report: one file each, without scripts and without anything from elsewhere."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from kg.report import charts, words
from kg.report.changes import Changes
from kg.report.layout import SHOWN, Report
from kg.report.notes import TrialNotes
from kg.terms import in_iri

# how many rows a page shows of what may be many; report.json holds more
ROWS = 40


@cache
def _environment() -> Environment:
    """Set up templates that escape whatever they are given, and fail on what they are not given."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["number"] = lambda value: f"{value:,}"
    environment.filters["anchor"] = in_iri
    environment.filters["difference"] = words.difference_words
    environment.filters["of_trial"] = words.of_trial
    environment.filters["of_record"] = words.of_record
    environment.filters["where"] = words.where
    environment.globals["between"] = words.between
    environment.globals["shades"] = [(shade, charts.ink(shade)) for shade in charts.SHADES]
    return environment


def trials_page(name: str, doubtful: list[TrialNotes], trials: int) -> str:
    """Make the page that says what is missing or doubtful in each trial of a shard."""
    template = _environment().get_template("trials.html")
    return template.render(name=name, notes=doubtful, trials=trials)


def index_page(report: Report, changes: Changes, shards: list[tuple[str, str, int]]) -> str:
    """Make the page of the whole build; `shards` are pages of trials: name, first id, how many."""
    titles = words.source_titles()
    first, last = _years(report)
    return (
        _environment()
        .get_template("index.html")
        .render(
            report=report,
            changes=changes,
            shards=shards,
            titles=titles,
            rows=ROWS,
            most=SHOWN,
            flows=charts.bars(
                {
                    f.title: {"published": f.published, "older": f.older, "rejected": f.rejected}
                    for f in report.flows
                },
                "records",
            ),
            severities=charts.bars(_by_source(report, titles), "findings"),
            by_source=_by_source(report, titles),
            starts=charts.starts_by_year(report.dates.starts, first, last),
            years=(first, last),
            heat=charts.heat_map(report, titles),
            facts=charts.bars(_by_fact(report), "differences"),
        )
    )


def _by_source(report: Report, titles: dict[str, str]) -> dict[str, dict[str, int]]:
    """Count findings by source and severity, the worst first."""
    counts = {
        titles.get(flow.source, flow.title): dict.fromkeys(report.severities, 0) for flow in report.flows
    }
    for finding in report.findings:
        for source, number in finding.sources.items():
            counts[titles.get(source, source)][finding.severity] += number
    return counts


def _by_fact(report: Report) -> dict[str, dict[str, int]]:
    """Count differences by fact and kind, the most frequent fact first."""
    counts: dict[str, dict[str, int]] = {}
    for one in report.disagreements:
        by_kind = counts.setdefault(one.fact, {"records": 0, "restatement": 0, "listing": 0})
        by_kind[one.kind] += one.number
    return dict(sorted(counts.items(), key=lambda item: (-sum(item[1].values()), item[0])))


def _years(report: Report) -> tuple[int, int]:
    """Give the first and last year in which a trial starts."""
    years = [int(year) for year in report.dates.starts] or [report.dates.earliest]
    return min(years), max(years)
