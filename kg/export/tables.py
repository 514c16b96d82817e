"""Tables of nodes: which table has which columns, and the rows that a trial gives them.

`ontology/tables.tsv` has a row a column: its table, the classes or properties that the table's rows are
`of`, where they come from (a `trial`, each `record` of one, things `shared` by trials, the `vocabulary`),
its name, and the property that it is read from. Type and number of values follow from the ontology
(`kg.export.schema`). Besides properties there are `@id` (the node), `@class`, `@trial`, `@record`; for rows
of a property `@subject`, `@relation`, `@object`; and `^property` is the node that has this one as a value.

`python -m kg.export.tables > docs/tables.md` writes the page that documents them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby

import msgspec

from kg.content import content
from kg.export.nodes import Nodes
from kg.export.schema import Property, Reader, schema
from kg.export.shared import Cell
from kg.terms import Term, inside
from kg.vocabulary import rows

_HEAD = """# Tables

Made from `ontology/tables.tsv` and the ontology by `python -m kg.export.tables > docs/tables.md`. These are
the tables of `kg export csv` and `kg export parquet`; [exports.md](exports.md) says how to load them.
"""
_PSEUDO = {
    "@id": "The node.",
    "@trial": "The id of the trial.",
    "@record": "The record that says so.",
    "@class": "The class of the node.",
    "@subject": "What the relation is of.",
    "@relation": "The property.",
    "@object": "What the relation is to.",
}
_SCOPES = {
    "trial": "A row {of}: what all its records say, and where they differ, the first.",
    "record": "A row {of} of each record.",
    "shared": "A row {of}, of all trials together.",
    "vocabulary": "A row {of} of the vocabulary.",
}


class Column(msgspec.Struct, frozen=True):
    """A column: its type is text, integer, number or boolean; `many` makes its values lists."""

    name: str
    source: str
    type: str
    many: bool
    prop: Property | None
    definition: str


class Table(msgspec.Struct, frozen=True):
    """A table: rows are of classes, or of properties where their names begin in lower case."""

    name: str
    of: tuple[str, ...]
    scope: str
    columns: tuple[Column, ...]

    @property
    def is_relation(self) -> bool:
        return self.of[0][0].islower()


@cache
def tables() -> dict[str, Table]:
    """Read every table by name."""
    path = content("ontology") / "tables.tsv"
    grouped = groupby((row for _, row in rows(path)), key=lambda row: row["table"])
    return {name: _table(name, list(columns)) for name, columns in grouped}


def _table(name: str, columns: list[dict[str, str]]) -> Table:
    of = tuple(columns[0]["of"].split("|"))
    made = tuple(_column(row["column"], row["property"], of) for row in columns)
    return Table(name=name, of=of, scope=columns[0]["scope"], columns=made)


def _column(name: str, source: str, of: tuple[str, ...]) -> Column:
    if source.startswith("^"):
        return Column(
            name,
            source,
            "text",
            many=False,
            prop=None,
            definition=f"The node that this is of, by `{source[1:]}`.",
        )
    if source.startswith("@"):
        prop = schema()[of[0]] if source == "@object" else None
        return Column(name, source, "text", many=False, prop=prop, definition=_PSEUDO[source])
    prop = schema()[source]
    kind = prop.kind if prop.kind in {"integer", "number", "boolean"} else "text"
    return Column(name, source, kind, prop.many, prop, prop.definition)


class Where(msgspec.Struct, frozen=True):
    """Of which trial, and of which of its records, rows are made."""

    trial: str = ""
    record: str = ""


class Rows:
    """Makes the rows of tables from the triples of a trial, or of the vocabulary."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def rows(self, table: Table, nodes: Nodes, where: Where) -> Iterator[tuple[str, list[Cell]]]:
        """Yield the key and the cells of each row; of several values the first fills a single cell."""
        if table.is_relation:
            yield from self._relations(table, nodes, where)
            return
        for name in table.of:
            for node in dict.fromkeys(nodes.of_class(name)):
                yield inside(node), [self._cell(column, nodes, node, where) for column in table.columns]

    def _cell(self, column: Column, nodes: Nodes, node: Term, where: Where) -> Cell:
        if column.prop is not None:
            values = nodes.said[node].get(column.prop.term, [])
            read = [self._reader.value(column.prop.kind, value) for value in values]
            return read if column.many else (read[0] if read else None)
        match column.source:
            case "@id":
                return inside(node)
            case "@trial":
                return where.trial
            case "@record":
                return where.record
            case "@class":
                return nodes.class_of(node)
        owner = nodes.owner(node, schema()[column.source[1:]].term)
        return inside(owner) if owner else None

    def _relations(self, table: Table, nodes: Nodes, where: Where) -> Iterator[tuple[str, list[Cell]]]:
        for name in table.of:
            prop = schema()[name]
            for subject, value in nodes.of_property.get(prop.term, ()):
                cells: dict[str, Cell] = {
                    "@trial": where.trial,
                    "@record": where.record,
                    "@subject": inside(subject),
                    "@relation": name,
                    "@object": self._reader.value(prop.kind, value),
                }
                yield inside(subject), [cells[column.source] for column in table.columns]


def tables_page() -> str:
    """Write the page that documents every column."""
    return _HEAD + "".join("".join(_section(table)) for table in tables().values())


def _section(table: Table) -> Iterable[str]:
    of = " or ".join(f"`{name}`" for name in table.of)
    yield f"\n## {table.name}\n\n{_SCOPES[table.scope].format(of=of)}\n\n"
    yield "| column | type | from | what |\n|---|---|---|---|\n"
    for column in table.columns:
        kind = f"{column.type}, many" if column.many else column.type
        yield f"| `{column.name}` | {kind} | `{column.source}` | {column.definition} |\n"


if __name__ == "__main__":
    sys.stdout.write(tables_page())
