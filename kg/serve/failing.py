"""What becomes of an error while a request is answered: the status that tells it, in the client's language.

| raised | answered |
|---|---|
| QueryError | 400, what is wrong with it |
| HTTPException | its own status; OPTIONS is answered 204 with what is allowed |
| BusyError | 503 with Retry-After |
| OverdueError | 504 |
| any other KgError | 503: the build is being replaced, a worker died |
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
from kg.serve.told import told
from kg.serve.workers import BusyError, FaultError, OverdueError

_log = logging.getLogger("kg.serve")
# as nginx calls it: there is nobody to be told
_GONE = 499


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


async def _query(request: Request, error: Exception) -> Response:
    return told(request, 400, _sentence(error))


async def _busy(request: Request, error: Exception) -> Response:
    return told(request, 503, _sentence(error), headers={"Retry-After": str(cast(BusyError, error).again)})


async def _overdue(request: Request, error: Exception) -> Response:
    return told(request, 504, _sentence(error))


async def _unable(request: Request, error: Exception) -> Response:
    _log.error("request %s: %s", request.state.request_id, error)
    return told(request, 503, "The server cannot answer this now; try again.", headers={"Retry-After": "1"})


async def _fault(request: Request, _: Exception) -> Response:
    return told(request, 500, "The server has a fault. Its log has more under the number of this request.")


async def _gone(_request: Request, _: Exception) -> Response:
    return Response(status_code=_GONE)


def _sentence(error: Exception) -> str:
    words = str(error)
    return words[:1].upper() + words[1:] + ("" if words.endswith((".", "?")) else ".")


HANDLERS: dict[type[Exception], Callable[[Request, Exception], Awaitable[Response]]] = {
    HTTPException: _http,
    QueryError: _query,
    BusyError: _busy,
    OverdueError: _overdue,
    FaultError: _fault,
    KgError: _unable,
    ClientDisconnect: _gone,
    Exception: _fault,
}
