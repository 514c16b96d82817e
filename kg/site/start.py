"""What is in the release, as the start page tells it: counted with the build, arranged once a release."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache

import msgspec

from kg.site.columns import Columns, columns
from kg.site.release import Release

SHOWN = 12
# years of start that the chart shows: to so many after the newest record, or this one where none has a date
FIRST, LAST, AHEAD = 1990, 2030, 3
# phases, two of one trial being one stage between them, as charts show them
PHASES = {
    "Phase 1": ("EARLY_PHASE1", "PHASE1"),
    "Phase 2, or 1 and 2": ("PHASE1+PHASE2", "PHASE2"),
    "Phase 3, or 2 and 3": ("PHASE2+PHASE3", "PHASE3"),
    "Phase 4": ("PHASE3+PHASE4", "PHASE4"),
}
OTHER = "no phase, or none stated"
# the questions of the first page: what is asked, and where it is answered
HEADLINES = (
    (
        "Which trials combine radiotherapy with a PD-1 inhibitor?",
        "/ask/combination?a=radiotherapy&b=PD-1+inhibitor",
    ),
    ("Which treatments do arms receive together?", "/combinations"),
    (
        "Which trials give an immune checkpoint inhibitor?",
        "/ask/trials_by_treatment?treatment=immune+checkpoint+inhibitor",
    ),
    (
        "Which trials add radiotherapy to cancer drugs?",
        "/ask/added_treatments?a=radiotherapy&b=antineoplastic+agent",
    ),
    (
        "Which trials study colorectal liver metastases?",
        "/ask/trials_by_condition?condition=colorectal+liver+metastases",
    ),
    ("Who sponsors trials, year by year?", "/ask/sponsors_by_class_and_year?run=1"),
)


class Bar(msgspec.Struct, frozen=True):
    """A row of a list of bars: `share` of the longest, in per cent."""

    label: str
    path: str
    number: int
    share: float


class Source(msgspec.Struct, frozen=True):
    """Where records come from, how many, and the date of the newest."""

    title: str
    records: int
    newest: str


class Overview(msgspec.Struct, frozen=True):
    """What the first page shows."""

    sums: list[tuple[str, int]]
    years: list[tuple[int, list[int]]]
    chart: Columns
    unshown: int
    span: tuple[int, int]
    classes: list[Bar]
    conditions: list[Bar]
    countries: list[Bar]
    statuses: list[Bar]
    sources: list[Source]


@lru_cache(maxsize=4)
def overview(release: Release) -> Overview:
    """Arrange the counts of a release."""
    counts = release.search.counts
    sources = _sources(release, counts.get("source", []))
    last = max((int(source.newest[:4]) for source in sources if source.newest), default=LAST) + AHEAD
    by_year, unshown = years_of(counts.get("start", []), last)
    return Overview(
        sums=_sums(release),
        years=[(year, [numbers.get(part, 0) for part in PARTS]) for year, numbers in sorted(by_year.items())],
        chart=columns(PARTS, by_year, "trials"),
        unshown=unshown,
        span=(FIRST, last),
        classes=bars((label, path, number) for label, path, number in counts.get("drug class", [])),
        conditions=bars((label, path, number) for label, path, number in counts.get("condition", [])),
        countries=bars(_labelled(release, "country", counts, "/code/country/")),
        statuses=bars(_labelled(release, "status", counts, "/code/overall-status/")),
        sources=sources,
    )


PARTS = (*PHASES, OTHER)


def bars(rows: Iterable[tuple[str, str, int]]) -> list[Bar]:
    """Make bars of label, path and number, the longest first, as many as are shown."""
    longest = sorted(rows, key=lambda row: (-row[2], row[0]))[:SHOWN]
    most = longest[0][2] if longest else 1
    return [Bar(label, path, number, round(100 * number / most, 1)) for label, path, number in longest]


def _sums(release: Release) -> list[tuple[str, int]]:
    things = release.search.things
    treatments = sum(things.get(kind, 0) for kind in ("drug", "drug class", "procedure", "regimen"))
    return [
        ("trials", release.manifest.trials),
        ("records of them", release.manifest.published),
        ("treatments and classes", treatments),
        ("conditions", sum(things.get(kind, 0) for kind in ("condition", "stage", "biomarker"))),
        ("organisations", things.get("organization", 0)),
        ("sites", things.get("site", 0)),
    ]


def years_of(rows: Iterable[tuple[str, str, int]], last: int) -> tuple[dict[int, dict[str, int]], int]:
    """Count trials by year and group of phases, and those of no year or of one that is not shown."""
    group = {phases: name for name, members in PHASES.items() for phases in members}
    by_year: defaultdict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    unshown = 0
    for year, phases, number in rows:
        if year and FIRST <= int(year) <= last:
            by_year[int(year)][group.get(phases, OTHER)] += number
        else:
            unshown += number
    return dict(by_year), unshown


def _labelled(
    release: Release, what: str, counts: Mapping[str, list[tuple[str, str, int]]], place: str
) -> Iterable[tuple[str, str, int]]:
    scheme = place.split("/")[-2]
    labels = {code.code: code.label for code in release.vocabulary.codes if code.scheme == scheme}
    return ((labels.get(key, key), place + key, number) for key, _, number in counts.get(what, []))


def _sources(release: Release, rows: Iterable[tuple[str, str, int]]) -> list[Source]:
    titles = {code.code: code.label for code in release.vocabulary.codes if code.scheme == "format"}
    found = [Source(titles.get(key, key), number, newest) for key, newest, number in rows]
    return sorted(found, key=lambda source: (-source.records, source.title))
