"""What goes wrong, as RFC 9457 has it (application/problem+json), or as a line of text for who wants text.

A `ProblemError` is raised wherever a request cannot be answered; `answered` makes the answer of it, and of
what a pool raises. None of them says where files are.
"""

from __future__ import annotations

import signal
from http import HTTPStatus
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from kg.errors import KgError, QueryError, ServeError
from kg.serve.accept import preferred
from kg.serve.cors import CORS
from kg.serve.reply import Reply
from kg.serve.workers.failures import BusyError, DiedError, OutOfMemoryError, OverdueError

JSON, TEXT = "application/problem+json", "text/plain"
_OFFERED = (JSON, "application/json", TEXT)


class ProblemError(ServeError):
    """A request that cannot be answered: HTTP status, what is wrong, and members of our own."""

    def __init__(
        self, status: int, detail: str, headers: dict[str, str] | None = None, **members: Any
    ) -> None:
        super().__init__(detail)
        self.status, self.headers, self.members = status, headers or {}, members

    @classmethod
    def told(cls, reply: Reply) -> ProblemError:
        """Make again a problem that a job told."""
        members = msgspec.json.decode(reply.body)
        status, detail, _ = (members.pop(name) for name in ("status", "detail", "title"))
        return cls(status, detail, reply.headers, **members)

    def reply(self) -> Reply:
        """Tell it from a job."""
        return Reply(JSON, msgspec.json.encode(self.document()), self.headers, self.status)

    def document(self) -> dict[str, Any]:
        """Give the members of the document; `type` is about:blank, so `title` is the status in words."""
        named = {"title": HTTPStatus(self.status).phrase, "status": self.status, "detail": str(self)}
        return {**named, **self.members}


def answered(error: KgError, request: Request) -> Response:
    """Answer with what went wrong, as JSON unless the client prefers text."""
    problem = _problem(error)
    wanted = preferred(request.headers.get("accept", ""), _OFFERED)
    headers = {**CORS, "Cache-Control": "no-store", "Vary": "Accept", **problem.headers}
    if wanted == TEXT:
        return Response(f"{problem}\n", problem.status, headers, "text/plain; charset=utf-8")
    return Response(msgspec.json.encode(problem.document()), problem.status, headers, JSON)


def _problem(error: KgError) -> ProblemError:
    """Tell which status says what a pool raised."""
    if isinstance(error, ProblemError):
        return error
    if isinstance(error, QueryError):
        return ProblemError(400, str(error))
    if isinstance(error, BusyError):
        return ProblemError(503, str(error), {"Retry-After": str(error.again)})
    if isinstance(error, OverdueError):
        detail = f"{error}; ask for less: a LIMIT, fewer joins, or more that is given"
        return ProblemError(504, detail, seconds=error.seconds)
    if isinstance(error, OutOfMemoryError):
        detail = f"{error}; ask for less: a LIMIT, a smaller GROUP BY or ORDER BY, fewer joins"
        return ProblemError(507, detail, memory=error.memory)
    if isinstance(error, DiedError):
        return _died(error)
    return ProblemError(500, "the server could not answer; its log says why")


def _died(error: DiedError) -> ProblemError:
    if error.by == signal.SIGSEGV:
        return ProblemError(400, str(error))
    return ProblemError(503, str(error), {"Retry-After": "1"})
