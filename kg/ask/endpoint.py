"""A SPARQL endpoint elsewhere, asked by the SPARQL 1.1 Protocol (https://www.w3.org/TR/sparql11-protocol/)."""

from __future__ import annotations

import httpx
import msgspec
import pyoxigraph

from kg.errors import JSON_ERRORS, QueryError

_JSON = "application/sparql-results+json"
_SHOWN = 200  # characters of an answer that is none of ours
# Virtuoso cuts an answer off and says so nowhere else
_MOST_ROWS = "X-SPARQL-MaxRows"
_REASONS = {
    401: "it wants a name and a password; put them into the address: https://name:password@…",
    403: "it does not let you",
    404: "there is nothing at this address; is it the one of the SPARQL endpoint itself?",
    429: "it was asked too often; try again later",
}


class _Bindings(msgspec.Struct):
    bindings: list[msgspec.Raw] = []


class _Document(msgspec.Struct):
    results: _Bindings = msgspec.field(default_factory=_Bindings)


class Endpoint:
    """One endpoint; `timeout` is in seconds, for connecting and between two pieces of an answer."""

    def __init__(self, address: str, timeout: float = 60) -> None:
        if not address.startswith(("http://", "https://")):
            raise QueryError(
                f"{address!r} is not the address of an endpoint: it begins with http:// or https://"
            )
        self._address, self._timeout = address, timeout

    def query(self, sparql: str) -> pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean:
        """Ask; a `QueryError` says what stood in the way."""
        answer = self._post(sparql)
        if answer.status_code != httpx.codes.OK:
            raise QueryError(f"{self._where} answered {answer.status_code}: {_reason(answer)}")
        kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind not in {_JSON, "application/json"}:
            raise QueryError(
                f"{self._where} answered with {kind or 'no media type'}, not with SPARQL results;"
                f" is it the endpoint itself, and not a page about it? It begins: {_begin(answer.text)}"
            )
        return self._read(answer)

    @property
    def _where(self) -> str:
        """Spell the address without a password."""
        return str(httpx.URL(self._address).copy_with(username=None, password=None))

    def _post(self, sparql: str) -> httpx.Response:
        try:
            return httpx.post(
                self._address,
                data={"query": sparql},
                headers={"Accept": _JSON},
                timeout=self._timeout,
                follow_redirects=True,
            )
        except httpx.TimeoutException as error:
            raise QueryError(
                f"{self._where} did not answer within {self._timeout:g} s; a narrower question may be quicker"
            ) from error
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise QueryError(f"{self._where} cannot be reached: {error}") from error

    def _read(self, answer: httpx.Response) -> pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean:
        try:
            rows = len(msgspec.json.decode(answer.content, type=_Document).results.bindings)
            results = pyoxigraph.parse_query_results(answer.content, pyoxigraph.QueryResultsFormat.JSON)
        except (*JSON_ERRORS, SyntaxError, ValueError) as error:
            raise QueryError(f"{self._where} answered with JSON that is no SPARQL result: {error}") from error
        most = answer.headers.get(_MOST_ROWS, "")
        if most.isdecimal() and rows >= int(most) > 0:
            raise QueryError(f"{self._where} sends no more than {most} rows, and there may be more")
        return results


def _reason(answer: httpx.Response) -> str:
    return _REASONS.get(answer.status_code) or _begin(answer.text)


def _begin(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _SHOWN else f"{words[:_SHOWN]}…"
