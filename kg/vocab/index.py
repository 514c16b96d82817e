"""The index of imported vocabularies: one SQLite file, read-only for reading, changed in one transaction.

Names are found by their folded form (`kg.folding`). Concepts of one vocabulary have consecutive numbers, so
that a vocabulary is removed without an index of its own. What another vocabulary says of the same IRI is
another concept; labels, hierarchy and matches are asked for by IRI.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import msgspec
from rapidfuzz import fuzz, process

from kg.errors import VocabularyError
from kg.folding import fold
from kg.vocab import _kinds, _load
from kg.vocab._load import Added as Added
from kg.vocab._schema import SCHEMA, SCHEMA_VERSION
from kg.vocab.entry import NAME_TYPES, About, Entry, Match

# below this similarity (0 to 100) a name is another one, and not the same one misspelt
ALIKE = 80
_CHUNK = 50_000
# seconds that one waits for another who writes
_PATIENCE = 60
_NAMED = """
SELECT concept.iri, concept.kind, vocabulary.name, name.text, name.type
FROM name JOIN concept ON concept.id = name.concept JOIN vocabulary ON vocabulary.id = concept.vocabulary
WHERE name.folded = ? AND NOT concept.obsolete
"""
_FOUND = """
SELECT vocabulary.name, concept.iri, concept.kind, concept.label, name.text, name.type, name.source,
       concept.obsolete, name.folded
