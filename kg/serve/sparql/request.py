"""A request of the SPARQL 1.1 Protocol, read: https://www.w3.org/TR/sparql11-protocol/#query-operation."""

from __future__ import annotations

import math
from urllib.parse import parse_qsl

from starlette.requests import Request

from kg.serve.body import text_of
from kg.serve.limits import Limits
from kg.serve.problem import ProblemError
from kg.serve.sparql.running import Query

FORM, DIRECT, UPDATE = (
    "application/x-www-form-urlencoded",
    "application/sparql-query",
    "application/sparql-update",
)
_FIELDS = 1000

Fields = list[tuple[str, str]]


def fields_of(request: Request, limits: Limits) -> Fields:
    """Read the query of the address; raises a `ProblemError` where it is too long or no text."""
    query: bytes = request.scope["query_string"]
    if len(query) > limits.query:
        raise ProblemError(414, f"an address has at most {limits.query:,} bytes here; send the query by POST")
    return parsed(query.decode("latin-1"))


def parsed(text: str) -> Fields:
    """Part `key=value&…`; raises a `ProblemError` where it cannot be."""
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_FIELDS)
    except ValueError as error:
        raise ProblemError(400, f"the parameters cannot be read: {error}") from error


async def query_of(request: Request, limits: Limits) -> tuple[Query | None, float]:
    """Read a query and the seconds that it may take; there is none in a bare GET.

    Raises a `ProblemError` for what the protocol does not have, or what this service does not do.
    """
    fields = fields_of(request, limits)
    if request.method == "POST":
        fields += await _posted(request, limits)
    if any(name == "update" or name.startswith("using-") for name, _ in fields):
        raise _no_update()
    texts = _all(fields, "query")
    if len(texts) > 1:
        raise ProblemError(400, f"one query at a time, not {len(texts)}")
    seconds = _seconds(fields, limits)
    if not texts and request.method != "POST":
        return None, seconds
    if not texts:
        raise ProblemError(400, "there is no query in the body: send query=… or application/sparql-query")
    return _query(texts[0], fields, request, limits), seconds


def _query(text: str, fields: Fields, request: Request, limits: Limits) -> Query:
    return Query(
        text=text,
        default_graphs=tuple(_all(fields, "default-graph-uri")),
        named_graphs=tuple(_all(fields, "named-graph-uri")),
        named=named(fields),
        accept=request.headers.get("accept", ""),
        rows=limits.rows,
        size=limits.size,
    )


async def _posted(request: Request, limits: Limits) -> Fields:
    """Read a body, a form or the query itself, as fields."""
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media == UPDATE:
        raise _no_update()
    if media not in {FORM, DIRECT}:
        detail = f"{media or 'a body without Content-Type'} is not read here; send {FORM} or {DIRECT}"
        raise ProblemError(415, detail, {"Accept-Post": f"{FORM}, {DIRECT}"})
    text = await text_of(request, limits)
    return parsed(text) if media == FORM else [("query", text)]


def named(fields: Fields) -> str:
    """Give the format that is asked for by name."""
    return (_all(fields, "format") or [""])[-1]


def _seconds(fields: Fields, limits: Limits) -> float:
    """Give the seconds that a query may take: what the client says, if that is less."""
    given = _all(fields, "timeout")
    if not given:
        return limits.seconds
    try:
        seconds = float(given[-1])
    except ValueError:
        seconds = math.nan
    if not seconds > 0:
        raise ProblemError(
            400, f"timeout={given[-1][:40]!r} is not a number of seconds above 0", parameter="timeout"
        )
    return min(seconds, limits.seconds)


def _all(fields: Fields, name: str) -> list[str]:
    return [value for key, value in fields if key == name]


def _no_update() -> ProblemError:
    return ProblemError(403, "this is an update, and nothing can be written here")
