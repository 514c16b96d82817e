"""The canned questions over HTTP: `/queries/`, and `/queries/NAME.csv` and its like.

A parameter is given as `name=value`, again for another value; `limit` and `offset` choose the rows. People
with a browser are sent to the page of the question, which is the site's.
"""

from __future__ import annotations

from urllib.parse import quote

import msgspec
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from kg.ask import Param, Question
from kg.serve.answering import Work, answering
from kg.serve.asking import Ask, ask
from kg.serve.context import Context
from kg.serve.fields import Fields, fields_of, named, seconds_of, whole_number
from kg.serve.forms import FORMS
from kg.serve.headers import preflight
from kg.serve.negotiate import preferred_type
from kg.serve.problem import ProblemError
from kg.serve.reply import Reply
from kg.site import Release

# names that no parameter of a question has
RESERVED = ("limit", "offset", "format", "timeout")
# rows that can be passed over
FURTHEST = 999_999_999
_HTML, _PAGES = "text/html", "/ask"


class Index(msgspec.Struct, frozen=True):
    """The list of the questions is wanted, which takes no more to say."""


def routes(context: Context, path: str = "/queries") -> list[Route]:
    """Make the routes below a path."""

    async def listed(request: Request) -> Work | Response:
        if preferred_type(request.headers.get("accept", ""), ["application/json", _HTML]) == _HTML:
            return _page(_PAGES)
        return Work(index, Index(), context.limits.seconds)

    async def asked(request: Request) -> Work | Response:
        name, _, suffix = request.path_params["file"].partition(".")
        fields = fields_of(request, context.limits)
        form = suffix or _form(named(fields), request.headers.get("accept", ""))
        if form == "html":
            query = request.scope["query_string"].decode("latin-1")
            return _page(f"{_PAGES}/{quote(name, safe='')}" + (f"?{query}" if query else ""))
        if form not in FORMS:
            raise ProblemError(404, f"there is no form .{form[:40]}; there are {', '.join(FORMS)}")
        return Work(ask, _ask(name, form, fields, context), seconds_of(fields, context.limits))

    async def allowed(_: Request) -> Response:
        return Response(status_code=204, headers=preflight("GET, HEAD, OPTIONS"))

    reading = [(path, listed), (f"{path}/", listed), (f"{path}/{{file}}", asked)]
    return [
        *(Route(at, answering(context, read), methods=["GET", "HEAD"]) for at, read in reading),
        *(Route(at, allowed, methods=["OPTIONS"]) for at, _ in reading),
    ]


def _ask(name: str, form: str, fields: Fields, context: Context) -> Ask:
    """Say what is asked; a form of a page sends parameters without a value, which are none."""
    most = context.limits.rows
    return Ask(
        question=name,
        values=tuple((key, value) for key, value in fields if key not in RESERVED and value),
        form=form,
        limit=whole_number(fields, "limit", most, most),
        offset=whole_number(fields, "offset", 0, FURTHEST),
    )


def _form(named: str, accept: str) -> str:
    """Choose a form by name, else by the Accept header; else 406."""
    if named:
        return named.lower()
    wanted = preferred_type(accept, [*(form.type for form in FORMS.values()), _HTML])
    if wanted == _HTML:
        return "html"
    for suffix, form in FORMS.items():
        if form.type == wanted:
            return suffix
    media = ", ".join(form.type for form in FORMS.values())
    raise ProblemError(406, f"an answer can be given as {media}")


def _page(address: str) -> Response:
    return RedirectResponse(address, 303, {"Vary": "Accept"})


def index(release: Release, _: dict[str, object]) -> bytes:
    """Do the job: every question, with its parameters and the forms of its answer."""
    listed = [_listed(question) for question in release.questions.values()]
    return Reply("application/json", msgspec.json.encode({"questions": listed})).packed()


def _listed(question: Question) -> dict[str, object]:
    return {
        "name": question.name,
        "summary": question.summary,
        "description": question.description,
        "tags": question.tags,
        "parameters": [_parameter(param) for param in question.params],
        "forms": {suffix: f"{question.name}.{suffix}" for suffix in FORMS},
    }


def _parameter(param: Param) -> dict[str, object]:
    """Say what a parameter takes; what is not said of it is left out."""
    said = msgspec.to_builtins(param)
    return {key: value for key, value in said.items() if value is not None}
