"""A release: the N-Quads of a build with its manifest, checked before anything of it is sent."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

import msgspec

from kg.errors import JSON_ERRORS, LoadError
from kg.terms import integer, text

SCHEMA = "https://schema.org/"
DCTERMS = "http://purl.org/dc/terms/"
VOID = "http://rdfs.org/ns/void#"
LOADING, WHOLE = "loading", "whole"
BLOCK = 1 << 20  # bytes


class _File(msgspec.Struct, frozen=True):
    path: str
    bytes: int
    sha256: str


class _Manifest(msgspec.Struct, frozen=True):
    base: str
    graphs: dict[str, int]
    files: list[_File]


class Release(msgspec.Struct, frozen=True):
    """What is to be loaded: `id` is the SHA-256 of the manifest, `graphs` counts triples by graph."""

    id: str
    base: str
    graphs: dict[str, int]
    dumps: tuple[Path, ...]

    @property
    def triples(self) -> int:
        """The triples of all graphs together."""
        return sum(self.graphs.values())

    def lines(self) -> Iterator[bytes]:
        """Yield every quad as a line."""
        for dump in self.dumps:
            with gzip.open(dump) as quads:
                yield from quads

    def blocks(self) -> Iterator[bytes]:
        """Yield the quads as blocks of whole lines, of about a megabyte."""
        for dump in self.dumps:
            with gzip.open(dump) as quads:
                while block := quads.read(BLOCK):
                    yield block + quads.readline()

    def by_graph(self) -> Iterator[tuple[str, list[str]]]:
        """Yield each graph with its triples, as N-Triples; quads of one graph stand together in a dump."""
        for name, quads in groupby(self.lines(), key=_graph):
            end = len(f" <{name}> .\n".encode())
            yield name, [f"{quad[:-end].decode()} ." for quad in quads]

    def mark(self, status: str) -> list[str]:
        """Say which release a store holds and whether it is whole, as N-Triples."""
        return mark(self.base, self.id, self.triples, status)

    def mark_quads(self, status: str) -> str:
        """Say the same as N-Quads."""
        graph = f"<{mark_graph(self.base)}>"
        return "".join(f"{line[:-2]} {graph} .\n" for line in self.mark(status))


def _graph(quad: bytes) -> str:
    return quad[quad.rindex(b" <") + 2 : -4].decode()


def mark_graph(base: str) -> str:
    """Name the graph that says which release a store holds."""
    return f"{base}graph/release"


def mark(base: str, release: str, triples: int, status: str) -> list[str]:
    """Say which release a store holds, how many triples that are, and whether all are there yet."""
    node = f"<{base}release>"
    return [
        f"{node} <{DCTERMS}identifier> {text(release)} .",
        f"{node} <{VOID}triples> {integer(triples)} .",
        f"{node} <{SCHEMA}creativeWorkStatus> {text(status)} .",
    ]


def read_release(build: Path) -> Release:
    """Read the manifest of a build and hold its dumps to it.

    Raises LoadError where there is no manifest, or where a dump is missing, foreign or not as described.
    """
    path = build / "manifest.json"
    try:
        content = path.read_bytes()
        manifest = msgspec.json.decode(content, type=_Manifest)
    except FileNotFoundError as error:
        raise LoadError(f"{build} holds no whole build; make one with: kg build FILE… -o {build}") from error
    except JSON_ERRORS as error:
        raise LoadError(f"{path} is no manifest of a build: {error}") from error
    described = [file for file in manifest.files if file.path.endswith(".nq.gz")]
    _hold(build, described)
    return Release(
        id=hashlib.sha256(content).hexdigest(),
        base=manifest.base,
        graphs=manifest.graphs,
        dumps=tuple((build / file.path).resolve() for file in described),
    )


def _hold(build: Path, described: Iterable[_File]) -> None:
    files = {build / file.path: file for file in described}
    foreign = sorted(path.name for path in (build / "nquads").glob("*") if path not in files)
    if foreign or not files:
        found = f"{foreign[0]} is not in the manifest" if foreign else "the manifest names no dump"
        raise LoadError(f"{build}: {found}; build again, or take away what no build made")
    for path, file in files.items():
        if not path.is_file():
            raise LoadError(f"{path} is missing, though the manifest names it; build again")
        if (size := path.stat().st_size) != file.bytes:
            raise LoadError(f"{path} has {size:,} bytes, the manifest says {file.bytes:,}; build again")
        with path.open("rb") as opened:
            if hashlib.file_digest(opened, "sha256").hexdigest() != file.sha256:
                raise LoadError(f"{path} is not what the manifest describes (SHA-256); build again")
