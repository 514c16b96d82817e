"""What can go wrong, and what a caller can do about it.

KgError
├── SourceError            a file cannot be read
│   └── UnknownFormatError no source recognises it
├── RecordError            one record cannot be used; the rest of its file can
├── VocabularyError        a table of ontology/, or a vocabulary to import, breaks a rule
├── ShapesError            shapes/ cannot be used, or a graph to check cannot be read
├── FetchError             a registry's API cannot be reached, or refuses
├── LoadError              a store cannot be loaded, or a build is not fit to be
├── QueryError             a question, one of its parameters, or SPARQL text is wrong
└── BuildError             a build folder is missing, or is not one

A record's failure is a value: the driver turns a `RecordError` into a `Rejected`, which is
counted and written down. Everything else is an exception, and only `kg.cli` catches it.
"""

from __future__ import annotations

import msgspec

# what decoding JSON raises: no JSON or another shape, no UTF-8, deeper than any record is
JSON_ERRORS = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


class KgError(Exception):
    """Something the user can put right; the message says what, where and how."""


class SourceError(KgError):
    """A file cannot be read."""


class UnknownFormatError(SourceError):
    """No source recognises a file."""


class RecordError(KgError):
    """One record cannot be used; the message says why, without naming the file."""


class VocabularyError(KgError):
    """A table of the shipped vocabulary breaks a rule, or a public one cannot be imported."""


class ShapesError(KgError):
    """The shapes, or the graph they are held against, cannot be used."""


class FetchError(KgError):
    """A registry's API cannot be reached, or refuses."""


class LoadError(KgError):
    """A triple store cannot be loaded, asked or emptied, or the build is not what its manifest says."""


class QueryError(KgError):
    """A question cannot be asked as it stands."""


class BuildError(KgError):
    """A build folder is missing, incomplete, or belongs to somebody else."""


class Rejected(msgspec.Struct, frozen=True):
    """A record that was set aside, and why."""

    document: str
    position: str
    why: str
    content: bytes = b""

    def __str__(self) -> str:
        where = f"{self.document}, {self.position}" if self.position else self.document
        return f"{where}: {self.why}"
