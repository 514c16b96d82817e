"""Answers of queries as bytes, cut off where they are too long, and saying so.

Rows are written by the engine as TSV, in which a row is a line, and read back for the other formats: two fast
passes, in place of one over Python objects that takes as long again for each term.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import msgspec
import pyoxigraph

from kg.serve.reply import Reply
from kg.serve.sparql.formats import GRAPHS, RESULTS, Format, chosen
from kg.vocabulary import load

if TYPE_CHECKING:
    from typing_extensions import Buffer

TRUNCATED = "X-Truncated"
# there is no next page of a query, whose rows have no order unless it gives them one; but there is a way
_HELP = '<sparql/editor#limits>; rel="help"'
_TSV = pyoxigraph.QueryResultsFormat.TSV
_JSON_HEAD = b'{"head":{'


class Bounds(msgspec.Struct, frozen=True):
    """How many rows or triples an answer has at most, and how many bytes."""

    rows: int
    size: int


class _EnoughError(Exception):
    """All that is wanted has been written."""


class _Lines(io.BytesIO):
    """Takes lines until there is one too many, or too much of them."""

    def __init__(self, lines: int, size: int) -> None:
        super().__init__()
        self._lines, self._size = lines, size
        self._seen = 0

    def write(self, data: Buffer) -> int:
        """Take bytes; raises `_EnoughError` where what is wanted is there."""
        written = super().write(data)
        self._seen += bytes(data).count(b"\n")
        if self._seen > self._lines or self.tell() > self._size:
            raise _EnoughError
        return written

    def cut(self) -> bytes:
        """Give the lines that are wanted and whole."""
        data = self.getvalue()
        end = 0
        for _ in range(self._lines):
            after = data.find(b"\n", end, self._size) + 1
            if not after:
                break
            end = after
        return data[:end]


def rows(results: pyoxigraph.QuerySolutions, named: str, accept: str, bounds: Bounds) -> Reply:
    """Write the rows of a SELECT in the format that is wanted; `X-Truncated` says of how many."""
    wanted = chosen(RESULTS, named, accept)
    table, truncated = _table(results, bounds)
    body = table
    if wanted.engine != _TSV:
        body = pyoxigraph.parse_query_results(table, _TSV).serialize(format=wanted.engine) or b""
    if not truncated:
        return Reply(wanted.sent, body)
    kept = table.count(b"\n") - 1
    if wanted.engine == pyoxigraph.QueryResultsFormat.JSON:
        # https://www.w3.org/TR/sparql11-results-json/#select-link: more about the results
        link = f'"link":["#truncated={kept}"],'.encode()
        body = _JSON_HEAD + link + body.removeprefix(_JSON_HEAD)
    return Reply(wanted.sent, body, _truncated(kept))


def verdict(result: pyoxigraph.QueryBoolean, named: str, accept: str) -> Reply:
    """Write the answer of an ASK."""
    wanted = chosen(RESULTS, named, accept)
    return Reply(wanted.sent, result.serialize(format=wanted.engine) or b"")


def triples(results: pyoxigraph.QueryTriples, named: str, accept: str, bounds: Bounds) -> Reply:
    """Write the triples of a CONSTRUCT or DESCRIBE; `X-Truncated` says of how many."""
    wanted = chosen(GRAPHS, named, accept)
    lines = _Lines(bounds.rows, bounds.size)
    try:
        pyoxigraph.serialize(results, lines, format=pyoxigraph.RdfFormat.N_TRIPLES)
    except _EnoughError:
        kept = lines.cut()
        return Reply(wanted.sent, _written(kept, wanted), _truncated(kept.count(b"\n")))
    return Reply(wanted.sent, _written(lines.getvalue(), wanted))


def _truncated(kept: int) -> dict[str, str]:
    """Say how much there is of an answer that is cut, and where it is told how to have the rest."""
    return {TRUNCATED: str(kept), "Link": _HELP}


def _table(results: pyoxigraph.QuerySolutions, bounds: Bounds) -> tuple[bytes, bool]:
    """Write rows as TSV, and tell whether there are more of them."""
    lines = _Lines(bounds.rows + 1, bounds.size)  # the names of the columns are a line too
    try:
        results.serialize(lines, format=_TSV)
    except _EnoughError:
        return lines.cut(), True
    return lines.getvalue(), False


def _written(lines: bytes, wanted: Format[pyoxigraph.RdfFormat]) -> bytes:
    """Write N-Triples in another format."""
    if wanted.engine == pyoxigraph.RdfFormat.N_TRIPLES:
        return lines
    read = pyoxigraph.parse(lines, pyoxigraph.RdfFormat.N_TRIPLES)
    written = (quad.triple for quad in read)
    return pyoxigraph.serialize(written, format=wanted.engine, prefixes=_prefixes(lines)) or b""


def _prefixes(lines: bytes) -> dict[str, str]:
    """Choose the prefixes of what occurs."""
    known = load().converter.bimap
    return {prefix: iri for prefix, iri in known.items() if b"<" + iri.encode() in lines}
