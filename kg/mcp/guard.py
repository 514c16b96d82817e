"""Which SPARQL a stranger may run: queries that stay in the store.

The text is parsed and its tree is looked through; nothing is guessed from how it is written. SERVICE would
send a request to any host, from inside; the operations of SPARQL Update are no queries, and do not parse.
Two parsers read the text, rdflib's here and the store's after it, and must read the same: so what they
might read differently, codepoint escapes and a carriage return, is refused or taken out beforehand.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pyparsing import ParseBaseException, ParseResults
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue

from kg.errors import QueryError

_FORMS = {"SelectQuery", "ConstructQuery", "DescribeQuery", "AskQuery"}
LONGEST = 20_000  # characters of a query
# what stands before a query that uses one of these and does not declare it
PREFIXES = {
    "tkg": "https://w3id.org/trialkg/ontology#",
    "code": "https://w3id.org/trialkg/code/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "NCIT": "http://purl.obolibrary.org/obo/NCIT_",
}


def admitted(sparql: str) -> str:
    """Give a query that may run, with the well-known prefixes that it uses; a `QueryError` says why not."""
    text = sparql.replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > LONGEST:
        raise QueryError(f"the query has {len(text):,} characters; the most is {LONGEST:,}")
    if "\\u" in text.lower():
        raise QueryError("\\u escapes are not taken in a query; write the character itself")
    nodes = list(_nodes(_parsed(text)))
    if not any(node.name in _FORMS for node in nodes):
        raise QueryError("this cannot be told to be a query; it is not run")
    if any(node.name == "ServiceGraphPattern" for node in nodes):
        raise QueryError("SERVICE is not taken: a query stays in this store; leave the SERVICE part out")
    return "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in _missing(nodes)) + text


def _parsed(text: str) -> ParseResults:
    try:
        return parseQuery(text)
    except ParseBaseException as error:
        raise QueryError(
            "this is not one SPARQL query (SELECT, ASK, CONSTRUCT or DESCRIBE; updates are not taken):"
            f" line {error.lineno}, column {error.column}: {error.msg}"
        ) from error
    except RecursionError as error:
        raise QueryError("the query is nested deeper than it can be read") from error


def _nodes(parsed: Any) -> Iterator[CompValue]:
    """Yield every node of a tree."""
    waiting = [parsed]
    for part in waiting:
        if isinstance(part, CompValue):
            yield part
        # ParseResults are mappings too, and what they hold is not among their values
        if isinstance(part, list | tuple | ParseResults):
            waiting.extend(iter(part))
        elif isinstance(part, dict):
            waiting.extend(dict.values(part))


def _missing(nodes: list[CompValue]) -> list[str]:
    """List the well-known prefixes that are used and not declared, in the order of the table."""
    used = {str(node.prefix) for node in nodes if node.name == "pname"}
    declared = {str(node.prefix) for node in nodes if node.name == "PrefixDecl"}
    return [name for name in PREFIXES if name in used - declared]
