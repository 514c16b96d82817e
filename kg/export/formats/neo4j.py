"""Neo4j: CSV files for `neo4j-admin database import`, one a label of nodes, and one of all relationships.

The headers are those of https://neo4j.com/docs/operations-manual/current/import/: `:ID`, `:LABEL`,
`:START_ID`, `:END_ID`, `:TYPE`, and a type a property. Lists are parted by U+001F, which no text needs.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any

from kg.errors import ExportError
from kg.export.graph import Edge, Node, PropertyGraph, columns, labels
from kg.export.joined import plain
from kg.export.release import Named, Release, Trial
from kg.export.schema import Property
from kg.export.shared import Cell

TITLE = "Neo4j import files"
MEDIA_TYPE = "text/csv"
EXTENSION = ""

_TYPES = {"integer": ":long", "number": ":double", "boolean": ":boolean"}
_BETWEEN = "\x1f"
_RELATIONSHIPS = "relationships.csv"


def is_ours(name: str) -> bool:
    """Tell the relationships, and the nodes of a label, by their name."""
    return name == _RELATIONSHIPS or name in {f"nodes-{label}.csv" for label in labels()}


def writer(out: Path, release: Release) -> _Writer:
    """Write a file for each label that is met into a folder."""
    return _Writer(out, PropertyGraph(release))


class _Writer:
    def __init__(self, folder: Path, graph: PropertyGraph) -> None:
        self._folder, self._graph = folder, graph
        self._files: list[IO[str]] = []
        self._nodes: dict[str, Any] = {}
        self._edges = self._rows(_RELATIONSHIPS, [":START_ID", ":END_ID", ":TYPE"])

    def vocabulary(self, graph: Named) -> None:
        """Leave it out: the concepts that trials name come at the end."""

    def trial(self, trial: Trial) -> None:
        self._write(self._graph.trial(trial))

    def close(self) -> None:
        self._write(self._graph.rest())
        for file in self._files:
            file.close()

    def _write(self, parts: Iterable[Node | Edge]) -> None:
        for part in parts:
            if isinstance(part, Edge):
                self._edges.writerow((part.source, part.target, part.type))
            else:
                self._write_node(part)

    def _write_node(self, node: Node) -> None:
        names = {prop.name for prop in columns(node.label)}
        if foreign := node.properties.keys() - names:
            raise ExportError(f"the ontology has no {min(foreign)} for a {node.label}, as {node.id} has")
        if node.label not in self._nodes:
            header = ["iri:ID", *map(_header, columns(node.label)), ":LABEL"]
            self._nodes[node.label] = self._rows(f"nodes-{node.label}.csv", header)
        cells = (_cell(node.properties.get(prop.name)) for prop in columns(node.label))
        self._nodes[node.label].writerow([node.id, *cells, node.label])

    def _rows(self, name: str, header: list[str]) -> Any:
        file = (self._folder / name).open("w", encoding="utf-8", newline="")
        self._files.append(file)
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(header)
        return rows


def _header(prop: Property) -> str:
    return f"{prop.name}:string[]" if prop.many else prop.name + _TYPES.get(prop.kind, "")


def _cell(cell: Cell) -> str:
    if isinstance(cell, list):
        return _BETWEEN.join(plain(value).replace(_BETWEEN, " ") for value in cell)
    return plain(cell)
