"""A SPARQL endpoint as a source: its named graphs, or one of them, fetched in pages.

Endpoints cap what they answer, some in silence, so every page is counted, and a graph that came short is an
error. Pages are ordered; a graph of more than one page must therefore have no blank nodes, whose names
differ from answer to answer. Credentials come from `TRIALKG_SPARQL_AUTH` (`name:password`), the address or
`.netrc`, and are in no message.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from types import TracebackType

import httpx
import msgspec

from kg import __version__
from kg.errors import DataError
from kg.terms import Term, iri
from kg.validate.document import Document
from kg.validate.graphs import Graph, Survey, told
from kg.validate.quads import quads
from kg.validate.serialisation import SERIALISATIONS

AUTH = "TRIALKG_SPARQL_AUTH"
# triples asked for at once; Virtuoso gives 10,000 rows by default, and no more
PAGE = 10_000
TIMEOUT = httpx.Timeout(120.0, connect=15.0)

_TRIPLES = "application/n-triples, text/turtle;q=0.9, application/rdf+xml;q=0.5"
_ROWS = "application/sparql-results+json"
_COUNTS = """
SELECT ?g (COUNT(*) AS ?n) WHERE {{ {pattern} }} GROUP BY ?g ORDER BY ?g LIMIT {limit} OFFSET {offset}"""
_COUNT = "SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}"
_PAGE = """
CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {{
  SELECT ?s ?p ?o WHERE {{ {pattern} }} ORDER BY ?s ?p ?o LIMIT {limit} OFFSET {offset} }} }}"""
_WHOLE = "CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {pattern} }}"
_REMEDIES = {
    401: f"it asks for credentials; put name:password into {AUTH}, or an entry into .netrc",
    403: f"it refuses; its credentials ({AUTH} or .netrc) are wrong, or may not read this",
    404: "nothing is there; the address of a query service often ends in /query or /sparql",
    429: "it has been asked too often; try again later",
}


class Endpoint:
    """Asks one endpoint; use it in a `with`."""

    def __init__(
        self, address: str, graph: str = "", page: int = PAGE, timeout: httpx.Timeout = TIMEOUT
    ) -> None:
        url = httpx.URL(address)
        self.name = str(url.copy_with(userinfo=b""))
        self._only = iri(graph) if graph else ""
        self._page = page
        self._counts: dict[Term, int] = {}
        self._http = httpx.Client(
            auth=_auth(url),
            timeout=timeout,
            headers={"User-Agent": f"trialkg/{__version__}"},
            follow_redirects=True,
        )

    def __enter__(self) -> Endpoint:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def survey(self) -> Survey:
        """Count the triples of every graph; of the default graph only where there is no other."""
        self._counts = dict(self._count_graphs()) if not self._only else self._count_one(self._only)
        if not self._counts:
            self._counts = self._count_one("")
        return Survey(triples=sum(self._counts.values()), graphs=len(self._counts))

    def graphs(self, _seen: Survey) -> Iterator[Graph]:
        """Fetch one graph after the other."""
        for done, (name, count) in enumerate(self._counts.items()):
            try:
                yield self._graph(name, count)
            except DataError as error:
                raise DataError(f"{error}; {told(done)}") from error

    def lines(self, _nodes: set[Term]) -> dict[Term, int]:
        """What comes from an endpoint has no lines."""
        return {}

    def _count_graphs(self) -> Iterator[tuple[Term, int]]:
        offset = 0
        while rows := self._rows(_COUNTS, "GRAPH ?g { ?s ?p ?o }", limit=self._page, offset=offset):
            yield from ((f"<{row['g'].value}>", int(row["n"].value)) for row in rows)
            offset += len(rows)

    def _count_one(self, name: Term) -> dict[Term, int]:
        (row,) = self._rows(_COUNT, _pattern(name))
        count = int(row["n"].value)
        if self._only and not count:
            raise DataError(f"{self.name}: the graph {self._only} has no triple, or is not there")
        return {name: count} if count else {}

    def _graph(self, name: Term, count: int) -> Graph:
        triples = dict.fromkeys(self._triples(name, count))
        if len(triples) != count:
            what = name or "the default graph"
            raise DataError(
                f"{self.name}: of {what} {len(triples):,} of {count:,} triples came;"
                " the endpoint cuts answers off,"
                " has changed meanwhile, or has blank nodes in it; check a dump of the graph instead"
            )
        return Graph(name=name, triples=list(triples))

    def _triples(self, name: Term, count: int) -> Iterator[tuple[Term, Term, Term]]:
        if count <= self._page:
            yield from self._constructed(_WHOLE.format(pattern=_pattern(name)))
            return
        for offset in range(0, count, self._page):
            yield from self._constructed(
                _PAGE.format(pattern=_pattern(name), limit=self._page, offset=offset)
            )

    def _constructed(self, query: str) -> Iterator[tuple[Term, Term, Term]]:
        response = self._ask(query, _TRIPLES)
        kind = response.headers.get("Content-Type", "").partition(";")[0].strip()
        form = next((one for one in SERIALISATIONS.values() if one.parser.media_type == kind), None)
        if form is None:
            raise DataError(f"{self.name}: it answers with {kind or 'no media type'}, and not with RDF")
        content = response.content
        document = Document(self.name, self.name, form, lambda: io.BytesIO(content))
        yield from ((s, p, o) for s, p, o, _ in quads(document))

    def _rows(self, query: str, pattern: str, **numbers: int) -> list[dict[str, _Term]]:
        response = self._ask(query.format(pattern=pattern, **numbers), _ROWS)
        try:
            return msgspec.json.decode(response.content, type=_Answer).results.bindings
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise DataError(f"{self.name}: its answer is no SPARQL result in JSON: {error}") from error

    def _ask(self, query: str, accept: str) -> httpx.Response:
        try:
            response = self._http.post(self.name, data={"query": query}, headers={"Accept": accept})
        except httpx.TimeoutException as error:
            seconds = self._http.timeout.read
            raise DataError(
                f"{self.name}: no answer within {seconds:.0f} s; name one graph with --graph"
            ) from error
        except httpx.HTTPError as error:
            raise DataError(f"{self.name}: cannot be asked: {error}; is the address right?") from error
        _refuse(self.name, response)
        return response


class _Term(msgspec.Struct):
    value: str


class _Results(msgspec.Struct):
    bindings: list[dict[str, _Term]]


class _Answer(msgspec.Struct):
    results: _Results


def _pattern(name: Term) -> str:
    return f"GRAPH {name} {{ ?s ?p ?o }}" if name else "?s ?p ?o"


def _auth(url: httpx.URL) -> httpx.Auth:
    """Take credentials from the environment, the address or `.netrc`, whichever is there first."""
    user, _, password = os.environ.get(AUTH, "").partition(":")
    if user:
        return httpx.BasicAuth(user, password)
    if url.username:
        return httpx.BasicAuth(url.username, url.password)
    try:
        return httpx.NetRCAuth()
    except FileNotFoundError:
        return httpx.Auth()


def _refuse(name: str, response: httpx.Response) -> None:
    """Raise what an answer that is of no use means."""
    kind = response.headers.get("Content-Type", "")
    if response.is_success and "html" not in kind:
        return
    if response.is_success:
        raise DataError(
            f"{name}: it answers with a web page, so it is no SPARQL endpoint; look for its address there"
        )
    status = response.status_code
    said = "" if "html" in kind else f" It says: {' '.join(response.text.split())[:300]}"
    remedy = _REMEDIES.get(status, "the endpoint itself failed" if status >= 500 else "it refuses the query")
    raise DataError(f"{name}: HTTP {status}: {remedy}.{said}")
