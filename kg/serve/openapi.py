"""The interface described for programs, `/openapi.json`: OpenAPI 3.1, from the headers of the questions.

https://spec.openapis.org/oas/v3.1.0
"""

from __future__ import annotations

from typing import Any

import msgspec
from starlette.requests import Request
from starlette.routing import Route

from kg import __version__
from kg.ask import Param, Question
from kg.serve.answering import Work, answering
from kg.serve.context import Context
from kg.serve.forms import FORMS
from kg.serve.problem import JSON as PROBLEM
from kg.serve.problem import TEXT
from kg.serve.questions import FURTHEST
from kg.serve.reply import Reply
from kg.serve.sparql.formats import GRAPHS, RESULTS, Format
from kg.serve.sparql.request import DIRECT, FORM
from kg.site import Release

Schema = dict[str, Any]

_TYPES: dict[str, Schema] = {
    "integer": {"type": "integer"},
    "decimal": {"type": "number"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"},
}
_SAID = {
    "concept": "label, synonym, CURIE or IRI of a concept",
    "code": "code or label of the list {scheme}",
    "date": "YYYY, YYYY-MM or YYYY-MM-DD",
}
_PROBLEMS = {
    "400": "it cannot be asked so",
    "403": "it is an update, or calls another server",
    "404": "there is no such question",
    "406": "there is no such format",
    "408": "the body did not come in",
    "413": "the body is too large",
    "414": "the address is too long",
    "415": "the body is in another format",
    "429": "too many requests",
    "500": "a fault of the server",
    "503": "the server is busy",
    "504": "it took too long",
    "507": "it needs too much memory",
}
_POSTED = {"408", "413", "415"}


class Described(msgspec.Struct, frozen=True):
    """The description is wanted, with the most rows that an answer has."""

    rows: int


def routes(context: Context, path: str = "/openapi.json") -> list[Route]:
    """Make the route."""

    async def read(_: Request) -> Work:
        return Work(describe, Described(context.limits.rows), context.limits.seconds)

    return [Route(path, answering(context, read), methods=["GET", "HEAD"])]


def describe(release: Release, asked: dict[str, object]) -> bytes:
    """Do the job: the description of all that can be asked."""
    wanted = msgspec.convert(asked, Described)
    return Reply("application/json", msgspec.json.encode(document(release, wanted.rows))).packed()


def document(release: Release, rows: int) -> Schema:
    """Describe the SPARQL service and every question."""
    paths: Schema = {
        "/sparql": {"get": _sparql_get(), "post": _sparql_post()},
        "/queries/": {"get": _index()},
    }
    for question in release.questions.values():
        paths[f"/queries/{question.name}.{{form}}"] = {"get": _question(question, rows)}
    return {
        "openapi": "3.1.0",
        "info": {"title": "trialkg", "version": __version__, "summary": "Clinical trials as linked data"},
        "paths": paths,
        "components": {
            "schemas": {"Problem": _problem(), "Answer": _answer()},
            "responses": {status: _failure(words) for status, words in _PROBLEMS.items()},
        },
    }


def _question(question: Question, rows: int) -> Schema:
    form = {"name": "form", "in": "path", "required": True, "schema": {"enum": list(FORMS)}}
    content: Schema = {one.type: {} for one in FORMS.values()} | {
        "application/json": {"schema": {"$ref": "#/components/schemas/Answer"}}
    }
    return {
        "operationId": question.name,
        "summary": question.summary,
        "description": question.description,
        "tags": question.tags,
        "parameters": [form, *map(_parameter, question.params), *_paging(rows)],
        "responses": {"200": {"description": question.of, "content": content}, **_failures()},
    }


def _parameter(param: Param) -> Schema:
    one: Schema = {**_TYPES.get(param.type, {"type": "string", "minLength": 1})}
    for key, bound in (("minimum", param.least), ("maximum", param.most)):
        if bound is not None:
            one[key] = float(bound)
    said = _SAID.get(param.type, "").format(scheme=param.scheme)
    made: Schema = {
        "name": param.name,
        "in": "query",
        "description": f"{param.label}: {said}" if said else param.label,
        "required": not (param.optional or param.defaults),
        "schema": {"type": "array", "items": one} if param.many else one,
    }
    if param.example:
        made["example"] = [param.example] if param.many else param.example
    return made


def _paging(rows: int) -> list[Schema]:
    bounds = {"limit": rows, "offset": FURTHEST}
    return [
        {"name": name, "in": "query", "schema": {"type": "integer", "minimum": 0, "maximum": most}}
        for name, most in bounds.items()
    ]


def _index() -> Schema:
    listed = {"type": "object", "required": ["questions"]}
    answer = {"description": "every question", "content": {"application/json": {"schema": listed}}}
    return {"operationId": "questions", "responses": {"200": answer, "303": _TO_PAGES, **_failures()}}


def _sparql_get() -> Schema:
    return {
        "operationId": "sparql",
        "summary": "Ask in SPARQL; without a query, the description of the service",
        "parameters": [{"name": name, "in": "query", "schema": schema} for name, schema in _FIELDS.items()],
        "responses": {"200": _results(), "303": _TO_PAGES, **_failures()},
    }


def _sparql_post() -> Schema:
    form = {"type": "object", "required": ["query"], "properties": _FIELDS}
    body = {FORM: {"schema": form}, DIRECT: {"schema": {"type": "string"}}}
    return {
        "operationId": "sparqlPost",
        "requestBody": {"required": True, "content": body},
        "responses": {"200": _results(), **_failures(*_POSTED)},
    }


_FORMATS: tuple[Format[Any], ...] = (*RESULTS, *GRAPHS)
_LIST = {"type": "array", "items": {"type": "string"}}
_FIELDS: Schema = {
    "query": {"type": "string", "examples": ["SELECT * { ?s ?p ?o } LIMIT 5"]},
    "default-graph-uri": _LIST,
    "named-graph-uri": _LIST,
    "format": {"enum": [*dict.fromkeys(name for one in _FORMATS for name in one.names)]},
    "timeout": {"type": "number", "exclusiveMinimum": 0},
}
_TO_PAGES = {"description": "for people: the page"}


def _results() -> Schema:
    media = dict.fromkeys(one.media[0] for one in _FORMATS)
    return {"description": "the results", "content": {one: {} for one in media}}


def _failures(*more: str) -> Schema:
    """Refer to what may go wrong; a body can go wrong only where there is one."""
    statuses = [status for status in _PROBLEMS if status not in _POSTED or status in more]
    return {status: {"$ref": f"#/components/responses/{status}"} for status in statuses}


def _failure(words: str) -> Schema:
    content = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}, TEXT: {}}
    return {"description": words, "content": content}


def _problem() -> Schema:
    properties = {
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "parameter": {"type": "string", "description": "which parameter cannot be used"},
        "line": {"type": "integer", "description": "where the SPARQL is wrong, from 1"},
        "column": {"type": "integer"},
    }
    return {"type": "object", "required": ["title", "status", "detail"], "properties": properties}


def _answer() -> Schema:
    number = {"type": "integer", "minimum": 0}
    properties = {
        "total": {**number, "description": "rows in all"},
        "offset": number,
        "counted": {"type": "object", "description": "of how many: a sentence and its numbers"},
        "columns": {"type": "array", "items": {"type": "string"}},
        "rows": {"type": "array", "items": {"type": "object"}},
    }
    return {"type": "object", "required": ["total", "offset", "columns", "rows"], "properties": properties}
