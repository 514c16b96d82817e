"""JSON for programs; docs/validate.md says what each key means."""

from __future__ import annotations

from typing import Any, TextIO

import msgspec

from kg.validate.outcome import Outcome, Placed


def write(outcome: Outcome, file: TextIO) -> None:
    """Write one JSON object."""
    content = {
        "conforms": outcome.conforms,
        "vacuous": outcome.is_vacuous,
        "engine": outcome.engine,
        "sources": outcome.documents,
        "graphs": outcome.graphs,
        "unmatchedGraphs": outcome.unmatched_graphs,
        "triples": outcome.triples,
        "focusNodes": outcome.focus_nodes,
        "counts": outcome.counts(),
        "broken": outcome.broken,
        "findings": [_finding(one) for one in outcome.placed],
    }
    file.write(msgspec.json.format(msgspec.json.encode(content), indent=2).decode() + "\n")


def _finding(one: Placed) -> dict[str, Any]:
    finding = one.finding
    return {
        "severity": finding.severity,
        "message": finding.message,
        "focusNode": finding.focus or None,
        "path": finding.path or None,
        "value": finding.value or None,
        "constraint": finding.constraint or None,
        "shape": finding.shape or None,
        "document": one.document or None,
        "graph": one.graph or None,
        "line": one.line,
    }
