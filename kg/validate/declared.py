"""Whether the terms that a graph takes from the vocabulary are declared in it.

Shapes say nothing of a property that they do not know, so a misspelt one passes them. Here it is a finding,
with the nearest declared name; so is the vocabulary under `http:` or under another base.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from functools import cache

from rdflib import Graph as RdfGraph

from kg.check import Finding
from kg.content import content
from kg.terms import ONTOLOGY, A, Term, Triple
from kg.validate.outcome import CHECKS

CONSTRAINT = f"<{CHECKS}declared>"
# a term of some trialkg that is not ours: another host, scheme, or way to end
_FOREIGN = re.compile(r"<(?P<namespace>[^>]*trialkg[^>]*[#/])(?P<name>[^>#/]+)>\Z", re.IGNORECASE)


@cache
def declared() -> frozenset[str]:
    """Give the local names that the ontology declares."""
    ontology = RdfGraph().parse(content("ontology") / "trialkg.ttl", format="turtle")
    return frozenset(
        str(subject).removeprefix(ONTOLOGY)
        for subject in ontology.subjects()
        if str(subject).startswith(ONTOLOGY)
    )


def undeclared(triples: Iterable[Triple]) -> Iterator[Finding]:
    """Yield one finding, a Warning, for each class and property that claims the vocabulary wrongly."""
    told: set[Term] = set()
    for subject, predicate, value in triples:
        for term in (predicate, value) if predicate == A else (predicate,):
            if term not in told:
                told.add(term)
                if message := _wrong(term):
                    yield _finding(subject, predicate, term, message)


def _finding(subject: Term, predicate: Term, term: Term, message: str) -> Finding:
    return Finding(
        focus=subject,
        path=predicate,
        value=term if term != predicate else "",
        severity="Warning",
        constraint=CONSTRAINT,
        shape="",
        message=message,
    )


@cache
def _wrong(term: Term) -> str:
    """Say what is wrong with a class or a property, if anything is."""
    found = _FOREIGN.match(term)
    if not found:
        return ""
    namespace, name = found["namespace"], found["name"]
    if namespace == ONTOLOGY:
        return "" if name in declared() else f"tkg:{name} is not declared in the vocabulary.{_nearest(name)}"
    if name not in declared():
        return ""
    return (
        f"{namespace}{name} looks like tkg:{name}, but the vocabulary is {ONTOLOGY}, so no shape sees it."
        " Write the term under that namespace."
    )


def _nearest(name: str) -> str:
    by_fold = {known.casefold(): known for known in sorted(declared())}
    near = difflib.get_close_matches(name.casefold(), by_fold, n=1, cutoff=0.6)
    return f" Did you mean tkg:{by_fold[near[0]]}?" if near else " See the terms in ontology/trialkg.ttl."
