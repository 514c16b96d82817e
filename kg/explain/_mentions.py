"""Why a trial is not linked to a concept: where its record names it, and why that does not count."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from kg.explain._record import Concepts, Record, Target, family, listed, quoted
from kg.link import BEGINNING
from kg.link._denied import denying_words, is_compared, is_denied, is_past
from kg.link._names import Mention, NameIndex
from kg.terms import TKG, Term
from kg.vocabulary import load

_AROUND = 40
_MOST, _SHOWN = 12, 3  # sentences of a record, mentions of a sentence
# where concepts of each family are read from, for those that are named elsewhere
READ_FROM = {
    "treatment": "treatments are read from the names of interventions and the labels of arms",
    "condition": "conditions are read from the list of conditions, titles, keywords and MeSH headings",
    "endpoint": "endpoints are read from the names of outcomes",
    "organization": "organisations are read from the names of the sponsor and the collaborators",
}
_READ = {
    "treatment": {"name", "label"},
    "condition": {"condition", "title", "keyword"},
    "endpoint": {"outcome"},
    "organization": {"body"},
}
_PLURAL = {
    "treatment": "treatments",
    "condition": "conditions",
    "endpoint": "endpoints",
    "organization": "organisations",
}


def absence_sentences(record: Record, concepts: Concepts, target: Target) -> Iterator[str]:
    """Say where a record names a concept that it is not linked to, or that it does not name it."""
    said = list(dict.fromkeys(_mention_sentences(record, concepts, target)))
    yield from said[:_MOST]
    if len(said) > _MOST:
        yield f"It is named in {len(said) - _MOST} more places, none of which counts."
    if not said:
        yield "The record does not name it, nor any kind of it, anywhere."
    if wider := _wider(record, concepts, target):
        yield f"It names {listed(wider)}, of which {target.label} is one kind; which kind, it does not say."
    if parts := _components(record, concepts, target):
        yield f"It names {listed(parts)}, which {target.label} contains, but not {target.label} itself."
    yield _instead(record, concepts, target)


def _mention_sentences(record: Record, concepts: Concepts, target: Target) -> Iterator[str]:
    """Say where a record names a concept, one sentence for each place and reason that it does not count."""
    words: dict[tuple[str, str], list[str]] = {}
    for place, why, said in dict.fromkeys(_mentions(record, concepts, target)):
        words.setdefault((place, why), []).append(said)
    for (place, why), found in words.items():
        more = [f"{len(found) - _SHOWN} more"] if len(found) > _SHOWN else []
        count = "do" if len(found) > 1 else "does"
        yield f"{listed([*found[:_SHOWN], *more])} in {place} {count} not count: {why}."


def _mentions(record: Record, concepts: Concepts, target: Target) -> Iterator[tuple[str, str, str]]:
    """Yield place, reason and words of the first mention of each concept in each place."""
    named: set[tuple[str, str]] = set()
    for subject, role, place, text in record.fields():
        for mention in _index(target.family).mentions(text):
            concept = load().iri(mention.concept)
            if concept in target.below and (place, concept) not in named:
                named.add((place, concept))
                is_what = "" if concept == target.iri else f" ({concepts.label(concept)})"
                why = _why_not(record, concepts, target, subject, role, text, mention)
                yield place, why, f"{_snippet(text, mention)}{is_what}"


@cache
def _index(name: str) -> NameIndex:
    """Index the shipped names of the concepts of a family, so that the longest name wins as in linking."""
    return NameIndex(concept for concept in load().concepts.values() if family(concept.kind) == name)


def _snippet(text: str, mention: Mention) -> str:
    """Quote a mention with the words around it."""
    start, end = max(0, mention.start - _AROUND), min(len(text), mention.end + _AROUND)
    while 0 < start < mention.start and not text[start - 1].isspace():
        start += 1
    while mention.end < end < len(text) and not text[end].isspace():
        end -= 1
    cut = ("…" if start else "") + text[start:end].strip(" \n*-•") + ("…" if end < len(text) else "")
    return quoted(cut, 2 * _AROUND + (mention.end - mention.start) + 2)


def _why_not(
    record: Record,
    concepts: Concepts,
    target: Target,
    subject: Term,
    role: str,
    text: str,
    mention: Mention,
) -> str:
    denying = denying_words(text, mention.start, mention.end)
    if role == "eligibility":
        here = f" (here: {quoted(denying)})" if denying else ""
        return f"eligibility says who may take part{here}, and not what the trial gives or studies"
    if role == "elsewhere":
        return "it tells of something else, not of what this trial does"
    if target.family == "treatment" and role == "description":
        return _why_not_described(record, concepts, subject, text, mention)
    if target.family == "treatment" and role == "title":
        return _why_not_in_title(record, text, mention)
    if role in _READ[target.family]:
        return _why_not_read(target, text, mention)
    return READ_FROM[target.family]


def _denied(text: str, mention: Mention) -> str:
    """Say which words deny a mention, or make it what a treatment is compared with; "" where none do."""
    said = quoted(denying_words(text, mention.start, mention.end))
    if is_denied(text, mention.start, mention.end):
        return f"{said} says that it is not given"
    return f"{said} names what the treatment is compared with" if is_compared(text, mention.start) else ""


def _why_not_read(target: Target, text: str, mention: Mention) -> str:
    if target.family == "organization":
        return "only a part of the name of another body, not the whole of it"
    if target.family == "condition" and is_denied(text, mention.start, mention.end):
        said = quoted(denying_words(text, mention.start, mention.end))
        return f"{said} says that patients are without it"
    if denied := _denied(text, mention):
        return denied
    return "the vocabulary that the build linked with reads these words otherwise"


def _why_not_described(record: Record, concepts: Concepts, subject: Term, text: str, mention: Mention) -> str:
    """Say why a description adds no treatment: it denies it, or describes another kind of treatment."""
    if denied := _denied(text, mention):
        return denied
    named = [concepts.label(concept) for concept in _named_of(record, subject)]
    if named:
        return (
            "a description only makes more precise what is named already, "
            f"and here that is another kind of treatment ({listed(named)})"
        )
    if record.all(subject, TKG.receives):
        return "the arm lists the interventions that it receives, and those say what it is given"
    if mention.end > BEGINNING:
        return f"it stands after the first {BEGINNING} characters, where descriptions tell the background"
    kind = record.one(subject, TKG.interventionType)
    of_type = f" of the type {concepts.label(kind).lower()}" if kind else " without a type"
    return f"the description of an intervention{of_type} is not expected to name such a treatment"


def _named_of(record: Record, subject: Term) -> list[Term]:
    """List what a part of a trial is linked to, and an arm by what it receives."""
    parts = [subject, *record.all(subject, TKG.receives)]
    return list(dict.fromkeys(concept for part in parts for concept in record.all(part, TKG.namesTreatment)))


def _why_not_in_title(record: Record, text: str, mention: Mention) -> str:
    if record.all(record.trial, TKG.hasIntervention) or record.all(record.trial, TKG.hasArm):
        return "a title names treatments only where the record lists no arms and no interventions"
    if denied := _denied(text, mention):
        return denied
    if is_past(text, mention.start, mention.end):
        return "the title speaks of what patients have had, or of what came of it"
    return "the vocabulary that the build linked with reads these words otherwise"


def _linked(record: Record, concepts: Concepts, name: str) -> list[Term]:
    links = record.all(record.trial, TKG.hasLink)
    found = dict.fromkeys(record.one(link, TKG.concept) for link in links)
    return [concept for concept in found if concepts.family(concept) == name]


def _wider(record: Record, concepts: Concepts, target: Target) -> list[str]:
    """List what a record names that the concept is a kind of."""
    return [
        concepts.label(concept)
        for concept in _linked(record, concepts, target.family)
        if concepts.is_kind_of(target.iri, concept)
    ]


def _components(record: Record, concepts: Concepts, target: Target) -> list[str]:
    """List what a record names of the components of a regimen."""
    inside = concepts.components(target.iri)
    return [concepts.label(one) for one in _linked(record, concepts, target.family) if one in inside]


def _instead(record: Record, concepts: Concepts, target: Target) -> str:
    names = [concepts.label(concept) for concept in _linked(record, concepts, target.family)]
    if not names:
        return f"It names no {_PLURAL[target.family]} that the vocabulary knows."
    more = [f"{len(names) - _MOST} more"] if len(names) > _MOST else []
    return f"The {_PLURAL[target.family]} that it does name: {listed([*names[:_MOST], *more])}."
