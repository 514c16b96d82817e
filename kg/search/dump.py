"""Dumps read line by line: of every record, only the facts that are wanted, by property.

A dump is what a build wrote: a quad a line, terms with one space between, the quads of a record together.
"""

from __future__ import annotations

import gzip
from collections import defaultdict
from collections.abc import Iterator
from io import BytesIO
from itertools import groupby
from pathlib import Path

from kg.terms import DCTERMS, FOAF, LABEL, TKG, Term

Facts = dict[Term, list[tuple[Term, Term]]]

# said of parts of a trial too, which are not asked for
_OF_WHOLE_THINGS = {LABEL, TKG.studies}
_RECORD = {
    *_OF_WHOLE_THINGS,
    DCTERMS.identifier,
    FOAF.primaryTopic,
    TKG.acronym,
    TKG.alternativeTo,
    TKG.atSite,
    TKG.belongsTo,
    TKG.briefTitle,
    TKG.city,
    TKG.collaborator,
    TKG.concept,
    TKG.country,
    TKG.countryCode,
    TKG.exposureRole,
    TKG.format,
    TKG.hasArm,
    TKG.hasEvidence,
    TKG.hasExposure,
    TKG.inArm,
    TKG.involves,
    TKG.leadSponsor,
    TKG.measures,
    TKG.namesCondition,
    TKG.namesEndpoint,
    TKG.namesOrganization,
    TKG.namesTreatment,
    TKG.officialTitle,
    TKG.overallStatus,
    TKG.partOfExposure,
    TKG.phase,
    TKG.recordDate,
    TKG.startDate,
}


def record_facts(block: bytes, base: str) -> Iterator[Facts]:
    """Yield the facts of each record of a dump, or of a part of one; both are gzipped."""
    wanted = {name.encode(): name in _OF_WHOLE_THINGS for name in _RECORD}
    prefix = f"<{base}".encode()
    for _, lines in groupby(_lines(block, wanted, prefix), key=lambda line: line[3]):
        facts: Facts = defaultdict(list)
        for subject, name, value, _ in lines:
            facts[name.decode()].append((subject.decode(), value.decode()))
        yield facts


def vocabulary_facts(dump: Path) -> Facts:
    """Give everything that the vocabulary says, by property."""
    facts: Facts = defaultdict(list)
    with gzip.open(dump, "rt", encoding="utf-8", newline="\n") as lines:
        for line in lines:
            subject, name, rest = line.split(" ", 2)
            facts[name].append((subject, rest[:-3].rpartition(" ")[0]))
    return facts


def _lines(
    block: bytes, wanted: dict[bytes, bool], prefix: bytes
) -> Iterator[tuple[bytes, bytes, bytes, bytes]]:
    concept, exposure = TKG.concept.encode(), b"/exposure/"
    with gzip.open(BytesIO(block)) as lines:
        for line in lines:
            subject, name, rest = line.split(b" ", 2)
            whole = wanted.get(name)
            if whole is None or (whole and subject.count(b"/", len(prefix)) != 1):
                continue
            if name == concept and exposure not in subject:
                continue  # of a link, not of an exposure
            value, _, graph = rest[:-3].rpartition(b" ")
            yield subject, name, value, graph
