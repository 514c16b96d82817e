"""`/trial/{id}`: one trial, as its records tell it, with the source of every fact."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from kg.registries import trial_id
from kg.report.words import of_record, of_trial
from kg.site.asked import Asked
from kg.site.html import Page
from kg.site.nodes import first, instances
from kg.site.place import iri_at
from kg.site.release import Release
from kg.site.schema_org import embedded
from kg.site.trial import arms, beside, bodies, doubts, eligibility, mentions, outcomes, places, related
from kg.site.trial.facts import CONDUCT, DESIGN, STATUS, SUMS, TITLES, facts
from kg.site.trial.posted import posted
from kg.site.trial.records import Record, Telling, records, tellings, values
from kg.site.trial.summary import summary
from kg.terms import DCTERMS, FOAF, LABEL, TKG, Term

Content = TypeVar("Content")

ADDRESS = re.compile("/trial/(?P<trial>[^/]+)")
_HEAD = {
    "registry": TKG.registry,
    "acronym": TKG.acronym,
    "page": FOAF.page,
    "status": TKG.overallStatus,
    "phase": TKG.phase,
    "type": TKG.studyType,
    "allocation": TKG.allocation,
    "masking": TKG.masking,
    "sponsor": TKG.leadSponsor,
}
_STATES = {
    "RECRUITING": "open",
    "ENROLLING_BY_INVITATION": "open",
    "AVAILABLE": "open",
    "COMPLETED": "done",
    "TERMINATED": "stopped",
    "WITHDRAWN": "stopped",
    "SUSPENDED": "stopped",
}
SECTIONS = (
    ("summary", "Summary"),
    ("arms", "Who receives what"),
    ("outcomes", "Outcomes"),
    ("results", "Results"),
    ("eligibility", "Who may take part"),
    ("conditions", "Conditions"),
    ("design", "Status, design, dates"),
    ("sponsors", "Sponsors"),
    ("sites", "Sites"),
    ("references", "References"),
    ("related", "Related trials"),
    ("others", "Other facts"),
    ("quality", "Data quality"),
    ("sources", "Sources"),
)


def page(release: Release, asked: Asked, trial: str) -> Page | None:
    """Tell a trial."""
    iri = iri_at(release, asked.path)
    told_by = records(release, iri) if iri else []
    if not iri or not told_by:
        return None
    content = _facts(release, told_by) | _lists(release, told_by) | _around(release, iri, told_by)
    content |= {
        "id": name(release, iri),
        "registry_page": registered.page if (registered := trial_id(name(release, iri))) else "",
        "records": told_by,
        "embedded": embedded(release, iri),
        "sections": [section for section in SECTIONS if section[0] == "sources" or content.get(section[0])],
    }
    return Page("trial.html", f"{content['id']}: {content['heading']}", content, iri.strip("<>"))


def name(release: Release, iri: Term) -> str:
    """Give the id of a trial as its registry spells it."""
    return first(release, iri, DCTERMS.identifier) or iri.rpartition("/")[2].strip(">")


def _facts(release: Release, told_by: list[Record]) -> dict[str, Any]:
    """Gather what has one value: titles, status, design, dates."""
    wanted = dict.fromkeys((*TITLES, TKG.leadSponsor, *STATUS, *DESIGN, *CONDUCT, TKG.registry))
    found = {fact.predicate: fact for fact in facts(release, told_by, tuple(wanted))}
    groups = (("Status and dates", STATUS), ("Design", DESIGN), ("Conduct and data sharing", CONDUCT))
    return {
        "heading": next(iter(values(release, told_by[0], LABEL)), "Trial without a title"),
        "head": {key: found.get(predicate) for key, predicate in _HEAD.items()},
        "titles": [found[one] for one in TITLES if one in found],
        "sums": [found[one] for one in SUMS if one in found],
        "design": [
            (title, [found[one] for one in group if one in found])
            for title, group in groups
            if any(one in found for one in group)
        ],
        "state": _state(release, told_by[0]),
        "differing": [fact for fact in found.values() if fact.differs and fact.predicate not in TITLES],
    }


def _state(release: Release, record: Record) -> str:
    """Name the look of a status: open, done or stopped; "" for the others."""
    status = next(iter(values(release, record, TKG.overallStatus)), "").rpartition("/")[2].strip(">")
    return _STATES.get(status, "")


def _lists(release: Release, told_by: list[Record]) -> dict[str, Any]:
    """Gather the lists, each as the fullest record has it and as others have it otherwise."""

    def told(tell: Callable[[Release, Record], Content | None]) -> list[Telling[Content]]:
        return tellings(told_by, lambda record: tell(release, record))

    return {
        "summary": told(summary),
        "arms": told(arms.arms),
        "outcomes": told(outcomes.outcomes),
        "eligibility": told(eligibility.eligibility),
        "conditions": told(mentions.mentions),
        "sponsors": told(bodies.behind),
        "sites": told(places.countries),
        "identifiers": told(beside.identifiers),
        "references": told(beside.references),
        "others": told(beside.other_facts),
        "versions": told(beside.versions),
    }


def _around(release: Release, iri: Term, told_by: list[Record]) -> dict[str, Any]:
    """Gather what is not told by the records: results in short, related trials, doubts."""
    notes = doubts.doubts(release.build, name(release, iri))
    return {
        "results": posted(release, told_by),
        "related": related.alike(release, iri),
        "tied": related.tied(release, told_by),
        "quality": notes,
        "doubts": list(of_trial(notes)) if notes else [],
        "record_doubts": [(record, list(of_record(record))) for record in notes.records] if notes else [],
    }


def addresses(release: Release) -> Iterator[str]:
    """One page a trial."""
    yield from instances(release, TKG.Trial)
