"""What the dataset is, and how it is made: release, numbers, classes, properties."""

from __future__ import annotations

from typing import Annotated

import msgspec

from kg.mcp.desk import Desk
from kg.mcp.ontology import Ontology
from kg.mcp.reply import Cell, Reply, section

TITLE = "Describe the dataset and its schema"
_BRIEF = 160


class Arguments(msgspec.Struct, frozen=True):
    """The whole, or one class or property."""

    term: Annotated[
        str,
        msgspec.Meta(
            description="A class or property, such as Trial, Exposure or overallStatus; empty for the whole.",
            examples=["Trial", "involves"],
            max_length=200,
        ),
    ] = ""


def answer(desk: Desk, arguments: Arguments) -> Reply:
    """Say what this dataset holds: release, how many trials, from which sources, which classes of things.

    Call it first, once, without a term. With a class (term="Arm") it lists the properties of that class with
    definitions and counts, with a property what it means and links, and a query to begin with: what you need
    before sparql. For values (which drugs, which conditions) use search.
    """
    ontology = desk.ontology
    return _term(ontology, arguments.term) if arguments.term.strip() else _whole(desk, ontology)


def _whole(desk: Desk, ontology: Ontology) -> Reply:
    """Describe everything."""
    facts: list[list[Cell]] = [
        ["trials", desk.manifest.trials],
        ["concepts known", len({iri for iri, _ in desk.names.concepts})],
        ["ready questions", len(desk.questions)],
        ["base of IRIs", desk.manifest.base],
        ["sources", ", ".join(f"{name} {number}" for name, number in desk.sources)],
    ]
    classes: list[list[Cell]] = [
        [name, number, ontology.definition(name)] for name, number in ontology.classes() if number
    ]
    return Reply(
        said=[
            "Clinical trials as a graph: trial, arm, who is given what in which role, conditions, outcomes.",
            "Facts are stated by a record, linked from its words to a concept, or inferred from the concept.",
        ],
        data=[
            section("facts", ["fact", "value"], facts),
            section("classes", ["class (tkg:)", "nodes", "is"], classes, _BRIEF),
        ],
    )


def _term(ontology: Ontology, said: str) -> Reply:
    name = ontology.named(said)
    if ontology.is_class(name):
        found = ontology.properties_of(name)
        rows: list[list[Cell]] = [[one.name, one.range, one.uses, one.definition] for one in found]
        made = section("properties", ["property", "value", "uses", "is"], rows, _BRIEF)
    else:
        facts: list[list[Cell]] = [
            ["of", ontology.domain(name)],
            ["value", ontology.range(name)],
            ["uses", ontology.uses(name)],
            ["read from", ontology.fields(name)],
        ]
        made = section("property", ["fact", "value"], facts)
    said_of = f"tkg:{name}: {ontology.definition(name)}"
    return Reply(said=[said_of, f"To begin with: {ontology.example(name)}"], data=[made])
