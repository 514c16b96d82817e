"""What a record states and the API's model has no field for: related trials, restatements, other facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.lift._mint import Mint
from kg.lift._say import say_code, say_text
from kg.lift.trial import phases_label
from kg.study.beside import Beside, OtherFact, RelatedTrial, Restated
from kg.terms import LABEL, RDF, TKG, A, Triple, integer, text

# the property of each field that pages state more than once
RESTATED = {
    "phases": "phases",
    "overallStatus": "overallStatus",
    "enrollmentInfo.count": "enrollment",
    "startDate": "startDate",
    "primaryCompletionDate": "primaryCompletionDate",
    "completionDate": "completionDate",
    "leadSponsor.name": "leadSponsor",
    "studyType": "studyType",
}


def beside_triples(beside: Beside, mint: Mint) -> Iterator[Triple]:
    """Say what stands beside the model."""
    for position, related in enumerate(beside.related_trials, start=1):
        yield from _listing(position, related, mint)
    for position, fact in enumerate(beside.other_facts, start=1):
        yield from _other_fact(position, fact, mint)


def _listing(position: int, related: RelatedTrial, mint: Mint) -> Iterator[Triple]:
    subject = mint.part(f"listing/{position}")
    yield mint.trial, TKG.hasListing, subject
    yield subject, A, TKG.Listing
    yield subject, LABEL, text(f"{related.nct_id} as listed with {mint.trial_id}")
    yield subject, TKG.position, integer(position)
    yield subject, TKG.listedTrial, mint.other_trial(related.nct_id)
    yield from say_text(subject, TKG.listedTitle, related.title)
    yield from say_code(subject, TKG.listedStatus, "overall-status", related.status)
    yield from say_text(subject, TKG.listedPhases, phases_label(related.phases))


def _other_fact(position: int, fact: OtherFact, mint: Mint) -> Iterator[Triple]:
    subject = mint.part(f"other-fact/{position}")
    yield mint.trial, TKG.hasOtherFact, subject
    yield subject, A, TKG.OtherFact
    yield subject, LABEL, text(fact.name)
    yield subject, RDF.value, text(fact.value)


def restatement_triples(restated: Iterable[Restated], mint: Mint) -> Iterator[Triple]:
    """Say which fields a record states a second time, with another value."""
    for position, again in enumerate(restated, start=1):
        name = again.field.rpartition("odule.")[2].removesuffix(".date").removesuffix("Struct")
        subject = mint.part(f"restatement/{position}")
        yield mint.trial, TKG.hasRestatement, subject
        yield subject, A, TKG.Restatement
        yield subject, LABEL, text(f"{name}: {again.words}")
        yield subject, TKG.field, text(again.field)
        yield subject, TKG.words, text(again.words)
        yield subject, TKG.restatedValue, text(_comparable(name, again.value))
        if name in RESTATED:
            yield subject, TKG.restatedProperty, TKG[RESTATED[name]]


def _comparable(name: str, value: str) -> str:
    """Spell a value as questions compare it: phases as in `tkg:phases`, any other as it is."""
    return phases_label(value.split("/")) if name == "phases" else value
