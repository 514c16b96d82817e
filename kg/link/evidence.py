"""Links as evidence nodes: what is named, by which words of which field, how sure that is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set
from decimal import Decimal

from kg.link import Link
from kg.terms import LABEL, TKG, A, Term, Triple, boolean, code, decimal, integer, text

NAMES = {
    "treatment": TKG.namesTreatment,
    "condition": TKG.namesCondition,
    "endpoint": TKG.namesEndpoint,
    "organization": TKG.namesOrganization,
}
# how often such a link was right in the hand-labelled sample, as (right + 1) / (links + 2); docs/linking.md
CONFIDENCE = {
    "exact": Decimal("0.99"),
    "normalised": Decimal("0.98"),
    "part": Decimal("0.97"),
    "specialised": Decimal("0.85"),
    "described": Decimal("0.85"),
    "title": Decimal("0.5"),
    "corrected": Decimal("0.8"),
}


def link_triples(
    links: list[Link],
    trial: Term,
    node_of: Callable[[str], Term],
    concept: Callable[[str], Term],
    vocabulary: Callable[[str], Term],
    classes: Set[str],
) -> Iterator[Triple]:
    """Say each link as an evidence node, and the plain statement that it supports.

    A link to one of the `classes` says that it names a class.
    """
    for number, link in enumerate(links, start=1):
        node, about, named = node_of(f"link/{number}"), node_of(link.about), concept(link.concept)
        yield about, NAMES[link.kind], named
        yield trial, TKG.hasLink, node
        yield node, A, TKG.Link
        yield node, LABEL, text(f"{link.words} ({link.field})")
        yield node, TKG.about, about
        yield node, TKG.concept, named
        yield node, TKG.words, text(link.words)
        yield node, TKG.field, text(link.field)
        yield node, TKG.spanStart, integer(link.start)
        yield node, TKG.spanEnd, integer(link.end)
        yield node, TKG.method, code("link-method", link.method)
        yield node, TKG.confidence, decimal(CONFIDENCE[link.method])
        yield node, TKG.inVocabulary, vocabulary(link.vocabulary)
        if link.concept in classes:
            yield node, TKG.namesClass, boolean(True)
        for other in link.others:
            yield node, TKG.otherCandidate, concept(other)
        for arm in link.arms:
            yield node, TKG.inArm, node_of(f"arm/{arm}")
