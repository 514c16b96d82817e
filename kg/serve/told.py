"""What a client is told when it does not get what it asked for: a page for people, problem+json for programs,
a line for who wants text.

https://www.rfc-editor.org/rfc/rfc9457. `status` tells the kinds apart; `type` stays about:blank. Nothing that
is told reveals a path or a version of this machine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from kg.serve.negotiate import preferred
from kg.serve.problem import JSON, TEXT
from kg.site import Page
from kg.site.representation import HTML, Representation
from kg.site.rewriting import rehomed

_PROBLEM = Representation("json", "JSON", JSON, ("application/json",), charset=False)
_LINE = Representation("txt", "text", TEXT)

Choices = Sequence[tuple[str, str]]


def told(
    request: Request,
    status: int,
    detail: str,
    *,
    choices: Choices = (),
    choices_title: str = "Nearest to it:",
    headers: Mapping[str, str] | None = None,
    members: Mapping[str, object] | None = None,
) -> Response:
    """Say what went wrong and what there is instead.

    `choices` are addresses with words; `members` of our own are for programs.
    """
    title = HTTPStatus(status).phrase
    kept = {"Cache-Control": "no-store", "Vary": "Accept", **(headers or {})}
    home = request.app.state.options.home
    if wants_page(request):
        content = {
            "detail": _sentence(detail),
            "choices": choices,
            "choices_title": choices_title,
            "request_id": _id(request),
        }
        page = rehomed(Page("error.html", title, content).html().encode(), home)
        return Response(page, status, kept, HTML.content_type)
    if preferred(request.headers.get("accept"), (_PROBLEM, _LINE)) is _LINE:
        return Response(f"{detail}\n", status, kept, _LINE.content_type)
    said = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
        "instance": request.url.path,
        **(members or {}),
    }
    if choices:
        said["choices"] = [{"href": home + address, "title": words} for address, words in choices]
    if number := _id(request):
        said["requestId"] = number
    return Response(msgspec.json.encode(said), status, kept, _PROBLEM.media_type)


def wants_page(request: Request) -> bool:
    """Tell whether it is a person who asks: HTML is named in Accept, and liked at least as well as JSON."""
    accept = request.headers.get("accept", "")
    return "html" in accept and preferred(accept, (HTML, _PROBLEM)) is HTML


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:] + ("" if words.endswith((".", "?")) else ".")


def _id(request: Request) -> str:
    return str(request.scope.get("state", {}).get("request_id", ""))
