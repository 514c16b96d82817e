"""One request answered by one job: counted, looked up, asked, kept; what goes wrong is a problem.

An answer is named (ETag) by the release and by all that was asked, not by its bytes. Both decide what it
says, so whoever has it already is told so without a query being run. The name is a weak one: what a query
leaves open, such as the order of rows, may come out otherwise.
"""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from kg.serve.context import Context
from kg.serve.problem import ProblemError
from kg.serve.reply import Reply, unpacked
from kg.serve.workers import Job, until_gone
from kg.serve.workers.settings import name_of

_SUCCESS = range(200, 300)

Handler = Callable[[Request], Awaitable[Response]]


class Work(msgspec.Struct, frozen=True):
    """A job, its argument, and how many seconds it may take."""

    job: Job
    asked: msgspec.Struct
    seconds: float


def answering(context: Context, read: Callable[[Request], Awaitable[Work | Response]]) -> Handler:
    """Make a handler of a function that reads a request, and says what is to be done, or answers itself."""

    async def handler(request: Request) -> Response:
        admit(context, request)
        work = await read(request)
        return work if isinstance(work, Response) else await _done(context, request, work)

    return handler


def admit(context: Context, request: Request) -> None:
    """Count a request as one of its client's; raises a `ProblemError` where these are too many."""
    if seconds := context.clients.wait(request):
        raise ProblemError(429, "too many requests of one client; slow down", {"Retry-After": str(seconds)})


async def _done(context: Context, request: Request, work: Work) -> Response:
    key = _key(context.pool.release, work)
    tag = f'W/"{key.hex()}"'
    if _has(request, tag):
        return Response(status_code=304, headers=_headers(tag))
    reply = context.cache.get(key)
    if reply is None:
        reply = await _asked(context, request, work)
        context.cache.put(key, reply)
    response = Response(reply.body, reply.status, {**_headers(tag), **reply.headers})
    response.headers["content-type"] = reply.media  # as it is: starlette would add a charset
    return response


async def _asked(context: Context, request: Request, work: Work) -> Reply:
    asked = msgspec.to_builtins(work.asked)
    reply = unpacked(await until_gone(request, context.pool.run(work.job, asked, seconds=work.seconds)))
    if reply.status not in _SUCCESS:
        raise ProblemError.told(reply)
    return reply


def _key(release: str, work: Work) -> bytes:
    """Name all that decides the answer; how long it may take does not."""
    asked = msgspec.json.encode([release, name_of(work.job), work.asked])
    return hashlib.blake2b(asked, digest_size=16).digest()


def _has(request: Request, tag: str) -> bool:
    """Tell whether the client has this answer: https://www.rfc-editor.org/rfc/rfc9110#section-13.1.2."""
    held = [one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")]
    return tag.removeprefix("W/") in held


def _headers(tag: str) -> dict[str, str]:
    return {"ETag": tag, "Cache-Control": "public, no-cache", "Vary": "Accept"}
