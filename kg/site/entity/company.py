"""What the trials of a concept or an organisation have besides: conditions, treatments, sponsors, years."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import msgspec

from kg.search.index import Concept
from kg.search.members import NEWEST, Body, Members, beside, leaders, standing, starts
from kg.site.columns import Columns, columns
from kg.site.release import Release
from kg.site.start import PARTS, Bar, overview, years_of
from kg.vocabulary import CONDITIONS, TREATMENTS

FEW, LOOKED_AT = 8, 60
SERIES = 3  # years that are worth a drawing
_GIVEN = ("drug", "procedure", "regimen")
_PARTNERS = (*_GIVEN, "drug class")


class Years(msgspec.Struct, frozen=True):
    """Trials by the year in which they start: a drawing, its numbers, and how many it leaves out."""

    chart: Columns
    years: list[tuple[int, list[int]]]
    unshown: int


class Chart(msgspec.Struct, frozen=True):
    """A list of bars, what it counts, and what its rows are."""

    words: str
    what: str
    bars: list[Bar]


class Company(msgspec.Struct, frozen=True):
    """What trials have besides; each list holds what is in most of them first.

    `partners` are counted over all trials, the others over the newest; `sampled` says that these are fewer.
    """

    partners: list[Concept] = []
    given: list[Concept] = []
    studied: list[Concept] = []
    measured: list[Concept] = []
    leaders: list[Body] = []
    years: Years | None = None
    sampled: bool = False

    @property
    def charts(self) -> Iterator[Chart]:
        """Yield the lists that have something in them, to be drawn."""
        of = f"of the {NEWEST:,} newest trials" if self.sampled else "of its trials"
        yield from _chart(
            "Combined with it, in one arm where there are arms; of all its trials.",
            "treatment",
            self.partners,
        )
        yield from _chart(f"Treatments {of}.", "treatment", self.given)
        yield from _chart(f"Conditions {of}.", "condition", self.studied)
        yield from _chart(f"Endpoints {of}.", "endpoint", self.measured)
        yield from _chart(f"Lead sponsors {of}.", "sponsor", self.leaders)


def _chart(words: str, what: str, rows: list[Concept] | list[Body]) -> Iterator[Chart]:
    most = max((row.trials for row in rows), default=1)
    bars = [Bar(row.label, row.path, row.trials, round(100 * row.trials / most, 1)) for row in rows]
    if bars:
        yield Chart(words, what, bars)


def of_concept(release: Release, concept: Concept, members: Members) -> Company:
    """Count what the trials of a concept have besides, as far as it tells something of its kind."""
    own = release.search.kin(concept.number)
    is_treatment = concept.kind in TREATMENTS
    return Company(
        partners=_partners(release, concept, own) if is_treatment else [],
        given=[] if is_treatment else _most(release, members, _GIVEN, own),
        studied=_most(release, members, ("condition",), own),
        measured=_most(release, members, ("endpoint",), own) if concept.kind in CONDITIONS else [],
        leaders=leaders(release.search, members, FEW),
        years=_years(release, members),
        sampled=concept.trials > NEWEST,
    )


def of_organization(release: Release, members: Members) -> Company:
    """Count what the trials of an organisation have besides."""
    return Company(
        given=_most(release, members, _GIVEN, ()),
        studied=_most(release, members, ("condition",), ()),
        leaders=leaders(release.search, members, FEW),
        years=_years(release, members),
        sampled=sum(standing(release.search, members).values()) > NEWEST,
    )


def _most(release: Release, members: Members, kinds: tuple[str, ...], own: Collection[int]) -> list[Concept]:
    """Leave out the concept itself, what is above and below it, and what one narrower one mostly makes up."""
    found = beside(release.search, members, kinds, LOOKED_AT)
    return release.search.telling([one for one in found if one.number not in own])[:FEW]


def _partners(release: Release, concept: Concept, own: Collection[int]) -> list[Concept]:
    found = release.search.partners(concept.number, _PARTNERS, LOOKED_AT)
    numbered = [msgspec.structs.replace(other, trials=number) for other, number in found]
    return release.search.telling([one for one in numbered if one.number not in own])[:FEW]


def _years(release: Release, members: Members) -> Years | None:
    """Count trials by year and phase; none for so few years that they are no series."""
    last = overview(release).span[1]
    by_year, unshown = years_of(starts(release.search, members), last)
    if len(by_year) < SERIES:
        return None
    rows = [(year, [numbers.get(part, 0) for part in PARTS]) for year, numbers in sorted(by_year.items())]
    return Years(columns(PARTS, by_year, "trials"), rows, unshown)
