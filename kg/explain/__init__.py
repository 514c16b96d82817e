"""Why a trial is, or is not, in an answer: in plain words, from what the store of a build holds.

For each concept a part says which words of the record name it, or why none does. Where several
treatments are asked about, one part more says whether one arm receives them together, as
`queries/combination.rq` (two) and `queries/combination_of_three.rq` decide it. Every record of a trial is
looked at by itself; what holds by one of them holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import msgspec
import pyoxigraph

from kg.ask import Asker
from kg.explain._links import link_sentences, links_to
from kg.explain._mentions import absence_sentences
from kg.explain._record import Concepts, Record, Target, find_records, listed
from kg.explain._together import apart, perhaps, together

_AMONG = {
    "treatment": "treatments",
    "condition": "conditions",
    "endpoint": "endpoints",
    "organization": "sponsors and collaborators",
}


class Part(msgspec.Struct, frozen=True):
    """One thing that was asked: whether it holds, that in a sentence, and a sentence for each reason."""

    holds: bool
    verdict: str
    reasons: list[str]

    @property
    def sentences(self) -> list[str]:
        """Give the verdict and its reasons."""
        return [self.verdict, *self.reasons]


def explain(
    store: pyoxigraph.Store, trial: str, asked: Sequence[str], asker: Asker | None = None
) -> list[Part]:
    """Explain a trial by concepts (label, synonym, CURIE or IRI); a `QueryError` where one is not known.

    An asker of the same store that has been used before knows the names of concepts already.
    """
    name, records = find_records(store, trial)
    concepts, asker = Concepts(store), asker or Asker(store)
    targets = [concepts.target(f"<{asker.concept(value)}>") for value in asked]
    parts = [_concept_part(name, records, concepts, target) for target in dict.fromkeys(targets)]
    treatments = [target for target in targets if target.family == "treatment"]
    if len(treatments) > 1:
        parts.append(_together_part(name, records, concepts, treatments))
    return parts


def _concept_part(name: str, records: list[Record], concepts: Concepts, target: Target) -> Part:
    linked = any(links_to(record, target) for record in records)
    if linked:
        reasons = _each(records, lambda record: link_sentences(record, concepts, target))
        verdict = f"Yes: {target.label} is among the {_AMONG[target.family]} of {name}."
    else:
        reasons = _each(records, lambda record: absence_sentences(record, concepts, target))
        verdict = f"No: {target.label} is not among the {_AMONG[target.family]} of {name}."
    return Part(linked, verdict, reasons)


def _together_part(name: str, records: list[Record], concepts: Concepts, targets: list[Target]) -> Part:
    """Say whether, and where, treatments are given together; else why not."""
    all_of_them = listed([target.label for target in targets])
    if found := _each(records, lambda record: together(record, concepts, targets)):
        return Part(True, f"Yes: {name} gives {all_of_them} together.", found)
    if found := _each(records, lambda record: perhaps(record, concepts, targets)):
        verdict = f"Perhaps: {name} has {all_of_them}, but one of them in no arm; only the trial is the same."
        return Part(True, verdict, found)
    reasons = _each(records, lambda record: apart(record, concepts, targets))
    return Part(False, f"No: no arm of {name} receives {all_of_them} together.", reasons)


def _each(records: list[Record], sentences: Callable[[Record], Iterator[str] | list[str]]) -> list[str]:
    """Collect what each record says, and where there are several, say which."""
    named = len(records) > 1
    return [
        f"By {record.document}: {sentence}" if named else sentence
        for record in records
        for sentence in sentences(record)
    ]
