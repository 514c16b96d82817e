"""What can go wrong, and what a caller can do about it.

KgError
├── SourceError            a file cannot be read
│   └── UnknownFormatError no source recognises it
├── RecordError            one record cannot be used; the rest of its file can
├── VocabularyError        a table of ontology/, or a vocabulary to import, breaks a rule
├── ShapesError            shapes/ cannot be used, or a graph to check cannot be read
├── DataError              RDF to check, from a file or an endpoint, cannot be read to its end
├── FetchError             a registry's API cannot be reached, or refuses
├── LoadError              a store cannot be loaded, or a build is not fit to be
├── QueryError             a question, one of its parameters, or SPARQL text is wrong
├── BuildError             a build folder is missing, or is not one
├── UnfitError             what was built must not be published, by a rule that the user set
├── ExportError            a build cannot be exported as it was asked
└── ServeError             the server cannot answer, or cannot start

A record's failure is a value: the driver turns a `RecordError` into a `Rejected`, which is
counted and written down. Everything else is an exception, and only `kg.cli` catches it: an
`UnfitError` ends it with code 1, every other with code 2.
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


class DataError(KgError):
    """RDF that is to be checked cannot be read to its end."""


class FetchError(KgError):
    """A registry's API cannot be reached, or refuses."""


class LoadError(KgError):
    """A triple store cannot be loaded, asked or emptied, or the build is not what its manifest says."""


class QueryError(KgError):
    """A question cannot be asked as it stands."""


class BuildError(KgError):
    """A build folder is missing, incomplete, or belongs to somebody else."""


class UnfitError(KgError):
    """Records were read and built, and a rule of the user's (kg.limits) keeps them from being published."""


class ExportError(KgError):
    """A build cannot be exported in this form, to this place, or in this selection."""


class ServeError(KgError):
    """The server cannot answer, or cannot start; kg.serve.workers.failures tells the kinds apart."""


class Rejected(msgspec.Struct, frozen=True):
    """A record that was set aside, and why; `source` is empty where none recognised the file."""

    document: str
    position: str
    why: str
    content: bytes = b""
    source: str = ""

    def __str__(self) -> str:
        where = f"{self.document}, {self.position}" if self.position else self.document
        return f"{where}: {self.why}"
