"""Turtle: what is written is read back as the same triples."""

from __future__ import annotations

import rdflib

from kg.nodes import nodes_of
from kg.publish.turtle import TurtleWriter
from kg.terms import DEFAULT_BASE, RDF, TKG, A, Triple
from kg.vocabulary import load


def test_rdf_type_as_a_value_is_no_verb() -> None:
    """Turtle spells rdf:type as `a` only between subject and value, and in full where it is a value."""
    triples: list[Triple] = [
        (f"<{DEFAULT_BASE}dataset/property/type>", "<http://rdfs.org/ns/void#property>", RDF.type),
        (f"<{DEFAULT_BASE}trial/NCT00000001>", A, TKG.Trial),
    ]
    writer = TurtleWriter(load(), DEFAULT_BASE)
    read = rdflib.Graph().parse(
        data=writer.header() + "".join(writer.blocks(nodes_of(triples))), format="turtle"
    )
    assert {tuple(node.n3() for node in triple) for triple in read} == set(triples)
