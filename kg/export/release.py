"""A build as it was published: its manifest, and its dumps trial by trial.

The dumps are N-Quads as `kg.publish.nquads` writes them: one quad a line, grouped by named graph, and the
graphs of one trial beside each other. So a trial is read by looking at its own lines only, and memory
does not grow with the build.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import msgspec

from kg.errors import JSON_ERRORS, ExportError
from kg.terms import DCTERMS, FOAF, Term, Triple

_VOCABULARY = "nquads/vocabulary.nq.gz"


class Named(msgspec.Struct, frozen=True):
    """A named graph and what it says."""

    name: Term
    triples: list[Triple]


class Trial(msgspec.Struct, frozen=True):
    """One trial: its node, its id, and the graph of each of its records."""

    node: Term
    id: str
    graphs: tuple[Named, ...]

    def triples(self) -> Iterator[Triple]:
        """Yield what all records say, each triple once, in the order of the dumps."""
        return iter(dict.fromkeys(triple for graph in self.graphs for triple in graph.triples))


class _File(msgspec.Struct, frozen=True):
    path: str
    sha256: str


class _Manifest(msgspec.Struct, frozen=True):
    base: str
    files: list[_File]


class Release(msgspec.Struct, frozen=True):
    """A build folder whose dumps are what its manifest says."""

    folder: Path
    base: str
    dumps: tuple[Path, ...]

    def trials(self, wanted: frozenset[Term] | None = None) -> Iterator[Trial]:
        """Yield trials in the order of their ids: those of the nodes `wanted`, or all."""
        graphs = (graph for dump in self.dumps for graph in _graphs(dump))
        for node, of_trial in groupby(graphs, key=_topic):
            if wanted is None or node in wanted:
                yield _trial(node, tuple(of_trial))

    def vocabulary(self) -> Named:
        """Read the graph of ontology, codes and concepts."""
        (graph,) = _graphs(self.folder / _VOCABULARY)
        return graph


def open_release(folder: Path) -> Release:
    """Open a build, and hold its dumps against the hashes of its manifest.

    Raises ExportError where the folder is not a build, or a dump is not the one that was built.
    """
    manifest = _manifest(folder)
    dumps = [file for file in manifest.files if file.path.startswith("nquads/")]
    for file in dumps:
        _check(folder, file)
    trials = tuple(folder / file.path for file in dumps if file.path != _VOCABULARY)
    return Release(folder=folder, base=manifest.base, dumps=trials)


def _manifest(folder: Path) -> _Manifest:
    path = folder / "manifest.json"
    if not path.is_file():
        raise ExportError(f"{folder} holds no build; make one with: kg build FILE… -o {folder}")
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Manifest)
    except JSON_ERRORS as error:
        raise ExportError(f"{path} is not the manifest of a build ({error}); build again") from error


def _check(folder: Path, file: _File) -> None:
    path = folder / file.path
    if not path.is_file():
        raise ExportError(f"{path} is in the manifest and not there; build again")
    with path.open("rb") as dump:
        found = hashlib.file_digest(dump, "sha256").hexdigest()
    if found != file.sha256:
        raise ExportError(f"{path} is not what was built: its SHA-256 is {found}, not {file.sha256}")


def _graphs(dump: Path) -> Iterator[Named]:
    """Yield the named graphs of a dump, one in memory at a time."""
    with gzip.open(dump) as lines:
        for name, quads in groupby(map(_quad, lines), key=itemgetter(3)):
            yield Named(name=name, triples=[quad[:3] for quad in quads])


def _quad(line: bytes) -> tuple[Term, Term, Term, Term]:
    """Split a line; only the object can hold a space."""
    subject, predicate, rest = line.decode().split(" ", 2)
    value, graph, _ = rest.rsplit(" ", 2)
    return subject, predicate, value, graph


def _topic(graph: Named) -> Term:
    """Find the trial that a record's graph is about."""
    return next(_values(graph.triples, graph.name, FOAF.primaryTopic))


def _trial(node: Term, graphs: tuple[Named, ...]) -> Trial:
    return Trial(
        node=node, id=next(_values(graphs[0].triples, node, DCTERMS.identifier))[1:-1], graphs=graphs
    )


def _values(triples: Iterable[Triple], subject: Term, predicate: Term) -> Iterator[Term]:
    return (value for one, said, value in triples if one == subject and said == predicate)
