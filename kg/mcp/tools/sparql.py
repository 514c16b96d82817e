"""SPARQL of the agent's own, within limits."""

from __future__ import annotations

from itertools import islice
from typing import Annotated

import msgspec
import pyoxigraph

from kg.ask import run
from kg.mcp.desk import Desk, shown
from kg.mcp.guard import LONGEST, admitted
from kg.mcp.reply import Cell, Reply, Section, paged, section

TITLE = "Ask in SPARQL"


class Arguments(msgspec.Struct, frozen=True):
    """The query, and which rows of its answer."""

    query: Annotated[
        str,
        msgspec.Meta(
            description="One SPARQL 1.1 query: SELECT, ASK, CONSTRUCT or DESCRIBE. Prefixes tkg, code, rdf,"
            " rdfs, skos, dcterms, prov, foaf, geo, xsd and NCIT need no declaration.",
            examples=["SELECT ?phase (COUNT(DISTINCT ?t) AS ?n) { ?t tkg:phase ?phase } GROUP BY ?phase"],
            max_length=LONGEST,
        ),
    ]
    limit: Annotated[int, msgspec.Meta(ge=1, le=500, description="At most so many rows.")] = 50
    offset: Annotated[
        int, msgspec.Meta(ge=0, le=1_000_000, description="Go on from here; needs ORDER BY.")
    ] = 0


def answer(desk: Desk, arguments: Arguments) -> Reply:
    """Run a SPARQL query of your own, where no ready question fits (find_questions first).

    The default graph is all graphs together, and what several records say comes several times: use DISTINCT.
    GRAPH ?record { … } keeps to one source record. Classes and properties: describe_dataset.
    Read-only: updates and SERVICE are refused; time and rows are limited. tkg:involves (treatments),
    tkg:studies (conditions) and tkg:measures (endpoints) reach all kinds of a concept without paths:
    SELECT DISTINCT ?id {
      ?t a tkg:Trial ; dcterms:identifier ?id ; tkg:involves ?c . ?c rdfs:label "sintilimab" }
    """
    text = admitted(arguments.query)
    results = run(desk.store, text, union=True)
    if isinstance(results, pyoxigraph.QueryBoolean):
        return Reply(said=["yes" if results else "no"], data=[], total=1, sparql=text)
    made = _section(results, arguments)
    return paged(made, [], arguments.limit, arguments.offset, sparql=text)


def _section(results: pyoxigraph.QuerySolutions | pyoxigraph.QueryTriples, arguments: Arguments) -> Section:
    """Take one row more than is shown, which tells that there are more."""
    start, end = arguments.offset, arguments.offset + arguments.limit + 1
    if isinstance(results, pyoxigraph.QuerySolutions):
        rows: list[list[Cell]] = [[shown(term) for term in row] for row in islice(results, start, end)]
        return section("rows", [variable.value for variable in results.variables], rows)
    triples = [[shown(term) for term in triple] for triple in islice(results, start, end)]
    return section("triples", ["subject", "predicate", "object"], triples)
