"""What a question does, in words: from its header, and from the ontology's words on its properties."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rdflib import RDFS, SKOS, Graph, Namespace

from kg.ask.filling import Values, given
from kg.ask.question import Question, placeholders
from kg.content import content
from kg.terms import ONTOLOGY

_TKG = Namespace(ONTOLOGY)
# a property begins with a small letter, a class does not
_PROPERTY = re.compile(r"\btkg:([a-z]\w*)")


def in_words(asked: Question, values: Values) -> Iterator[str]:
    """Yield paragraphs: what is asked, with what, which fields are read, and of how many is said.

    Raises QueryError where a value is missing or of no parameter.
    """
    yield f"{asked.summary}."
    yield asked.description
    yield from _values(asked, values)
    yield "It reads:"
    ontology = Graph().parse(content("ontology") / "trialkg.ttl")
    for name in dict.fromkeys(_PROPERTY.findall(asked.body)):
        yield f"  - {_property(ontology, name)}"
    yield from _counts(asked)


def _values(asked: Question, values: Values) -> Iterator[str]:
    chosen = given(asked, values)
    for param in asked.params:
        if param.name not in chosen:
            yield f"{param.label} ({param.name}): any"
        else:
            default = "" if param.name in values else ", the default"
            yield f"{param.label} ({param.name}): {' or '.join(chosen[param.name])}{default}"


def _property(ontology: Graph, name: str) -> str:
    """Say from which fields a property is read, or what it means where it is read from none."""
    subject = _TKG[name]
    label = ontology.value(subject, RDFS.label) or name
    fields = sorted(str(field) for field in ontology.objects(subject, _TKG.fromField))
    if fields:
        return f"{label} (tkg:{name}), from {', '.join(fields)}"
    return f"{label} (tkg:{name}): {ontology.value(subject, SKOS.definition)}"


def _counts(asked: Question) -> Iterator[str]:
    shown = re.sub(r"\{\w+\}", "…", asked.of)
    yield f"Below the rows stands: {shown}. The numbers are:"
    for name in dict.fromkeys(placeholders(asked.of)):
        count = asked.counts.get(name)
        yield f"  - {count.summary}" if count else f"  - Different values of the column {name}, on all pages"
