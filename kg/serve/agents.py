"""The tools for agents at `/mcp`: the Model Context Protocol over HTTP, where the extra `mcp` is installed.

https://modelcontextprotocol.io/specification/2025-11-25/basic/transports. Calls are done by the workers that
queries have, so they end in time, are of the release that is served, and wait in the same queue. A request
counts as one query of its client.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager, nullcontext
from functools import cache
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.errors import QueryError
from kg.mcp.desk import Desk
from kg.mcp.reply import Reply
from kg.mcp.tools import call
from kg.serve.answering import admit
from kg.serve.body import content_of
from kg.serve.context import Context
from kg.serve.headers import preflight
from kg.serve.told import told
from kg.serve.workers import OutOfMemoryError, OverdueError, Pool
from kg.site import Release

PATH = "/mcp"
MOST_BODY = 64 << 10  # bytes
_ADVICE = "ask for less: fewer rows, a narrower pattern, a LIMIT inside, or one of find_questions"
_MISSING = "This server has no tools for agents; whoever runs it can add them: pip install 'trialkg[mcp]'."


class Mounted(msgspec.Struct, frozen=True):
    """Routes, and what must be open while they are served."""

    routes: list[Route]
    lifespan: Callable[[], AbstractAsyncContextManager[None]]


def mounted(context: Context, hosts: tuple[str, ...]) -> Mounted:
    """Mount the tools, for requests that name one of the hosts; without the extra, say what is missing."""
    if not find_spec("mcp"):
        return Mounted([Route(PATH, _missing, methods=["GET", "POST"])], nullcontext)
    from kg.mcp.server import application  # heavy, and not there without the extra

    made = application(_Calls(context.pool, context.limits.seconds), hosts)
    entrance = Route(PATH, _Entrance(context, made.asgi), methods=["POST"])
    return Mounted([entrance, Route(PATH, _allowed, methods=["OPTIONS"])], made.lifespan)


def hosts(base: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """Spell the hosts that requests may name, at any port: that of the base, and those that were given.

    >>> hosts("https://copy.example/kg/", ("kg.example",))
    ('copy.example', 'copy.example:*', 'kg.example', 'kg.example:*')
    """
    known = filter(None, (urlsplit(base).netloc, *names))
    return tuple(spelt for name in known for spelt in (name, f"{name}:*"))


def act(release: Release, tool: str, arguments: str) -> bytes:
    """Do the job: call a tool with arguments in JSON; its reply in JSON."""
    reply = call(_desk(release), (tool, json.loads(arguments)))
    return json.dumps(msgspec.to_builtins(reply)).encode()


@cache
def _desk(release: Release) -> Desk:
    """Keep what a worker needs for calls; it has one release."""
    release.check_folder()
    return Desk(release.build, release.store, release.asker)


class _Calls:
    """Calls tools in the workers of a pool, each in at most so many seconds."""

    def __init__(self, pool: Pool, seconds: float) -> None:
        self._pool, self._seconds = pool, seconds

    async def call(self, tool: str, arguments: dict[str, Any]) -> Reply:
        """Call a tool; raises what it raises, or a KgError that says what to do instead."""
        try:
            said = await self._pool.run(act, tool, json.dumps(arguments), seconds=self._seconds)
        except (OverdueError, OutOfMemoryError) as error:
            raise QueryError(f"{error}; {_ADVICE}") from error
        return msgspec.convert(json.loads(said), Reply)


class _Entrance:
    """Lets a request in whose client has not asked too often, with a body that came in whole and in time."""

    def __init__(self, context: Context, asgi: ASGIApp) -> None:
        self._context, self._asgi = context, asgi
        self._limits = msgspec.structs.replace(context.limits, query=MOST_BODY)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        admit(self._context, request)
        content = await content_of(request, self._limits)
        await self._asgi(scope, _before(content, receive), send)


def _before(content: bytes, receive: Receive) -> Receive:
    """Give a body that has been read once more, and after it what else comes."""
    messages: Iterator[Message] = iter([{"type": "http.request", "body": content, "more_body": False}])

    async def again() -> Message:
        for message in messages:
            return message
        return await receive()

    return again


async def _allowed(_: Request) -> Response:
    return Response(status_code=204, headers=preflight("POST, OPTIONS"))


async def _missing(request: Request) -> Response:
    return told(request, 501, _MISSING)
