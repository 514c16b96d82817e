"""What becomes of an error while a request is answered: it is told in the client's language.

| raised | answered |
|---|---|
| HTTPException | its own status; OPTIONS is answered 204 with what is allowed |
| KgError | the status that `problem_of` gives it |
| anything else | 500, with the number of the request and nothing else |
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import cast

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from kg.errors import KgError, QueryError
from kg.serve.headers import preflight
from kg.serve.problem import FAULT, ProblemError, problem_of
from kg.serve.told import told
from kg.serve.workers import BusyError, OutOfMemoryError, OverdueError

_log = logging.getLogger("kg.serve")
# as nginx calls it: there is nobody to be told
_GONE = 499
# what is nothing to look into
_EXPECTED = (ProblemError, QueryError, BusyError, OverdueError, OutOfMemoryError)


async def _http(request: Request, error: Exception) -> Response:
    error = cast(HTTPException, error)
    headers = dict(error.headers or {})
    if error.status_code == 405:
        headers["Allow"] = ", ".join(sorted({*headers.get("Allow", "GET, HEAD").split(", "), "OPTIONS"}))
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=preflight(headers["Allow"]))
        said = f"{request.method} is not allowed here; allowed are {headers['Allow']}."
        return told(request, 405, said, headers=headers)
    return told(request, error.status_code, f"{error.detail}.", headers=headers)


async def _known(request: Request, error: Exception) -> Response:
    problem = problem_of(cast(KgError, error))
    if not isinstance(error, _EXPECTED):
        _log.error("request %s: %s", request.state.request_id, error)
    return told(request, problem.status, str(problem), headers=problem.headers, members=problem.members)


async def _fault(request: Request, _: Exception) -> Response:
    return told(request, 500, FAULT)


async def _gone(_request: Request, _: Exception) -> Response:
    return Response(status_code=_GONE)


HANDLERS: dict[type[Exception], Callable[[Request, Exception], Awaitable[Response]]] = {
    HTTPException: _http,
    KgError: _known,
    ClientDisconnect: _gone,
    Exception: _fault,
}
