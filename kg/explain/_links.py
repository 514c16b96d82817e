"""Why a trial is linked to a concept: one sentence a link."""

from __future__ import annotations

from collections.abc import Iterator

from kg.explain._fields import named_field
from kg.explain._record import Concepts, Record, Target, listed, quoted
from kg.terms import LABEL, TKG, Term


def links_to(record: Record, target: Target) -> list[Term]:
    """List the links of a record to a concept, to a kind of it, or to what contains it."""
    links = record.all(record.trial, TKG.hasLink)
    return [link for link in links if record.one(link, TKG.concept) in target.below]


def link_sentences(record: Record, concepts: Concepts, target: Target) -> Iterator[str]:
    """Say, for each link, its words and place, what they mean and how that is known, and who is given it."""
    for link in links_to(record, target):
        known = f"{_place(record, link)} {_meaning(record, concepts, target, link)}"
        given = f"; {_given(record, concepts, link)}" if target.family == "treatment" else ""
        yield f"{known}; {_certainty(record, concepts, link)}{given}."


def _place(record: Record, link: Term) -> str:
    """Say which words stand where: `“SBRT” (the name of intervention 1, characters 1 to 4)`."""
    path, about = record.one(link, TKG.field), record.one(link, TKG.about)
    first, last = int(record.one(link, TKG.spanStart)) + 1, record.one(link, TKG.spanEnd)
    words, name = record.one(link, TKG.words), record.one(about, LABEL)
    of = f" {quoted(name)}" if name and about != record.trial and words != name else ""
    return f"{quoted(words)} ({named_field(path)}{of}, characters {first} to {last})"


def _meaning(record: Record, concepts: Concepts, target: Target, link: Term) -> str:
    concept = record.one(link, TKG.concept)
    if concept == target.iri:
        return f"means {target.label}"
    return f"means {concepts.label(concept)}, which {concepts.steps(concept, target)}"


def _certainty(record: Record, concepts: Concepts, link: Term) -> str:
    """Say how the words were recognised, how sure that is, and what else they could mean."""
    how = concepts.label(record.one(link, TKG.method))
    vocabulary = concepts.label(record.one(link, TKG.inVocabulary))
    others = [concepts.label(other) for other in record.all(link, TKG.otherCandidate)]
    also = f"; in that vocabulary the words could also mean {listed(others)}" if others else ""
    return f"{how[:1].lower()}{how[1:]} (confidence {record.one(link, TKG.confidence)}, {vocabulary}){also}"


def _given(record: Record, concepts: Concepts, link: Term) -> str:
    """Say which arms are given it, in which role, instead of what; or what it is a wider name of there."""
    own = [e for e in record.all(record.trial, TKG.hasExposure) if _is_evidence(record, link, e)]
    if own:
        return "given " + listed([_exposure(record, concepts, exposure) for exposure in own])
    narrower = dict.fromkeys(
        concepts.label(record.one(exposure, TKG.concept))
        for exposure in record.all(record.trial, TKG.hasExposure)
        if _is_narrower(record, concepts, link, exposure)
    )
    where = listed([record.arm(arm) for arm in record.all(link, TKG.inArm)])
    return f"counted {f'in {where} ' if where else ''}as the more precise {listed(list(narrower))}"


def _is_evidence(record: Record, link: Term, exposure: Term) -> bool:
    same = record.one(exposure, TKG.concept) == record.one(link, TKG.concept)
    return same and link in record.all(exposure, TKG.hasEvidence)


def _is_narrower(record: Record, concepts: Concepts, link: Term, exposure: Term) -> bool:
    """Tell whether an arm that a link reaches has a more precise treatment of the same name."""
    wider, arms = record.one(link, TKG.concept), record.all(link, TKG.inArm)
    arm = record.one(exposure, TKG.inArm)
    return (arm in arms or not (arm or arms)) and concepts.implies(record.one(exposure, TKG.concept), wider)


def _exposure(record: Record, concepts: Concepts, exposure: Term) -> str:
    """Say where a treatment is given: `in arm 1 (“Both”) in the role “…”`."""
    arm, role = record.one(exposure, TKG.inArm), record.one(exposure, TKG.exposureRole)
    if arm:
        said = f"in {record.arm(arm)}"
    else:
        said = (
            "to no arm that the record tells"
            if record.all(record.trial, TKG.hasArm)
            else "by the trial, whose record tells no arms"
        )
    said += f" in the role “{concepts.label(role).lower()}”" if role else ""
    if others := record.all(exposure, TKG.alternativeTo):
        names = dict.fromkeys(concepts.label(record.one(other, TKG.concept)) for other in others)
        said += f", as an alternative to {listed(list(names))}"
    return said + (", to some participants only" if record.one(exposure, TKG.isOptional) else "")
