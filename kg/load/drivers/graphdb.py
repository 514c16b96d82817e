"""Ontotext GraphDB, by the REST API of RDF4J that it speaks: https://graphdb.ontotext.com/documentation/.

For many millions of triples its offline `importrdf load` is faster; it needs the server stopped.
"""

from kg.load.drivers.rdf4j import ALONE, OFFLINE, READERS, TESTED, clear, finish, plan, queries

__all__ = ["ALONE", "OFFLINE", "READERS", "TESTED", "TITLE", "clear", "finish", "plan", "queries"]

TITLE = "Ontotext GraphDB; the endpoint is http://host:7200/repositories/NAME"