FROM name JOIN concept ON concept.id = name.concept JOIN vocabulary ON vocabulary.id = concept.vocabulary
"""


class Imported(msgspec.Struct, frozen=True):
    """A vocabulary of the index."""

    name: str
    title: str
    version: str
    licence: str
    format: str
    file: str
    sha256: str
    concepts: int
    names: int
    obsolete: int
    matches: int


class Candidate(msgspec.Struct, frozen=True):
    """A concept that has a name, and the name as the vocabulary writes it."""

    iri: str
    kind: str
    vocabulary: str
    text: str
    type: str


class Found(msgspec.Struct, frozen=True):
    """A name that was searched for; `how` is `exact`, `prefix` or `fuzzy`."""

    vocabulary: str
    iri: str
    kind: str
    label: str
    text: str
    type: str
    source: str
    obsolete: bool
    how: str


class Index:
    """The vocabularies of a file; where there is no file, an index without any."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._reader = self._open_reader()

    def close(self) -> None:
        """Let go of the file."""
        self._reader.close()

    def add(
        self,
        about: About,
        entries: Iterable[Entry],
        *,
        format: str = "",  # noqa: A002  # the column is called so
        file: str = "",
        sha256: str = "",
        kind: str = "",
    ) -> Added:
        """Put a vocabulary in the place of the one of its name, all of it or nothing.

        `kind` is for the concepts that say none. Raises VocabularyError where there is no concept.
        """
        with self._changed() as connection:
            _load.remove(connection, about.name)
            number = _load.create(connection, about, format, file, sha256)
            _load.fill(connection, number, entries)
            _kinds.settle(connection, number, kind)
            return _load.finish(connection, number, about.name)

    def remove(self, name: str) -> None:
        """Take a vocabulary out; raise VocabularyError where there is none of the name."""
        with self._changed() as connection:
            if not _load.remove(connection, name):
                known = ", ".join(each.name for each in self.vocabularies()) or "none"
                raise VocabularyError(f"no vocabulary {name!r} has been added; there are: {known}")

    def vocabularies(self) -> list[Imported]:
        """List what was added, by name."""
        columns = ", ".join(Imported.__struct_fields__)
        found = self._reader.execute(f"SELECT {columns} FROM vocabulary ORDER BY name")  # noqa: S608  # fixed
        return [Imported(*row) for row in found]

    def named(self, folded: str, vocabularies: Sequence[str]) -> list[Candidate]:
        """Find the concepts of a folded name that are in use: the first vocabulary first, labels first.

        Concepts without a kind are among them. A name of at most three letters is compared by its `text`.
        """
        if not folded:
            return []
        rows = self._reader.execute(_NAMED, (folded,)).fetchall()
        ranked = sorted(
            (vocabularies.index(row[2]), row[4], row[0], row[3], row)
            for row in rows
            if row[2] in vocabularies
        )
        return [
            Candidate(iri=iri, kind=kind, vocabulary=vocabulary, text=text, type=NAME_TYPES[number])
            for *_, (iri, kind, vocabulary, text, number) in ranked
        ]

    def find(self, text: str, limit: int = 20) -> list[Found]:
        """Search names: the same first, then those that begin so; where there are none, similar ones."""
        folded = fold(text)
        if not folded:
            return []
        exact = self._found("WHERE name.folded = ?", (folded,), "exact", limit)
        beginning = folded.rstrip()
        prefix = self._found(
            "WHERE name.folded > ? AND name.folded < ? AND name.folded <> ? ORDER BY name.folded LIMIT ?",
            (beginning, beginning + "\U0010ffff", folded, limit),
            "prefix",
            limit,
        )
        return [*exact, *prefix][:limit] or self._alike(folded, limit)

    def label(self, iri: str) -> str:
        """Give what a concept is called, by the vocabulary that was added first, or ""."""
        row = self._reader.execute(
            "SELECT label FROM concept WHERE iri = ? AND label <> '' ORDER BY vocabulary LIMIT 1", (iri,)
        ).fetchone()
        return str(row[0]) if row else ""

    def kind(self, iri: str, vocabularies: Sequence[str]) -> str:
        """Give what a concept is, by the first vocabulary that says it, or ""."""
        found = self._homes(iri)
        return next((found[name] for name in vocabularies if found.get(name)), "")

    def rank(self, iri: str, vocabularies: Sequence[str]) -> int:
        """Give the place of the first vocabulary that has a concept; past the last where none has it."""
        found = self._homes(iri)
        return next((n for n, name in enumerate(vocabularies) if name in found), len(vocabularies))

    def _homes(self, iri: str) -> dict[str, str]:
        """Give the vocabularies that have a concept, and what each says it is."""
        return dict(
            self._reader.execute(
                "SELECT vocabulary.name, concept.kind FROM concept"
                " JOIN vocabulary ON vocabulary.id = concept.vocabulary WHERE concept.iri = ?",
                (iri,),
            )
        )

    def broader(self, iri: str, vocabularies: Sequence[str]) -> list[str]:
        """List what a concept is directly under, in the order of IRIs."""
        rows = self._reader.execute(
            "SELECT vocabulary.name, broader.parent FROM concept JOIN broader ON broader.concept = concept.id"
            " JOIN vocabulary ON vocabulary.id = concept.vocabulary WHERE concept.iri = ?",
            (iri,),
        )
        return sorted({parent for name, parent in rows if name in vocabularies})

    def ancestors(self, iri: str, vocabularies: Sequence[str]) -> list[str]:
        """List everything a concept is under, the nearest first; a cycle is gone round once."""
        found: dict[str, None] = {}
        level = [iri]
        while level:
            above = dict.fromkeys(parent for child in level for parent in self.broader(child, vocabularies))
            level = [each for each in above if each not in found and each != iri]
            found.update(dict.fromkeys(level))
        return list(found)

    def matches(self, iri: str) -> list[Match]:
        """List the concepts elsewhere that match, whoever says so; exact and close ones both ways."""
        rows = self._reader.execute(
            "SELECT other, relation FROM match WHERE iri = ?1"
            " UNION SELECT iri, relation FROM match WHERE other = ?1 AND relation <> 'broad'",
            (iri,),
        )
        order = ["exact", "close", "broad"]
        found: dict[str, Match] = {}
        for relation, other in sorted((order.index(relation), other) for other, relation in rows):
            found.setdefault(other, Match(other, order[relation]))  # type: ignore[arg-type]  # one of Relation
        return list(found.values())

    def _found(self, where: str, values: tuple[object, ...], how: str, limit: int) -> list[Found]:
        rows = self._reader.execute(_FOUND + where, values).fetchall()
        rows.sort(key=lambda row: (row[7], row[8], row[5], row[0], row[1], row[4]))
        return [
            Found(*row[:5], NAME_TYPES[row[5]], row[6], bool(row[7]), how)  # type: ignore[call-arg]
            for row in rows[:limit]
        ]

    def _alike(self, folded: str, limit: int) -> list[Found]:
        """Compare with every name: half a second for a million, and no index that doubles the file."""
        best: list[tuple[float, str]] = []
        names = self._reader.execute("SELECT DISTINCT folded FROM name")
        while chunk := [row[0] for row in names.fetchmany(_CHUNK)]:
            scored = process.extract(folded, chunk, scorer=fuzz.ratio, limit=limit, score_cutoff=ALIKE)
            best = sorted([*best, *((-score, name) for name, score, _ in scored)])[:limit]
        return [
            found
            for _, name in best
            for found in self._found("WHERE name.folded = ?", (name,), "fuzzy", limit)
        ]

    def _open_reader(self) -> sqlite3.Connection:
        if self._is_empty():
            reader = sqlite3.connect(":memory:")
            reader.executescript(SCHEMA)
            return reader
        if self._path.with_name(f"{self._path.name}-journal").exists():
            _recover(self._path)
        reader = sqlite3.connect(f"{self._path.absolute().as_uri()}?mode=ro", uri=True, timeout=_PATIENCE)
        self._check(reader)
        return reader

    def _is_empty(self) -> bool:
        """Tell whether nothing was ever added; a first add that failed leaves a file without bytes."""
        return not self._path.exists() or not self._path.stat().st_size

    def _check(self, connection: sqlite3.Connection) -> None:
        try:
            version = connection.execute("PRAGMA user_version").fetchone()[0]
        except sqlite3.DatabaseError as error:
            raise VocabularyError(f"{self._path}: is not an index of vocabularies ({error})") from error
        if version != SCHEMA_VERSION:
            raise VocabularyError(
                f"{self._path}: was made by another version of kg; delete it and add the vocabularies again"
            )

    @contextmanager
    def _changed(self) -> Iterator[sqlite3.Connection]:
        """Open the file for one transaction; whatever is raised inside leaves it as it was."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self._path, isolation_level=None, timeout=_PATIENCE)) as connection:
            connection.execute("PRAGMA cache_size = -65536")
            _begin(connection, self._path)
            try:
                self._check(connection)
                yield connection
                connection.execute("COMMIT")
            except sqlite3.DatabaseError as error:
                raise VocabularyError(f"{self._path}: cannot be written to ({error})") from error
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
        self._reader.close()
        self._reader = self._open_reader()


def _recover(path: Path) -> None:
    """Undo what a killed process had begun; who only reads may not."""
    with (
        contextlib.suppress(sqlite3.DatabaseError),
        closing(sqlite3.connect(path, timeout=_PATIENCE)) as writer,
    ):
        writer.execute("SELECT 1 FROM sqlite_master").fetchone()


def _begin(connection: sqlite3.Connection, path: Path) -> None:
    try:
        connection.execute("BEGIN IMMEDIATE")
        if not connection.execute("SELECT 1 FROM sqlite_master").fetchone():
            for statement in filter(str.strip, SCHEMA.split(";")):
                connection.execute(statement)
    except sqlite3.DatabaseError as error:
        raise VocabularyError(f"{path}: cannot be written to ({error})") from error
