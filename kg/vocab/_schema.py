"""The tables of the index."""

from __future__ import annotations

SCHEMA_VERSION = 1
# type is the position in NAME_TYPES; the label of a concept stands in its row too, for quick display
SCHEMA = f"""
CREATE TABLE vocabulary (
    id INTEGER PRIMARY KEY, name TEXT UNIQUE NOT NULL, title TEXT NOT NULL, version TEXT NOT NULL,
    licence TEXT NOT NULL, format TEXT NOT NULL, file TEXT NOT NULL, sha256 TEXT NOT NULL,
    first INTEGER NOT NULL DEFAULT 0, last INTEGER NOT NULL DEFAULT -1,
    concepts INTEGER NOT NULL DEFAULT 0, names INTEGER NOT NULL DEFAULT 0,
    obsolete INTEGER NOT NULL DEFAULT 0, matches INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE concept (
    id INTEGER PRIMARY KEY, vocabulary INTEGER NOT NULL, iri TEXT NOT NULL, kind TEXT NOT NULL,
    label TEXT NOT NULL, definition TEXT NOT NULL, obsolete INTEGER NOT NULL
);
CREATE UNIQUE INDEX concept_iri ON concept (iri, vocabulary);
CREATE TABLE name (
    concept INTEGER NOT NULL, position INTEGER NOT NULL, folded TEXT NOT NULL, text TEXT NOT NULL,
    type INTEGER NOT NULL, source TEXT NOT NULL, language TEXT NOT NULL, PRIMARY KEY (concept, position)
) WITHOUT ROWID;
CREATE INDEX name_folded ON name (folded);
CREATE TABLE broader (
    concept INTEGER NOT NULL, parent TEXT NOT NULL, PRIMARY KEY (concept, parent)
) WITHOUT ROWID;
CREATE INDEX broader_parent ON broader (parent);
CREATE TABLE match (
    vocabulary INTEGER NOT NULL, iri TEXT NOT NULL, other TEXT NOT NULL, relation TEXT NOT NULL,
    PRIMARY KEY (iri, other, relation, vocabulary)
) WITHOUT ROWID;
CREATE INDEX match_other ON match (other);
PRAGMA user_version = {SCHEMA_VERSION};
"""
