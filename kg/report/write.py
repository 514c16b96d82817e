"""Writes the report of a build: pages, JSON, and what changed since the earlier build."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from pathlib import Path

import msgspec
from rdflib import RDFS, Graph

from kg.check import shapes_graph
from kg.content import content
from kg.report.alike import Alike, alike, by_trial
from kg.report.changes import changes_since
from kg.report.layout import Report
from kg.report.notes import Listing
from kg.report.page import index_page
from kg.report.summary import Names, Shapes, summarise
from kg.report.tally import Tally
from kg.report.trials import Pages, write_trials
from kg.report.words import source_titles
from kg.spool import SetAside
from kg.terms import in_iri, iri
from kg.workers import Workers


class Part(msgspec.Struct, frozen=True):
    """A shard as the report sees it: its number, the id of its first trial, its notes and its counts."""

    name: str
    first: str
    notes: Path
    tally: Tally


class Outside(msgspec.Struct, frozen=True):
    """Records that are not published: the sources of the older ones, and what was set aside."""

    older: list[str]
    rejected: list[SetAside]


def write_report(
    folder: Path, earlier: Path, parts: list[Part], outside: Outside, base: str, workers: Workers
) -> Report:
    """Write the report into a new folder, compared with the `report.json` of an earlier one."""
    folder.mkdir()
    tally = Tally()
    for part in parts:
        tally.merge(part.tally)
    groups = list(alike(tally.known))
    for counted in workers.map(write_trials, _pages(folder, parts, tally.listings, groups)):
        tally.merge(counted)
    names = Names(source_titles(), _shapes(), _Sections(parts, tally).page)
    report = summarise(tally, outside.older, outside.rejected, groups, base, names)
    changes = changes_since(earlier, report)
    _write_json(folder / "report.json", report)
    _write_json(folder / "changes.json", changes)
    page = index_page(
        report, changes, [(f"trials-{part.name}", part.first, len(part.tally.known)) for part in parts]
    )
    (folder / "index.html").write_text(page, encoding="utf-8")
    return report


class _Sections:
    """Knows on which page of the report each trial has its section."""

    def __init__(self, parts: list[Part], tally: Tally) -> None:
        self._firsts = [part.first for part in parts]
        self._names = [part.name for part in parts]
        self._known = tally.known

    def page(self, trial: str) -> str:
        """Give the address of a section, or nothing where no record of the trial is published."""
        if trial not in self._known:
            return ""
        return f"trials-{self._names[bisect_right(self._firsts, trial) - 1]}.html#{in_iri(trial)}"


def _pages(folder: Path, parts: list[Part], listings: list[Listing], groups: list[Alike]) -> list[Pages]:
    """Give each shard what other shards know of its trials."""
    listed: dict[str, list[Listing]] = defaultdict(list)
    for listing in listings:
        listed[listing.trial].append(listing)
    others = by_trial(groups)
    return [
        Pages(
            notes=str(part.notes),
            folder=str(folder),
            name=f"trials-{part.name}",
            listings={id_: listed[id_] for trial in part.tally.known if (id_ := in_iri(trial)) in listed},
            alike={trial: others[trial] for trial in part.tally.known if trial in others},
        )
        for part in parts
    ]


def _shapes() -> Shapes:
    labels = {iri(str(shape)): str(label) for shape, label in shapes_graph().subject_objects(RDFS.label)}
    dates = Graph().parse(content("shapes") / "dates.ttl").subjects(RDFS.label)
    return Shapes(labels, frozenset(iri(str(shape)) for shape in dates))


def _write_json(path: Path, data: msgspec.Struct) -> None:
    path.write_bytes(msgspec.json.format(msgspec.json.encode(data), indent=2) + b"\n")
