"""Every table of `ontology/tables.tsv`, row by row into whatever holds rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from kg.export.nodes import Nodes
from kg.export.release import Named, Release, Trial
from kg.export.schema import Reader
from kg.export.shared import Cell, Shared
from kg.export.tables import Rows, Table, Where, tables
from kg.terms import inside
from kg.vocabulary import load


class Sheet(Protocol):
    """Holds the rows of one table."""

    def row(self, cells: list[Cell]) -> None: ...
    def close(self) -> None: ...


class TablesWriter:
    """Writes trials, then what they share; the concepts and codes come first, whatever is chosen."""

    def __init__(self, sheets: Mapping[str, Sheet], release: Release) -> None:
        self._sheets = sheets
        self._rows = Rows(Reader(load().converter.compress))
        self._shared = Shared()
        self._of = {scope: _of_scope(scope) for scope in ("trial", "record", "shared", "vocabulary")}
        self._fill("vocabulary", Nodes(release.vocabulary().triples), Where())

    def vocabulary(self, graph: Named) -> None:
        """It is written already."""

    def trial(self, trial: Trial) -> None:
        nodes = Nodes(trial.triples())
        self._fill("trial", nodes, Where(trial.id))
        for graph in trial.graphs:
            self._fill("record", Nodes(graph.triples), Where(trial.id, inside(graph.name)))
        for table in self._of["shared"]:
            for key, cells in self._rows.rows(table, nodes, Where()):
                self._shared.merge(table.name, key, cells)

    def _fill(self, scope: str, nodes: Nodes, where: Where) -> None:
        for table in self._of[scope]:
            sheet = self._sheets[table.name]
            for _, cells in self._rows.rows(table, nodes, where):
                sheet.row(cells)

    def close(self) -> None:
        for table in self._of["shared"]:
            for _, cells in self._shared.rows(table.name):
                self._sheets[table.name].row(cells)
        self._shared.close()
        for sheet in self._sheets.values():
            sheet.close()


def _of_scope(scope: str) -> list[Table]:
    return [table for table in tables().values() if table.scope == scope]
