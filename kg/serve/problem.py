"""A request that cannot be answered, with the status that says so; `failing` has it told.

| raised | status |
|---|---|
| ProblemError | its own |
| QueryError | 400 |
| BusyError | 503 with Retry-After |
| OverdueError | 504 |
| OutOfMemoryError | 507 |
| DiedError | 400 where the stack was used up, else 503 |
| FaultError | 500; the log has it |
| any other KgError | 503: the build is being replaced |

None of them says where files are.
"""

from __future__ import annotations

import signal
from http import HTTPStatus
from typing import Any

import msgspec

from kg.errors import KgError, QueryError, ServeError
from kg.serve.reply import Reply
from kg.serve.workers.failures import BusyError, DiedError, FaultError, OutOfMemoryError, OverdueError

JSON, TEXT = "application/problem+json", "text/plain"
FAULT = "the server has a fault; its log has more under the number of this request"


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


def problem_of(error: KgError) -> ProblemError:
    """Give the problem that says what was raised."""
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
    if isinstance(error, FaultError):
        return ProblemError(500, FAULT)
    return ProblemError(503, "the server cannot answer this now; try again", {"Retry-After": "1"})


def _died(error: DiedError) -> ProblemError:
    if error.by == signal.SIGSEGV:
        return ProblemError(400, str(error))
    return ProblemError(503, str(error), {"Retry-After": "1"})
