"""SSSOM mappings: what concepts of other vocabularies match (https://mapping-commons.github.io/sssom/)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import yaml

from kg.errors import VocabularyError
from kg.vocab._files import opened_text, stem
from kg.vocab._tables import rows
from kg.vocab.entry import About, Entry, Match, Relation
from kg.vocab.publishers import iri

TITLE = "SSSOM mappings"
_RELATIONS: dict[str, Relation] = {
    "skos:exactMatch": "exact",
    "owl:equivalentClass": "exact",
    "owl:sameAs": "exact",
    "skos:closeMatch": "close",
    "skos:broadMatch": "broad",
    "rdfs:subClassOf": "broad",
}
_HEADER = (b"subject_id", b"predicate_id", b"object_id")


def recognises(head: bytes, name: str) -> bool:  # noqa: ARG001
    """Tell by the header, which may stand under a commented preamble."""
    lines = (line for line in head.splitlines() if not line.startswith(b"#"))
    return set(next(lines, b"").split(b"\t")) >= set(_HEADER)


def about(path: Path) -> About:
    """Read the preamble."""
    with opened_text(path, recognises) as lines:
        said, _ = _preamble(lines)
    name = stem(path)
    version = str(said.get("mapping_set_version") or said.get("mapping_date") or "")
    return About(name, str(said.get("mapping_set_title") or name), version, str(said.get("license") or ""))


def entries(path: Path) -> Iterator[Entry]:
    """Yield a subject with its match a row; relations that say less, and negated ones, are left out."""
    with opened_text(path, recognises) as lines:
        said, header = _preamble(lines)
        stated = said.get("curie_map")
        prefixes = stated if isinstance(stated, dict) else {}
        above = sum(1 for _ in header[:-1])
        for number, row in rows(lines, "\t", header[-1].split("\t")):
            relation = _RELATIONS.get(row["predicate_id"])
            if relation is None or row.get("predicate_modifier") == "Not":
                continue
            subject, other = (iri(row[column], prefixes) for column in ("subject_id", "object_id"))
            if subject and other:
                yield Entry(iri=subject, kind="", names=[], matches=[Match(other, relation)])
            elif not subject and ":" not in row["subject_id"]:
                raise VocabularyError(f"line {number + above + 1}: {row['subject_id']!r} is no CURIE")


def _preamble(lines: TextIO) -> tuple[dict[str, dict[str, str] | str | None], list[str]]:
    """Read the metadata, and the lines down to the header."""
    read = []
    for line in lines:
        read.append(line.rstrip("\r\n"))
        if not line.startswith("#"):
            break
    text = "\n".join(line.removeprefix("#") for line in read if line.startswith("#"))
    try:
        said = yaml.safe_load(_unindented(text)) or {}
    except yaml.YAMLError as error:
        raise VocabularyError(f"its preamble is no YAML ({error})") from error
    if not isinstance(said, dict):
        raise VocabularyError("its preamble is no YAML of keys and values")
    return said, read


def _unindented(text: str) -> str:
    """Take off the blank that many put after the #."""
    lines = text.splitlines()
    is_indented = all(line.startswith(" ") for line in lines if line.strip())
    return "\n".join(line[1:] if is_indented else line for line in lines)
