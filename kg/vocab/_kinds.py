"""Settles the kinds that single entries cannot know: by what a concept is under, and what is under it.

- A concept of no kind gets the kind of the nearest root of `ontology/vocabulary_roots.tsv` above it.
- A drug is a drug class where at least two drugs that do not bear its name are under it: salts and forms of
  paclitaxel do not make a class of it. Publishers that have nothing but drugs have brands under a drug, and
  MeSH has drugs under a drug that they resemble; its classes are headed in the plural.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from functools import cache

from kg.content import content
from kg.folding import fold
from kg.vocab.publishers import iri, kind_of, publishers
from kg.vocabulary import rows

_MEMBERS = 2


def settle(connection: sqlite3.Connection, vocabulary: int, kind: str) -> None:
    """Give the concepts of a vocabulary the kinds that the whole of it tells; `kind` to those left over."""
    _inherit(connection, vocabulary)
    connection.execute("UPDATE concept SET kind = ? WHERE vocabulary = ? AND kind = ''", (kind, vocabulary))
    _tell_classes(connection, vocabulary)


@cache
def _roots() -> dict[str, str]:
    return {iri(row["root"]): row["kind"] for _, row in rows(content("ontology") / "vocabulary_roots.tsv")}


def _inherit(connection: sqlite3.Connection, vocabulary: int) -> None:
    """Go down from the roots, level by level; what has a kind of its own keeps it and passes it on."""
    level = dict(_roots())
    seen = set(level)
    _set_kinds(connection, vocabulary, level)
    while level:
        below: dict[str, str] = {}
        for parent, kind in level.items():
            for child, own in _children(connection, vocabulary, parent):
                if child not in seen:
                    below.setdefault(child, own or kind)
        seen.update(below)
        _set_kinds(connection, vocabulary, below)
        level = below


def _children(connection: sqlite3.Connection, vocabulary: int, parent: str) -> list[tuple[str, str]]:
    return connection.execute(
        "SELECT concept.iri, concept.kind FROM broader JOIN concept ON concept.id = broader.concept"
        " WHERE broader.parent = ? AND concept.vocabulary = ? ORDER BY concept.iri",
        (parent, vocabulary),
    ).fetchall()


def _set_kinds(connection: sqlite3.Connection, vocabulary: int, kinds: dict[str, str]) -> None:
    connection.executemany(
        "UPDATE concept SET kind = ? WHERE iri = ? AND vocabulary = ? AND kind = ''",
        [(kind, concept, vocabulary) for concept, kind in kinds.items()],
    )


def _tell_classes(connection: sqlite3.Connection, vocabulary: int) -> None:
    members: Counter[tuple[int, str, str]] = Counter()
    for number, concept, label, member in connection.execute(
        "SELECT parent.id, parent.iri, parent.label, child.label FROM broader"
        " JOIN concept AS child ON child.id = broader.concept"
        " JOIN concept AS parent ON parent.iri = broader.parent AND parent.vocabulary = child.vocabulary"
        " WHERE child.vocabulary = ? AND child.kind IN ('drug', 'drug class') AND NOT child.obsolete"
        " AND parent.kind = 'drug'",
        (vocabulary,),
    ):
        if fold(label) not in fold(member):
            members[number, concept, label] += 1
    connection.executemany(
        "UPDATE concept SET kind = 'drug class' WHERE id = ?",
        [
            (parent[0],)
            for parent, count in members.items()
            if count >= _MEMBERS and _can_be_class(*parent[1:])
        ],
    )


def _can_be_class(concept: str, label: str) -> bool:
    """Tell whether a publisher could mean a class.

    >>> _can_be_class("http://id.nlm.nih.gov/mesh/D005472", "Fluorouracil")
    False
    >>> _can_be_class("http://id.nlm.nih.gov/mesh/D000911", "Antibodies, Monoclonal")
    True
    """
    if kind_of(concept):
        return False
    is_mesh = concept.startswith(publishers()["mesh"].namespace)
    return not is_mesh or label.partition(",")[0].endswith("s")
