"""Writes a vocabulary into the tables of the index, and counts what is odd about it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

import msgspec

from kg.errors import VocabularyError
from kg.folding import fold
from kg.vocab._cycles import cycles
from kg.vocab.entry import KINDS, NAME_TYPES, About, Entry, Name

_EXAMPLES = 5


class Added(msgspec.Struct, frozen=True):
    """What was added, and what is odd about it and kept all the same.

    `shared` are names of several concepts; `cycles` lead from an IRI back to it: five examples each.
    """

    name: str
    concepts: int
    names: int
    obsolete: int
    matches: int
    kinds: dict[str, int]
    shared_count: int
    shared: list[str]
    cycle_count: int
    cycles: list[list[str]]


def create(connection: sqlite3.Connection, about: About, format_name: str, file: str, sha256: str) -> int:
    """Write the row of a vocabulary; give its number."""
    cursor = connection.execute(
        "INSERT INTO vocabulary (name, title, version, licence, format, file, sha256) VALUES (?,?,?,?,?,?,?)",
        (about.name, about.title, about.version, about.licence, format_name, file, sha256),
    )
    return int(cursor.lastrowid or 0)


def remove(connection: sqlite3.Connection, name: str) -> bool:
    """Delete a vocabulary; tell whether there was one."""
    row = connection.execute("SELECT id, first, last FROM vocabulary WHERE name = ?", (name,)).fetchone()
    if not row:
        return False
    number, first, last = row
    for table in ("name", "broader"):
        connection.execute(f"DELETE FROM {table} WHERE concept BETWEEN ? AND ?", (first, last))  # noqa: S608  # fixed
    connection.execute("DELETE FROM concept WHERE id BETWEEN ? AND ?", (first, last))
    connection.execute("DELETE FROM match WHERE vocabulary = ?", (number,))
    connection.execute("DELETE FROM vocabulary WHERE id = ?", (number,))
    return True


def fill(connection: sqlite3.Connection, vocabulary: int, entries: Iterable[Entry]) -> None:
    """Write the concepts; entries of one IRI become one concept."""
    first = last = connection.execute("SELECT coalesce(max(id), 0) + 1 FROM concept").fetchone()[0]
    for entry in entries:
        if entry.names:
            last += _write(connection, vocabulary, last, entry)
        connection.executemany(
            "INSERT OR IGNORE INTO match VALUES (?,?,?,?)",
            [(vocabulary, entry.iri, match.iri, match.relation) for match in entry.matches],
        )
    connection.execute(
        "UPDATE vocabulary SET first = ?, last = ? WHERE id = ?", (first, last - 1, vocabulary)
    )


def _write(connection: sqlite3.Connection, vocabulary: int, number: int, entry: Entry) -> int:
    """Write one concept under a number, or add to the one there is; give how many were new."""
    if entry.kind and entry.kind not in KINDS:
        raise VocabularyError(f"{entry.iri}: kind {entry.kind!r} is none of {', '.join(sorted(KINDS))}")
    names = _distinct(entry.names)
    label = next((name.text for name in names if name.type == "label"), names[0].text)
    made = connection.execute(
        "INSERT OR IGNORE INTO concept VALUES (?,?,?,?,?,?,?)",
        (number, vocabulary, entry.iri, entry.kind, label, entry.definition, entry.obsolete),
    ).rowcount
    concept, position = (number, 0) if made else _known(connection, vocabulary, entry.iri)
    connection.executemany(
        "INSERT INTO name VALUES (?,?,?,?,?,?,?)",
        [
            (
                concept,
                place,
                fold(name.text),
                name.text,
                NAME_TYPES.index(name.type),
                name.source,
                name.language,
            )
            for place, name in enumerate(names, start=position)
        ],
    )
    connection.executemany(
        "INSERT OR IGNORE INTO broader VALUES (?,?)", [(concept, parent) for parent in entry.broader]
    )
    return made


def _known(connection: sqlite3.Connection, vocabulary: int, iri: str) -> tuple[int, int]:
    concept = connection.execute(
        "SELECT id FROM concept WHERE iri = ? AND vocabulary = ?", (iri, vocabulary)
    ).fetchone()[0]
    position = connection.execute(
        "SELECT coalesce(max(position), -1) + 1 FROM name WHERE concept = ?", (concept,)
    ).fetchone()[0]
    return concept, position


def _distinct(names: list[Name]) -> list[Name]:
    """Keep one name a text: of the first type of NAME_TYPES, with every source."""
    found: dict[str, Name] = {}
    for name in sorted(names, key=lambda name: NAME_TYPES.index(name.type)):
        known = found.setdefault(name.text, name)
        if name.source and name.source not in known.source.split(", "):
            source = f"{known.source}, {name.source}" if known.source else name.source
            found[name.text] = msgspec.structs.replace(known, source=source)
    return list(found.values())


def finish(connection: sqlite3.Connection, vocabulary: int, name: str) -> Added:
    """Count a vocabulary, and say what is odd; raise VocabularyError where nothing was read."""
    first, last = connection.execute(
        "SELECT first, last FROM vocabulary WHERE id = ?", (vocabulary,)
    ).fetchone()
    concepts, obsolete = connection.execute(
        "SELECT count(*), coalesce(sum(obsolete), 0) FROM concept WHERE id BETWEEN ? AND ?", (first, last)
    ).fetchone()
    names = connection.execute(
        "SELECT count(*) FROM name WHERE concept BETWEEN ? AND ?", (first, last)
    ).fetchone()
    matches = connection.execute("SELECT count(*) FROM match WHERE vocabulary = ?", (vocabulary,)).fetchone()
    if not concepts and not matches[0]:
        raise VocabularyError("there is no concept in it")
    connection.execute(
        "UPDATE vocabulary SET concepts = ?, names = ?, obsolete = ?, matches = ? WHERE id = ?",
        (concepts, names[0], obsolete, matches[0], vocabulary),
    )
    kinds = connection.execute(
        "SELECT kind, count(*) FROM concept WHERE id BETWEEN ? AND ? GROUP BY kind ORDER BY kind",
        (first, last),
    )
    shared = _shared(connection, first, last)
    circles = cycles(_hierarchy(connection, first, last))
    return Added(
        name=name,
        concepts=concepts,
        names=names[0],
        obsolete=obsolete,
        matches=matches[0],
        kinds=dict(kinds.fetchall()),
        shared_count=len(shared),
        shared=shared[:_EXAMPLES],
        cycle_count=len(circles),
        cycles=circles[:_EXAMPLES],
    )


def _shared(connection: sqlite3.Connection, first: int, last: int) -> list[str]:
    """List names in use by several concepts; abbreviations and codes are expected to be."""
    ordinary = [NAME_TYPES.index(kind) for kind in ("label", "synonym", "brand")]
    rows = connection.execute(
        "SELECT min(name.text) FROM name JOIN concept ON concept.id = name.concept"
        " WHERE name.concept BETWEEN ? AND ? AND name.type IN (?,?,?)"
        " AND name.folded <> '' AND NOT concept.obsolete"
        " GROUP BY name.folded HAVING min(name.concept) <> max(name.concept) ORDER BY name.folded",
        (first, last, *ordinary),
    )
    return [text for (text,) in rows]


def _hierarchy(connection: sqlite3.Connection, first: int, last: int) -> dict[str, list[str]]:
    above: dict[str, list[str]] = {}
    for child, parent in connection.execute(
        "SELECT concept.iri, broader.parent FROM broader JOIN concept ON concept.id = broader.concept"
        " WHERE broader.concept BETWEEN ? AND ? ORDER BY 1, 2",
        (first, last),
    ):
        above.setdefault(child, []).append(parent)
    return above
