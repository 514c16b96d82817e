"""`/record/{source}/{id}`: one record: where it was read, what it states, and what is doubtful in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.report.words import Sentence, of_record
from kg.site.asked import Asked
from kg.site.html import Page
from kg.site.nodes import instances, objects, read, rows
from kg.site.pages.trial import name
from kg.site.place import iri_at
from kg.site.release import Release
from kg.site.statements import statements
from kg.site.things import Thing, path
from kg.site.trial import beside, doubts
from kg.site.trial.records import Record, record
from kg.terms import FOAF, LABEL, TKG, A

ADDRESS = re.compile("/record/[^/]+/[^/]+")


def page(release: Release, asked: Asked) -> Page | None:
    """Show a record."""
    iri = iri_at(release, asked.path)
    if not iri or TKG.SourceRecord not in objects(release, iri, A):
        return None
    trial = next(iter(objects(release, iri, FOAF.primaryTopic)))
    shown = record(release, iri, trial)
    node = read(release, iri, shown.graph)
    content = {
        "record": shown,
        "sha256": node.one(TKG.sha256),
        "trial": Thing(trial, _title(release, shown), path(release, trial)),
        "id": name(release, trial),
        "statements": statements(release, trial, shown.graph),
        "parts": _parts(release, shown),
        "versions": beside.versions(release, shown),
        "doubts": _doubts(release, shown),
    }
    return Page("record.html", f"Record of {content['id']}: {shown.format}", content, iri.strip("<>"))


def _title(release: Release, shown: Record) -> str:
    """Give the title of a trial as one record has it."""
    return next(iter(objects(release, shown.trial, LABEL, shown.graph)), "")


def _parts(release: Release, shown: Record) -> list[tuple[str, int]]:
    """Count the nodes of a record by what they are."""
    found = rows(
        release,
        f"""SELECT ?kind (COUNT(*) AS ?number) WHERE {{
        GRAPH {shown.iri} {{ ?node a ?kind }} }} GROUP BY ?kind""",
    )
    counted = [(objects(release, kind, LABEL)[0], int(number)) for kind, number in found]
    return sorted(counted, key=lambda one: (-one[1], one[0]))


def _doubts(release: Release, shown: Record) -> list[Sentence]:
    notes = doubts.doubts(release.build, name(release, shown.trial))
    own = [
        one
        for one in (notes.records if notes else [])
        if one.document == shown.document.label and one.place == shown.place
    ]
    return [sentence for one in own for sentence in of_record(one)]


def addresses(release: Release) -> Iterator[str]:
    """One page a record."""
    yield from instances(release, TKG.SourceRecord)
