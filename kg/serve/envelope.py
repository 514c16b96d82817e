"""Around every answer: its headers, its number, and how long it took.

A number (`X-Request-Id`) is drawn for each request, so that a person who saw an error can name it, and the
log has it with what went wrong.
"""

from __future__ import annotations

import logging
import secrets
import time

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.serve.headers import EVERYWHERE
from kg.serve.log import Entry, Log
from kg.serve.metrics import Metrics

_log = logging.getLogger("kg.serve")


class Envelope:
    """An ASGI application around another."""

    def __init__(self, app: ASGIApp, metrics: Metrics, log: Log) -> None:
        self._app, self._metrics, self._log = app, metrics, log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and note how it went."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        scope.setdefault("state", {})["request_id"] = secrets.token_hex(8)
        sent = _Sent(scope, send)
        try:
            await self._app(scope, receive, sent)
        except Exception:  # it has been told to the client as far as it could be
            _log.exception("request %s", scope["state"]["request_id"])
        finally:
            seconds = time.perf_counter() - began
            self._metrics.observe(scope, sent.status, seconds)
            self._log.write(Entry.of(scope, sent.status, sent.bytes, seconds))


class _Sent:
    """Sends an answer with the headers that every one has, and counts it."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope, self._send = scope, send
        self.status = self.bytes = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self._dress(message)
        elif message["type"] == "http.response.body":
            self.bytes += len(message.get("body", b""))
        await self._send(message)

    def _dress(self, message: Message) -> None:
        headers = MutableHeaders(scope=message)
        for name, value in EVERYWHERE.items():
            headers.setdefault(name, value)
        headers["X-Request-Id"] = self._scope["state"]["request_id"]
        releases = getattr(self._scope["app"].state, "releases", None) if "app" in self._scope else None
        if releases:
            headers.setdefault("Release", releases.now.name)
