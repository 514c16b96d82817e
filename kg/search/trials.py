"""What one dump says of trials, organisations and sites, as far as people look for it: a pure function."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby

import msgspec

from kg.search.concepts import Concepts
from kg.search.dump import Facts, record_facts
from kg.search.standing import COLLABORATES, LEADS, NAMED, STUDIED, of_exposures
from kg.search.together import Pair, pairs
from kg.terms import DCTERMS, FOAF, LABEL, TKG, Term, inside, reading

_OF_TRIAL = (TKG.involves, TKG.studies)
_NAMES = (TKG.namesTreatment, TKG.namesCondition, TKG.namesEndpoint)
_SPONSORS = ((TKG.leadSponsor, LEADS), (TKG.collaborator, COLLABORATES))


class Trial(msgspec.Struct, frozen=True):
    """A trial as all its records have it; `path` is that of its page, codes are without their list.

    `year` is the earliest in which it starts, or empty. `concepts` are numbers of what it involves, studies
    and measures, and of what its sponsors belong to, each with how it does (`kg.search.standing`);
    `organizations` are its sponsors, likewise.
    """

    path: str
    ids: list[str]
    titles: list[str]
    year: str
    phases: list[str]
    statuses: list[str]
    records: list[tuple[str, str]]
    organizations: list[tuple[str, int]]
    sites: list[str]
    concepts: list[tuple[int, int]]
    pairs: list[Pair]


class Site(msgspec.Struct, frozen=True):
    """Where a trial is carried out; empty is what is not stated."""

    label: str
    city: str
    country: str
    code: str

    @property
    def is_one(self) -> bool:
        """Tell a site from a country that was all that a record says."""
        return bool(self.city) or self.label != self.country


class Part(msgspec.Struct, frozen=True):
    """What one dump holds: trials in their order, and organisations and sites by the path of their page."""

    trials: list[Trial]
    organizations: dict[str, str]
    sites: dict[str, Site]


def read_part(block: bytes, base: str, known: Concepts) -> Part:
    """Read gzipped lines of a dump; the records of one trial stand together in it."""
    part = Part([], {}, {})
    records = record_facts(block, base)
    for trial, group in groupby(records, key=lambda facts: facts[FOAF.primaryTopic][0][1]):
        reader = _Reader(trial, base, known, list(group))
        part.trials.append(reader.trial())
        part.organizations.update(reader.organizations())
        part.sites.update(reader.sites())
    return part


class _Reader:
    """Reads the records of one trial."""

    def __init__(self, node: Term, base: str, known: Concepts, records: list[Facts]) -> None:
        self._node, self._base, self._known, self._records = node, base, known, records

    def trial(self) -> Trial:
        """Bring together what the records say of the trial."""
        return Trial(
            path=self._page(self._node),
            ids=self._words(DCTERMS.identifier),
            titles=self._words(TKG.briefTitle, LABEL, TKG.acronym, TKG.officialTitle, of=self._node),
            year=min((date[:4] for date in self._words(TKG.startDate)), default=""),
            phases=sorted(self._codes(TKG.phase)),
            statuses=self._codes(TKG.overallStatus),
            records=[self._record(facts) for facts in self._records],
            organizations=sorted((self._page(node), how) for node, how in self._sponsors().items()),
            sites=sorted({self._page(site) for _, site in self._all(TKG.atSite)}),
            concepts=sorted(self._concepts().items()),
            pairs=sorted(self._pairs()),
        )

    def organizations(self) -> Iterator[tuple[str, str]]:
        """Yield path and name of organisations, sponsors or not."""
        prefix = f"<{self._base}organization/"
        for node, label in self._all(LABEL):
            if node.startswith(prefix):
                yield self._page(node), reading(label)

    def sites(self) -> Iterator[tuple[str, Site]]:
        """Yield path and place of sites."""
        names = (LABEL, TKG.city, TKG.country, TKG.countryCode)
        values = [dict(self._all(name)) for name in names]
        for _, node in self._all(TKG.atSite):
            label, city, country, code = (reading(of.get(node, '""')) for of in values)
            yield self._page(node), Site(label, city, country, code)

    def _all(self, name: Term) -> Iterator[tuple[Term, Term]]:
        for facts in self._records:
            yield from facts.get(name, ())

    def _words(self, *names: Term, of: Term = "") -> list[str]:
        """Give the different texts of properties in their order."""
        said = (reading(value) for name in names for thing, value in self._all(name) if thing == of or not of)
        return list(dict.fromkeys(said))

    def _codes(self, name: Term) -> list[str]:
        return list(dict.fromkeys(reading(value) for _, value in self._all(name)))

    def _record(self, facts: Facts) -> tuple[str, str]:
        source = next((reading(value) for _, value in facts[TKG.format]), "")
        return source, next((reading(value) for _, value in facts[TKG.recordDate]), "")

    def _sponsors(self) -> dict[Term, int]:
        found: defaultdict[Term, int] = defaultdict(int)
        for name, how in _SPONSORS:
            for _, organization in self._all(name):
                found[organization] |= how
        return found

    def _concepts(self) -> dict[int, int]:
        """Give each concept that the trial has to do with, and how."""
        had = {value for name in _OF_TRIAL for thing, value in self._all(name) if thing == self._node}
        had |= {value for _, value in self._all(TKG.measures)}  # by its outcomes
        found = {self._known.numbers[concept]: 0 for concept in had if concept in self._known.numbers}
        for number, how in self._standing():
            if number in found:
                found[number] |= how
        sponsors = self._sponsors()
        for name, of_name in ((TKG.belongsTo, 0), (TKG.namesOrganization, NAMED)):
            for body, concept in self._all(name):
                if body in sponsors and concept in self._known.numbers:
                    number = self._known.numbers[concept]
                    found[number] = found.get(number, 0) | of_name | sponsors[body]
        return found

    def _standing(self) -> Iterator[tuple[int, int]]:
        """Yield what the records name, and give in which roles."""
        for name in _NAMES:
            for thing, concept in self._all(name):
                if concept in self._known.numbers:
                    is_studied = name == TKG.namesCondition and thing == self._node
                    yield self._known.numbers[concept], NAMED | STUDIED * is_studied
        for facts in self._records:
            given = facts.get(TKG.concept, ()), facts.get(TKG.exposureRole, ())
            yield from of_exposures(*given, self._known.numbers, self._known.wider).items()

    def _pairs(self) -> Iterator[Pair]:
        """Yield pairs once: in an arm where any record says so."""
        found: defaultdict[tuple[int, int], bool] = defaultdict(bool)
        for facts in self._records:
            for one, other, in_arm in pairs(facts, self._node, self._known):
                found[one, other] |= in_arm
        yield from ((one, other, in_arm) for (one, other), in_arm in found.items())

    def _page(self, node: Term) -> str:
        return "/" + inside(node).removeprefix(self._base)
