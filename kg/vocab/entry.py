"""What a vocabulary says: concepts with their names, what is broader, and what matches elsewhere."""

from __future__ import annotations

from typing import Literal

import msgspec

from kg.vocabulary import KINDS as CONCEPT_KINDS

NAME_TYPES = ("label", "synonym", "brand", "code", "abbreviation")
KINDS = CONCEPT_KINDS | {"place"}
Relation = Literal["exact", "close", "broad"]


class Name(msgspec.Struct, frozen=True):
    """One name of a concept; `type` is one of NAME_TYPES, `source` is who calls it so."""

    text: str
    type: str
    source: str = ""
    language: str = ""


class Match(msgspec.Struct, frozen=True):
    """A concept of another vocabulary that means the same, nearly the same, or more."""

    iri: str
    relation: Relation


class Entry(msgspec.Struct, frozen=True):
    """One concept. `kind` is one of KINDS, or "" where it is unknown. Without names it only adds matches."""

    iri: str
    kind: str
    names: list[Name]
    broader: list[str] = []
    matches: list[Match] = []
    definition: str = ""
    obsolete: bool = False


class About(msgspec.Struct, frozen=True):
    """What a vocabulary is called, which release it is, and under which licence; "" is not known."""

    name: str
    title: str
    version: str
    licence: str
