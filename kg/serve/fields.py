"""The parameters of a request: `key=value&…`, of its address or of a form."""

from __future__ import annotations

import math
from urllib.parse import parse_qsl

from starlette.requests import Request

from kg.serve.limits import Limits
from kg.serve.problem import ProblemError

_FIELDS = 1000
_DIGITS = 10

Fields = list[tuple[str, str]]


def fields_of(request: Request, limits: Limits) -> Fields:
    """Read the query of the address; raises a `ProblemError` where it is too long or no text."""
    query: bytes = request.scope["query_string"]
    if len(query) > limits.address:
        raise ProblemError(
            414, f"an address has at most {limits.address:,} bytes here; send the query by POST"
        )
    return parsed(query.decode("latin-1"))


def parsed(text: str) -> Fields:
    """Part `key=value&…`; raises a `ProblemError` where it cannot be."""
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_FIELDS)
    except ValueError as error:
        raise ProblemError(400, f"the parameters cannot be read: {error}") from error


def values_of(fields: Fields, name: str) -> list[str]:
    """Give every value of a key."""
    return [value for key, value in fields if key == name]


def named(fields: Fields) -> str:
    """Give the format that is asked for by name."""
    return (values_of(fields, "format") or [""])[-1]


def seconds_of(fields: Fields, limits: Limits) -> float:
    """Give the seconds that a query may take: what the client says, if that is less."""
    given = values_of(fields, "timeout")
    if not given:
        return limits.seconds
    try:
        seconds = float(given[-1])
    except ValueError:
        seconds = math.nan
    if not seconds > 0:
        raise ProblemError(
            400, f"timeout={given[-1][:40]!r} is not a number of seconds above 0", parameter="timeout"
        )
    return min(seconds, limits.seconds)


def whole_number(fields: Fields, name: str, default: int, most: int) -> int:
    """Give a key as a whole number from 0; raises a `ProblemError` where it is none, or too large."""
    given = values_of(fields, name)
    if not given or not given[-1]:
        return default
    text = given[-1]
    if not (text.isascii() and text.isdecimal() and len(text) < _DIGITS and int(text) <= most):
        detail = f"{name}={text[:40]!r} is not a whole number from 0 to {most:,}"
        raise ProblemError(400, detail, parameter=name)
    return int(text)
