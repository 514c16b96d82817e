"""`/suggest?q=…&kind=…`: names that begin as somebody types, for the boxes of the forms, as JSON."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg.serve.serving import Releases
from kg.site import Asked, Release
from kg.site.search import suggestions

_LONGEST = 1_000
_FRESH = "public, max-age=300"


async def suggest(request: Request) -> Response:
    """Complete a name; what is too long is cut off."""
    releases: Releases = request.app.state.releases
    query = request.url.query[:_LONGEST]
    body = await releases.pool.run(complete, query)
    return Response(
        body, headers={"Cache-Control": _FRESH, "Vary": "Accept-Encoding"}, media_type="application/json"
    )


def complete(release: Release, query: str) -> bytes:
    """Do the job."""
    return suggestions(release, Asked.of("/suggest", query))


ROUTES = [Route("/suggest", suggest, methods=["GET", "HEAD"])]
