"""The address of the SPARQL service: `/sparql`, which people who bring no query leave for the editor."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from kg.serve.answering import Work, answering
from kg.serve.context import Context
from kg.serve.fields import fields_of, named
from kg.serve.headers import preflight
from kg.serve.negotiate import preferred_type
from kg.serve.sparql.description import Wanted, describe
from kg.serve.sparql.formats import GRAPHS
from kg.serve.sparql.request import DIRECT, FORM, query_of
from kg.serve.sparql.running import run

_EDITOR = "editor"
_HTML = "text/html"


def routes(context: Context, path: str = "/sparql") -> list[Route]:
    """Make the routes; the service is where `path` says."""

    async def read(request: Request) -> Work | Response:
        query, seconds = await query_of(request, context.limits)
        if query is None:
            return _described(request, context)
        return Work(run, query, seconds)

    async def allowed(_: Request) -> Response:
        return Response(
            status_code=204,
            headers={**preflight("GET, HEAD, POST, OPTIONS"), "Accept-Post": f"{FORM}, {DIRECT}"},
        )

    return [
        Route(path, answering(context, read), methods=["GET", "HEAD", "POST"]),
        Route(path, allowed, methods=["OPTIONS"]),
    ]


def _described(request: Request, context: Context) -> Work | Response:
    """Describe the service, or show people where they can write a query."""
    asked, accept = named(fields_of(request, context.limits)), request.headers.get("accept", "")
    media = [_HTML, *(media for one in GRAPHS for media in one.media)]
    if not asked and accept and preferred_type(accept, [*media[1:], _HTML]) == _HTML:
        editor = f"{request.url.path.rstrip('/')}/{_EDITOR}"
        return RedirectResponse(editor, 303, {"Vary": "Accept"})
    address = str(request.url.replace(query="", fragment=""))
    return Work(describe, Wanted(address, asked, accept), context.limits.seconds)
