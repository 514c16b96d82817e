"""JSON-LD node by node, for things that have no document of their own: any property, spelt by its prefix.

https://www.w3.org/TR/json-ld11/. Every value is in a list, so that a reader needs no second case; only
text, whole numbers and booleans are plain, which JSON spells as RDF does.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

import msgspec

from kg.publish.literals import read_literal
from kg.terms import XSD, A, Term, Triple, inside
from kg.vocabulary import load


def flat(triples: Iterable[Triple]) -> bytes:
    """Spell triples as one document with a context of prefixes."""
    nodes: dict[Term, dict[str, Any]] = {}
    used: set[str] = set()
    for subject, predicate, value in triples:
        node = nodes.setdefault(subject, {"@id": inside(subject)})
        if predicate == A:
            node.setdefault("@type", []).append(_short(inside(value), used))
        else:
            node.setdefault(_short(inside(predicate), used), []).append(_value(value, used))
    prefixes = {prefix: iri for prefix, iri in _prefixes().items() if prefix in used}
    document = {"@context": prefixes, "@graph": list(nodes.values())}
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def _value(term: Term, used: set[str]) -> Any:
    if term.startswith("<"):
        return {"@id": inside(term)}
    text, datatype, language = read_literal(term)
    if language:
        return {"@value": text, "@language": language}
    if datatype == inside(XSD.integer):
        return int(text)
    if datatype == inside(XSD.boolean):
        return text == "true"
    return {"@value": text, "@type": _short(datatype, used)} if datatype else text


def _short(iri: str, used: set[str]) -> str:
    """Spell an IRI by its prefix, where the rest cannot be misread, and note the prefix."""
    for prefix, namespace in _prefixes().items():
        local = iri.removeprefix(namespace)
        if local != iri and local.replace("-", "").replace("_", "").isalnum():
            used.add(prefix)
            return f"{prefix}:{local}"
    return iri


@cache
def _prefixes() -> dict[str, str]:
    """Give the prefixes that end as JSON-LD asks of one, the longest namespace first."""
    found = {prefix: iri for prefix, iri in load().converter.bimap.items() if iri[-1] in "/#"}
    return dict(sorted(found.items(), key=lambda pair: -len(pair[1])))
