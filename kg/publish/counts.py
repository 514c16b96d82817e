"""What is counted while a build writes its graphs, so that its description needs no second look at them.

`triples` are statements: what two records say of one thing is two. `entities` are nodes, counted in their
trial; those that trials share (bodies, sites, documents) only the store can count. `statements` are counted
by class of the subject, property, and what the value is: a datatype, or the namespace of a vocabulary.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

import msgspec

from kg.content import content
from kg.nodes import Nodes
from kg.terms import CONCEPTS, RDF, TKG, XSD, Term
from kg.vocabulary import load, rows

SHARED = (TKG.Organization, TKG.Site, TKG.SourceDocument)
_UPDATED = {TKG.lastUpdatePostDate, TKG.lastUpdateSubmitDate, TKG.recordDate}
# looked up once: these are asked for every statement
_TYPE, _STRING, _LANG_STRING = RDF.type, XSD.string, RDF.langString


class Statements(msgspec.Struct, frozen=True):
    """Statements of one sort: `value` is a datatype, the namespace of a vocabulary, or nothing."""

    subject: Term
    predicate: Term
    value: str
    number: int


class Counts(msgspec.Struct):
    """Counts what is published; counts made in several processes are merged."""

    triples: int = 0
    entities: dict[Term, int] = {}
    sorts: dict[str, int] = {}
    codes: dict[Term, int] = {}
    latest: str = ""

    def add(self, graphs: Iterable[Nodes]) -> None:
        """Count the graphs of one trial."""
        entities: set[tuple[Term, Term]] = set()
        sorts: dict[tuple[Term, Term], list[str]] = {}
        for nodes in graphs:
            for subject, properties in nodes.items():
                (*_, kind) = properties.get(_TYPE, ("",))
                entities.add((subject, kind))
                for predicate, values in properties.items():
                    sorts.setdefault((kind, predicate), []).extend(map(_sort, values))
                    if predicate in _UPDATED:
                        self.latest = max(self.latest, *(value[1:].partition('"')[0] for value in values))
                    elif _is_origin(kind, predicate):
                        _gather(self.codes, Counter(values))
        for (kind, predicate), found in sorts.items():
            self.triples += len(found)
            _gather(self.sorts, {f"{kind} {predicate} {sort}": n for sort, n in Counter(found).items()})
        _gather(self.entities, Counter(kind for _, kind in entities if kind))

    def merge(self, other: Counts) -> None:
        """Add what was counted elsewhere."""
        self.triples += other.triples
        self.latest = max(self.latest, other.latest)
        _gather(self.entities, other.entities)
        _gather(self.sorts, other.sorts)
        _gather(self.codes, other.codes)

    def statements(self) -> Iterator[Statements]:
        """Yield the sorts of statements, in a fixed order."""
        for sort in sorted(self.sorts):
            subject, predicate, value = sort.split(" ")
            yield Statements(subject, predicate, value, self.sorts[sort])


def _gather(mine: dict[str, int], more: dict[str, int]) -> None:
    for key, number in more.items():
        mine[key] = mine.get(key, 0) + number


def _is_origin(kind: Term | None, predicate: Term) -> bool:
    """Tell whether a statement says which registry a trial, or in which format its record, is from."""
    return predicate == TKG.format or (predicate == TKG.registry and kind == TKG.Trial)


def _sort(value: Term) -> str:
    """Tell what sort of value a term is."""
    if value[0] == "<":
        return _namespace(value)
    if value[-1] == '"':
        return _STRING
    _, typed, datatype = value.rpartition("^^")
    return datatype if typed and datatype.startswith("<") else _LANG_STRING


def _namespace(value: Term) -> str:
    """Give the namespace of the vocabulary that a concept is of, and nothing for any other node."""
    return _namespace_of(value) if value.startswith(_namespaces()) else ""


@lru_cache(maxsize=1 << 16)  # of concepts, of which there are only so many
def _namespace_of(concept: Term) -> str:
    return next(namespace for namespace in vocabularies() if concept.startswith(namespace))


@cache
def _namespaces() -> tuple[str, ...]:
    return tuple(vocabularies())


@cache
def vocabularies() -> dict[str, str]:
    """Give the prefix of each namespace that concepts of others are identified in, the longest first."""
    shipped = load()
    prefixes = {one.partition(":")[0] for one in shipped.concepts}
    known = {f"<{shipped.converter.bimap[prefix]}": prefix for prefix in prefixes}
    known |= {
        f"<{row['namespace']}": row["prefix"] for _, row in rows(content("ontology") / "publishers.tsv")
    }
    return {
        one: known[one] for one in sorted(known, key=len, reverse=True) if not one.startswith(f"<{CONCEPTS}")
    }
