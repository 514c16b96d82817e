"""Mappings of the NCI Thesaurus as the NCI publishes them: two columns, `Source Code` and `Target Code`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kg.vocab._files import opened_text, stem
from kg.vocab._tables import columns, rows
from kg.vocab.entry import About, Entry, Match
from kg.vocab.publishers import iri, publishers

TITLE = "NCI Thesaurus mappings"
_HEADER = ["Source Code", "Target Code"]


def recognises(head: bytes, name: str) -> bool:  # noqa: ARG001
    """Tell by the header."""
    return columns(head, "\t") == _HEADER


def about(path: Path) -> About:
    """Take the name of the file."""
    name = stem(path)
    return About(name, name.replace("_", " "), "", publishers()["NCIT"].licence)


def entries(path: Path) -> Iterator[Entry]:
    """Yield a concept with its match a row; bare codes are of the NCI Thesaurus."""
    with opened_text(path, recognises) as lines:
        for _, row in rows(lines, "\t"):
            source, target = (_iri(row[column]) for column in _HEADER)
            if source and target:
                yield Entry(iri=source, kind="", names=[], matches=[Match(target, "exact")])


def _iri(code: str) -> str:
    return iri(code if ":" in code else f"NCIT:{code}")
