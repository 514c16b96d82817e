"""How much of what a dataset holds: VoID partitions by class, property and datatype, and linksets.

VoID has no word for the datatypes of a property; `void-ext` has (http://ldf.fi/void-ext), as the
endpoints of the SIB describe themselves.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping

from kg.publish.counts import Counts, vocabularies
from kg.terms import DCTERMS, LABEL, A, Namespace, Term, Triple, inside, integer, reading, text

VOID = Namespace("http://rdfs.org/ns/void#")
VOID_EXT = Namespace("http://ldf.fi/void-ext#")

_By = dict[Term, dict[str, int]]


def partition_triples(dataset: Term, counts: Counts, entities: Mapping[Term, int]) -> Iterator[Triple]:
    """Say what the dataset holds: by property, by class, and by property within a class."""
    whole: _By = defaultdict(dict)
    of_class: dict[Term, _By] = defaultdict(lambda: defaultdict(dict))
    for sort in counts.statements():
        for found in (whole, of_class[sort.subject]):
            values = found[sort.predicate]
            values[sort.value] = values.get(sort.value, 0) + sort.number
    yield dataset, VOID.classes, integer(len(entities))
    yield dataset, VOID.properties, integer(len(whole))
    yield from _properties(dataset, whole)
    for kind in sorted(entities):
        partition = _below(dataset, "class", kind)
        yield dataset, VOID.classPartition, partition
        yield partition, VOID["class"], kind
        yield partition, VOID.entities, integer(entities[kind])
        yield from _properties(partition, of_class[kind])
    yield from _linksets(dataset, whole)


def _properties(partitioned: Term, by: _By) -> Iterator[Triple]:
    for prop in sorted(by):
        partition = _below(partitioned, "property", prop)
        yield partitioned, VOID.propertyPartition, partition
        yield partition, VOID.property, prop
        yield partition, VOID.triples, integer(sum(by[prop].values()))
        for datatype in sorted(value for value in by[prop] if _is_datatype(value)):
            typed = _below(partition, "datatype", datatype)
            yield partition, VOID_EXT.datatypePartition, typed
            yield typed, VOID_EXT.datatype, datatype
            yield typed, VOID.triples, integer(by[prop][datatype])


def _linksets(dataset: Term, by: _By) -> Iterator[Triple]:
    """Say how many links there are by which property into which vocabulary."""
    prefixes = vocabularies()
    for prop in sorted(by):
        for namespace in sorted(value for value in by[prop] if value and not _is_datatype(value)):
            target = f"<{inside(dataset)}/target/{prefixes[namespace]}>"
            linkset = _below(dataset, f"linkset/{prefixes[namespace]}", prop)
            yield dataset, VOID.subset, linkset
            yield linkset, A, VOID.Linkset
            yield linkset, LABEL, text(f"{reading(prop)} into {prefixes[namespace]}")
            yield linkset, VOID.linkPredicate, prop
            yield linkset, VOID.subjectsTarget, dataset
            yield linkset, VOID.objectsTarget, target
            yield linkset, VOID.triples, integer(by[prop][namespace])
            yield target, A, VOID.Dataset
            yield target, LABEL, text(prefixes[namespace])
            yield target, DCTERMS.title, text(prefixes[namespace])
            yield target, VOID.uriSpace, text(namespace[1:])


def _is_datatype(value: str) -> bool:
    return value.endswith(">")


def _below(node: Term, kind: str, term: Term) -> Term:
    """Name a part after a term: its last part, and a hash, since two vocabularies may have the same name."""
    name = inside(term).replace("#", "/").rpartition("/")[2]
    return f"<{inside(node)}/{kind}/{name}-{hashlib.sha256(term.encode()).hexdigest()[:6]}>"
