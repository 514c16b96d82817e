"""A request of the SPARQL 1.1 Protocol, read: https://www.w3.org/TR/sparql11-protocol/#query-operation."""

from __future__ import annotations

from starlette.requests import Request

from kg.serve.body import text_of
from kg.serve.fields import Fields, fields_of, named, parsed, seconds_of, values_of
from kg.serve.limits import Limits
from kg.serve.problem import ProblemError
from kg.serve.sparql.running import Query

FORM, DIRECT, UPDATE = (
    "application/x-www-form-urlencoded",
    "application/sparql-query",
    "application/sparql-update",
)


async def query_of(request: Request, limits: Limits) -> tuple[Query | None, float]:
    """Read a query and the seconds that it may take; there is none in a bare GET.

    Raises a `ProblemError` for what the protocol does not have, or what this service does not do.
    """
    fields = fields_of(request, limits)
    if request.method == "POST":
        fields += await _posted(request, limits)
    if any(name == "update" or name.startswith("using-") for name, _ in fields):
        raise _no_update()
    texts = values_of(fields, "query")
    if len(texts) > 1:
        raise ProblemError(400, f"one query at a time, not {len(texts)}")
    seconds = seconds_of(fields, limits)
    if not texts and request.method != "POST":
        return None, seconds
    if not texts:
        raise ProblemError(400, "there is no query in the body: send query=… or application/sparql-query")
    return _query(texts[0], fields, request, limits), seconds


def _query(text: str, fields: Fields, request: Request, limits: Limits) -> Query:
    return Query(
        text=text,
        default_graphs=tuple(values_of(fields, "default-graph-uri")),
        named_graphs=tuple(values_of(fields, "named-graph-uri")),
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


def _no_update() -> ProblemError:
    return ProblemError(403, "this is an update, and nothing can be written here")
