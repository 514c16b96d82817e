"""Answers in RDF: triples as they are, rows as a W3C result set."""

from __future__ import annotations

import pyoxigraph
from rdflib import RDF, BNode, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from kg.ask import Answer, Term
from kg.errors import QueryError
from kg.vocabulary import load

_RS = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/result-set#")
_RDF_FORMATS = {
    "table": pyoxigraph.RdfFormat.TURTLE,
    "turtle": pyoxigraph.RdfFormat.TURTLE,
    "jsonld": pyoxigraph.RdfFormat.JSON_LD,
}


def triples(results: pyoxigraph.QueryTriples, spelling: str) -> bytes:
    """Write the triples that a query answers with."""
    if spelling not in _RDF_FORMATS:
        raise QueryError("the query answers with triples, not with rows; ask for --format turtle or jsonld")
    prefixes = dict(load().converter.bimap)
    return pyoxigraph.serialize(results, format=_RDF_FORMATS[spelling], prefixes=prefixes) or b""


def turtle(answer: Answer) -> bytes:
    """Write rows as a result set in Turtle."""
    return result_set(answer).serialize(format="turtle", encoding="utf-8")


def jsonld(answer: Answer) -> bytes:
    """Write rows as a result set in JSON-LD."""
    return result_set(answer).serialize(format="json-ld", encoding="utf-8", auto_compact=True) + b"\n"


def result_set(answer: Answer) -> Graph:
    """Say rows in RDF, as the W3C's result sets do (https://www.w3.org/2001/sw/DataAccess/tests/result-set)."""
    graph = Graph(bind_namespaces="none")
    graph.bind("rs", _RS)
    node = BNode("answer")
    graph.add((node, RDF.type, _RS.ResultSet))
    for name in answer.columns:
        graph.add((node, _RS.resultVariable, Literal(name)))
    for number, row in enumerate(answer.rows, start=answer.page.offset + 1):
        solution = BNode(f"row{number}")
        graph.add((node, _RS.solution, solution))
        graph.add((solution, _RS["index"], Literal(number)))
        for name, term in zip(answer.columns, row, strict=True):
            if term is not None:
                binding = BNode(f"row{number}{name}")
                graph.add((solution, _RS.binding, binding))
                graph.add((binding, _RS.variable, Literal(name)))
                graph.add((binding, _RS.value, _node(term)))
    return graph


def _node(term: Term) -> Node:
    match term:
        case pyoxigraph.NamedNode():
            return URIRef(term.value)
        case pyoxigraph.Literal():
            typed = None if term.language or term.datatype.value.endswith("#string") else term.datatype.value
            return Literal(term.value, lang=term.language, datatype=URIRef(typed) if typed else None)
    return BNode(str(term))
