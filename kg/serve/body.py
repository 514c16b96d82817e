"""The body of a request: read to its end, if that is not too far and not too long in coming."""

from __future__ import annotations

import asyncio

from starlette.requests import Request

from kg.serve.limits import Limits
from kg.serve.problem import ProblemError


async def text_of(request: Request, limits: Limits) -> str:
    """Read a body as UTF-8; raises a `ProblemError` where it is packed, too large, too slow or no text."""
    return decoded(await content_of(request, limits))


async def content_of(request: Request, limits: Limits) -> bytes:
    """Read a body; raises a `ProblemError` where it is packed, too large or too slow."""
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise ProblemError(
            415, "send the body as it is, without Content-Encoding", {"Accept-Encoding": "identity"}
        )
    try:
        async with asyncio.timeout(limits.body):
            return await _bounded(request, limits.query)
    except TimeoutError as error:
        raise ProblemError(408, f"the body did not come in within {limits.body:g} s") from error


async def _bounded(request: Request, most: int) -> bytes:
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > most:
            detail = f"a body has at most {most:,} bytes here; write a shorter query, or download the data"
            raise ProblemError(413, detail, {"Connection": "close"})
    return bytes(content)


def decoded(content: bytes) -> str:
    """Read bytes as UTF-8; else 400."""
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise ProblemError(400, f"byte {error.start} is not UTF-8") from error
