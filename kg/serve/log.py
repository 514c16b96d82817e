"""The access log, one line a request on standard output: JSON, or the Common Log Format.

Whom to look for and what they asked is nobody's business: no address of a client and no query string is
written (a search for a disease says much about who searches). A proxy that must log addresses can.
"""

from __future__ import annotations

import datetime
import sys
from collections.abc import Callable
from typing import TextIO

import msgspec
from starlette.types import Scope

from kg.errors import ServeError


class Entry(msgspec.Struct, frozen=True):
    """One request and its answer; `time` in UTC, `ms` until the last byte was handed over."""

    time: str
    request: str
    method: str
    path: str
    status: int
    bytes: int
    ms: float

    @classmethod
    def of(cls, scope: Scope, status: int, size: int, seconds: float) -> Entry:
        """Note a request; a path is written as it was sent, cut where it is very long."""
        now = datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")
        path = scope.get("raw_path", b"").decode("latin-1")[:200]
        return cls(
            now, scope["state"]["request_id"], scope["method"], path, status, size, round(seconds * 1e3, 2)
        )


class Log:
    """Writes entries in one of `FORMS`; raises ServeError where there is no such form."""

    def __init__(self, form: str, out: TextIO = sys.stdout) -> None:
        if form not in FORMS:
            raise ServeError(f"{form!r} is no form of the log; there are {', '.join(FORMS)}")
        self._spell, self._out = FORMS[form], out

    def write(self, entry: Entry) -> None:
        """Write a line."""
        if line := self._spell(entry):
            self._out.write(line + "\n")
            self._out.flush()


def _json(entry: Entry) -> str:
    return msgspec.json.encode(entry).decode()


def _common(entry: Entry) -> str:
    when = datetime.datetime.fromisoformat(entry.time).strftime("%d/%b/%Y:%H:%M:%S +0000")
    line = _quoted(f"{entry.method} {entry.path} HTTP/1.1")
    return f'- - - [{when}] "{line}" {entry.status} {entry.bytes}'


def _quoted(text: str) -> str:
    return text.encode("unicode_escape").decode("ascii").replace('"', '\\"')


FORMS: dict[str, Callable[[Entry], str]] = {"json": _json, "common": _common, "none": lambda _: ""}
