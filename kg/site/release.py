"""A build opened for reading: its store, its manifest and the questions that can be asked of it."""

from __future__ import annotations

import hashlib
from functools import cache, cached_property
from pathlib import Path

import msgspec
import pyoxigraph

from kg.ask import Asker, Question, questions
from kg.errors import BuildError
from kg.search import Index
from kg.site.names import IndexNames
from kg.store import open_build
from kg.terms import Term
from kg.vocabulary import Vocabulary, load


class Manifest(msgspec.Struct, frozen=True):
    """What the manifest of a build counts."""

    base: str
    records: int
    published: int
    trials: int
    triples: int
    graphs: dict[str, int]


class Release:
    """A build; `name` is the SHA-256 of its manifest, as `kg load` and `kg status` say it."""

    def __init__(self, build: Path) -> None:
        self.build = build
        try:
            content = (build / "manifest.json").read_bytes()
        except FileNotFoundError as error:
            raise BuildError(f"{build} holds no build; make one with: kg build FILE… -o {build}") from error
        self._written = _written(build)
        self.name = hashlib.sha256(content).hexdigest()
        self.manifest = msgspec.json.decode(content, type=Manifest)
        self.base = self.manifest.base

    def check_folder(self) -> None:
        """Raise BuildError where the folder holds another build by now; the store stays as it was opened."""
        if _written(self.build) != self._written:
            raise BuildError(f"{self.build} has been replaced by another build; open it again")

    @cached_property
    def store(self) -> pyoxigraph.Store:
        """The store, which is never written."""
        return open_build(self.build)

    @cached_property
    def search(self) -> Index:
        """The names and counts that were made with the build."""
        return Index(self.build)

    @cached_property
    def asker(self) -> Asker:
        """Who asks canned questions of the store."""
        return Asker(self.store, IndexNames(self.store, self.search))

    @cached_property
    def questions(self) -> dict[str, Question]:
        """Every canned question by name."""
        return known_questions()

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The shipped vocabulary: labels of terms, codes and concepts."""
        return load()

    def iri(self, path: str) -> str:
        """Give the IRI of what stands at a path: `/trial/NCT06120127` by the base."""
        return self.base + path.removeprefix("/")

    def path(self, term: Term) -> str | None:
        """Give the path of the page about an IRI (`<…>`), where it lies below the base."""
        iri = term.strip("<>")
        return "/" + iri.removeprefix(self.base) if iri.startswith(self.base) else None


@cache
def known_questions() -> dict[str, Question]:
    """Read the questions once: whoever forks afterwards shares them."""
    return questions()


def _written(build: Path) -> tuple[int, int] | None:
    """Tell one manifest from another without reading it."""
    try:
        found = (build / "manifest.json").stat()
    except FileNotFoundError:
        return None
    return found.st_mtime_ns, found.st_ino
