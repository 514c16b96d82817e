"""What is said of one entity: parts, each a query with the entity in the place of `?this`."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from kg.mcp.desk import Desk
from kg.mcp.reply import CUT, LONGEST, Section, section

_PREFIXES = """PREFIX tkg: <https://w3id.org/trialkg/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX prov: <http://www.w3.org/ns/prov#>
"""

FACTS = "facts"


class Part(msgspec.Struct, frozen=True):
    """One table of a card: its columns are those of the query."""

    name: str
    columns: list[str]
    query: str


def filled(desk: Desk, part: Part, iri: str, longest: int = LONGEST) -> Section:
    """Ask for a part of an entity; its IRI is spelt as one of the store's is."""
    rows = desk.select(_PREFIXES + part.query.replace("?this", f"<{iri}>"), union=True)
    return section(part.name, part.columns, rows, longest)


def overview(desk: Desk, parts: list[Part], iri: str, most: int, longest: int) -> Iterator[Section]:
    """Yield the beginning of every part that has rows; its name says of how many rows that is.

    Facts are few, and given whole.
    """
    for part in parts:
        whole = filled(desk, part, iri, longest)
        if part.name != FACTS and len(whole.rows) > most:
            name = f"{whole.name}, {most} of {len(whole.rows)}"
            yield msgspec.structs.replace(whole, name=name, rows=whole.rows[:most])
        elif whole.rows:
            yield whole


def is_whole(made: Section) -> bool:
    """Tell whether neither rows nor words were left out of a part."""
    return ", " not in made.name and not any(CUT in str(cell) for row in made.rows for cell in row)
