"""A canned question, asked with values."""

from __future__ import annotations

from typing import Annotated

import msgspec
from pyoxigraph import NamedNode

from kg.ask import Answer, Page, Param, Question
from kg.ask.question import nearest
from kg.errors import QueryError
from kg.mcp.desk import Desk, shown
from kg.mcp.reply import Cell, Reply, Section, cleaned, paged, section
from kg.show.spelling import shorten

TITLE = "Ask a ready question"
Value = str | int | float | bool | None | list[str | int | float | bool]


class Arguments(msgspec.Struct, frozen=True):
    """Which question, and with what."""

    question: Annotated[
        str, msgspec.Meta(description="The name of a question, as find_questions gives it.", max_length=100)
    ]
    parameters: Annotated[
        dict[str, Value],
        msgspec.Meta(
            description="Values by parameter; find_questions tells which there are. Left out: the default.",
            examples=[{"a": "radiotherapy", "b": "PD-1 inhibitor"}],
        ),
    ] = {}
    limit: Annotated[int, msgspec.Meta(ge=1, le=200, description="At most so many rows.")] = 20
    offset: Annotated[int, msgspec.Meta(ge=0, description="Go on from here.")] = 0


def answer(desk: Desk, arguments: Arguments) -> Reply:
    """Ask a ready question by name, with values. The first sentence of the answer says "of how many".

    Concepts are given by label, synonym or CURIE and include all their kinds: "PD-1 inhibitor" finds trials
    of sintilimab. A value that is not known is refused with what is allowed, or with the nearest names.
    Example: question="combination", parameters={"a": "radiotherapy", "b": "PD-1 inhibitor"} lists trials in
    which one arm receives both; evidence "arm" says so, "trial" that the record names no arms. The SPARQL
    that ran is in the structured content. Use find_questions first where you do not know the name.
    """
    asked = _question(desk, arguments.question)
    values = _values(desk, asked, arguments.parameters)
    page = Page(limit=arguments.limit, offset=arguments.offset)
    found = desk.asker.answer(asked, values, page)
    said = [f"{asked.summary}{_with(asked, values)}."]
    if found.counted:
        said.append(f"{found.counted.sentence}.")
    sparql = desk.asker.sparql(asked, values)
    return paged(_section(desk, found), said, arguments.limit, arguments.offset, found.total, sparql)


def _question(desk: Desk, name: str) -> Question:
    if name not in desk.questions:
        meant = nearest(name, desk.questions) or "."
        raise QueryError(f"there is no question {name!r}{meant} find_questions finds one by words.")
    return desk.questions[name]


def _values(desk: Desk, asked: Question, given: dict[str, Value]) -> dict[str, list[str]]:
    """Spell values as they would be typed; a concept becomes its IRI, or a `QueryError` with the nearest."""
    values: dict[str, list[str]] = {}
    for name, value in given.items():
        param = asked.param(name)
        several = value if isinstance(value, list) else [] if value is None else [value]
        if several:
            values[name] = [_spelt(desk, param, one) for one in several]
    for param in asked.params:
        if not (param.optional or param.defaults or param.name in values):
            raise QueryError(
                f"{asked.name} needs {param.name} ({param.label}, {param.type}), such as {param.example}"
            )
    return values


def _spelt(desk: Desk, param: Param, value: str | float | bool) -> str:
    spelt = str(value).lower() if isinstance(value, bool) else str(value).strip()
    return desk.concept(spelt) if param.type == "concept" else spelt


def _with(asked: Question, values: dict[str, list[str]]) -> str:
    """Say which values were asked with, defaults included; a concept by its CURIE."""
    chosen = [(param, values.get(param.name) or param.defaults) for param in asked.params]
    said = [
        f"{param.name} = {' or '.join(_named(param, one) for one in value)}"
        for param, value in chosen
        if value
    ]
    return f"; {', '.join(said)}" if said else ""


def _named(param: Param, value: str) -> str:
    is_iri = param.type == "concept" and value.startswith("http")
    return shorten(NamedNode(value)) if is_iri else str(cleaned(value))


def _section(desk: Desk, found: Answer) -> Section:
    """Table the rows, without the IRIs of trials whose ids stand beside them."""
    rows: list[list[Cell]] = [[shown(term) for term in row] for row in found.rows]
    columns = found.columns
    if {"id", "trial"} <= set(columns):
        at, said = columns.index("trial"), columns.index("id")
        if all(row[at] == f"{desk.manifest.base}trial/{row[said]}" for row in rows):
            columns = [name for name in columns if name != "trial"]
            rows = [[cell for place, cell in enumerate(row) if place != at] for row in rows]
    return section("rows", columns, rows)
