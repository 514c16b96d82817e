"""The terms of the ontology, class by class, and how often this release uses each."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import lru_cache

import msgspec

from kg.publish.partitions import VOID
from kg.site.data import description, ontology
from kg.site.entity.concepts import Match, short
from kg.site.release import Release
from kg.site.things import Thing
from kg.terms import LABEL, ONTOLOGY, RDFS, SKOS, TKG, A, Namespace, Term, inside, reading

_OWL = Namespace("http://www.w3.org/2002/07/owl#")
_SCHEMA = Namespace("https://schema.org/")
_ALIGNED = (
    RDFS.subClassOf,
    RDFS.subPropertyOf,
    SKOS.exactMatch,
    SKOS.closeMatch,
    SKOS.broadMatch,
    _OWL.equivalentClass,
)
ELSEWHERE = "Of several, or of anything"


class Declared(msgspec.Struct, frozen=True):
    """A class or a property; `name` is its anchor, and `uses` counts instances, or statements."""

    name: str
    label: str
    definition: str
    note: str
    is_class: bool
    range: list[Match]
    field: str
    aligned: list[Match]
    uses: int


class Ontology(msgspec.Struct, frozen=True):
    """Classes by name, and properties by the class that they are said of first."""

    classes: list[Declared]
    properties: list[tuple[Thing, list[Declared]]]

    @property
    def number(self) -> int:
        """Count the properties."""
        return sum(len(group) for _, group in self.properties)


@lru_cache(maxsize=2)
def declared(release: Release) -> Ontology:
    """Read the ontology, and the counts of the description of the build."""
    said: dict[Term, dict[Term, list[Term]]] = {}
    for subject, predicate, value in ontology(release):
        said.setdefault(subject, {}).setdefault(predicate, []).append(value)
    uses = _uses(release) + Counter(_in_vocabulary(release))
    classes, by_domain = [], defaultdict(list)
    for term, values in said.items():
        if not inside(term).startswith(ONTOLOGY) or LABEL not in values:
            continue
        one = _declared(release, term, values, uses[term])
        if one.is_class:
            classes.append(one)
        else:
            by_domain[(values.get(_SCHEMA.domainIncludes) or [""])[0]].append(one)
    return Ontology(_sorted(classes), _grouped(said, by_domain))


def _grouped(
    said: dict[Term, dict[Term, list[Term]]], by_domain: dict[Term, list[Declared]]
) -> list[tuple[Thing, list[Declared]]]:
    """Put the groups in the order of their names, what has no one domain last, those of trials first."""
    groups = []
    for domain, properties in by_domain.items():
        label = next(iter(said.get(domain, {}).get(LABEL, ())), "")
        name = reading(label) if label else reading(domain) if domain else ELSEWHERE
        groups.append((Thing(domain, name, _anchor(domain)), _sorted(properties)))
    return sorted(groups, key=lambda one: (one[0].iri != TKG.Trial, not one[0].iri, one[0].label))


def _anchor(term: Term) -> str | None:
    return "/ontology#" + reading(term) if inside(term).startswith(ONTOLOGY) else None


def _declared(release: Release, term: Term, values: dict[Term, list[Term]], uses: int) -> Declared:
    def words(predicate: Term) -> str:
        return " ".join(reading(value) for value in values.get(predicate, ()))

    is_class = _OWL.Class in values.get(A, ())
    return Declared(
        name=reading(term),
        label=words(LABEL),
        definition=words(SKOS.definition),
        note=words(SKOS.scopeNote),
        is_class=is_class,
        range=_terms(release, values, (_SCHEMA.rangeIncludes,)),
        field=words(TKG.fromField),
        aligned=_terms(release, values, _ALIGNED),
        uses=uses,
    )


def _terms(release: Release, values: dict[Term, list[Term]], predicates: tuple[Term, ...]) -> list[Match]:
    found = (value for predicate in predicates for value in values.get(predicate, ()))
    return [Match(short(release, one), _anchor(one) or inside(one)) for one in found if one.startswith("<")]


def _sorted(terms: list[Declared]) -> list[Declared]:
    return sorted(terms, key=lambda one: (one.label.casefold(), one.name))


def _uses(release: Release) -> Counter[Term]:
    """Read how often the whole data set has each class and property (VoID partitions of the data set)."""
    terms: dict[Term, Term] = {}
    numbers: dict[Term, int] = {}
    partitions = set()
    whole = f"<{release.base}dataset>"
    for subject, predicate, value in description(release):
        if predicate in (VOID["class"], VOID.property):
            terms[subject] = value
        elif predicate in (VOID.entities, VOID.triples):
            numbers[subject] = int(reading(value))
        elif subject == whole and predicate in (VOID.classPartition, VOID.propertyPartition):
            partitions.add(value)
    return Counter({terms[one]: numbers.get(one, 0) for one in partitions if one in terms})


def _in_vocabulary(release: Release) -> dict[Term, int]:
    """Give how often the vocabulary uses each term, which the description of the records leaves out."""
    return {f"<{iri}>": number for iri, _, number in release.search.counts.get("use", [])}
