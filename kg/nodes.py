"""The triples of one graph, by node and by property: what all that look at a record's graph go by.

Nodes and properties stand in the order in which they were first mentioned, and a triple stands there once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.terms import Term, Triple

Properties = dict[Term, list[Term]]
Nodes = dict[Term, Properties]

_FEW = 32  # values, in which looking for one by one is faster than keeping a set


def nodes_of(triples: Iterable[Triple]) -> Nodes:
    """Gather triples by node.

    >>> nodes_of([("<a>", "<p>", "<b>"), ("<a>", "<p>", "<c>"), ("<a>", "<p>", "<b>")])
    {'<a>': {'<p>': ['<b>', '<c>']}}
    """
    nodes: Nodes = {}
    add(nodes, triples)
    return nodes


def add(nodes: Nodes, triples: Iterable[Triple]) -> None:
    """Put more triples in; those that are there already change nothing."""
    many: dict[int, set[Term]] = {}
    last: Term = ""
    properties: Properties = {}
    for subject, predicate, value in triples:
        if subject is not last:  # triples about one node mostly follow each other
            last, properties = subject, nodes.setdefault(subject, {})
        if (values := properties.get(predicate)) is None:
            properties[predicate] = [value]
        elif len(values) < _FEW:
            if value not in values:
                values.append(value)
        else:
            known = many.get(id(values)) or many.setdefault(id(values), set(values))
            if value not in known:
                known.add(value)
                values.append(value)


def triples_of(nodes: Nodes) -> Iterator[Triple]:
    """Yield the triples, node by node."""
    for subject, properties in nodes.items():
        for predicate, values in properties.items():
            for value in values:
                yield subject, predicate, value
