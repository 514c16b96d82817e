"""What a query must not do: call other servers. And whether it names its dataset; both as the parser has it.

Oxigraph's own parser decides, since no other reads a query as it does: it takes `SERVICE:x`, and a comment
that ends with a carriage return, where others see something else. It cannot be asked what it has read, but a
keyword can be taken away: a text in which every "service" is spelt otherwise is still a query where the word
stood in names, strings and comments alone, and is none where one of them was the keyword.
"""

from __future__ import annotations

import re

import pyoxigraph
from pyparsing import ParseBaseException
from rdflib.plugins.sparql.parser import parseUpdate

from kg.serve.problem import ProblemError

_SERVICE = re.compile("service", re.IGNORECASE)
_FROM = re.compile("from", re.IGNORECASE)
_WRITES = re.compile("insert|delete|load|clear|create|drop|copy|move|add", re.IGNORECASE)
_PLACE = re.compile(r"error at (\d+):(\d+): ")
_LONGEST = 500  # characters of what the parser expected

_nothing = pyoxigraph.Store()


def refuse_calls(text: str) -> None:
    """Raise a `ProblemError` where a query calls another server (SERVICE), whether SILENT or not."""
    if not _SERVICE.search(text):
        return
    error = _error(_SERVICE.sub("sxrvice", text))
    if error is None:
        return
    if _error_is_at(_SERVICE, error, text):
        raise ProblemError(403, "SERVICE is not allowed here: this server asks no other")
    raise wrong(error, text)


def names_dataset(text: str) -> bool:
    """Tell whether a query has FROM or FROM NAMED; of one that is wrong, either may be said."""
    return bool(_FROM.search(text)) and _error(_FROM.sub("fxom", text)) is not None


def wrong(error: SyntaxError, text: str) -> ProblemError:
    """Say what is wrong with a query: that it is an update, or where its mistake is."""
    if _WRITES.search(text) and _is_update(text):
        return ProblemError(403, "this is an update, and nothing can be written here")
    message = str(error)
    place = _PLACE.match(message)
    detail = f"the SPARQL is wrong: {message[:_LONGEST]}"
    if place is None:
        return ProblemError(400, detail)
    return ProblemError(400, detail, line=int(place[1]), column=int(place[2]))


def _error(text: str) -> SyntaxError | None:
    """Parse a query, on a store without data, and give what is wrong with it."""
    try:
        _nothing.query(text)
    except SyntaxError as error:
        return error
    return None


def _error_is_at(word: re.Pattern[str], error: SyntaxError, text: str) -> bool:
    """Tell whether the parser stopped in, or next to, one of the words that were spelt otherwise."""
    place = _PLACE.match(str(error))
    if not place:
        return True
    lines = text.split("\n")
    at = sum(len(line) + 1 for line in lines[: int(place[1]) - 1]) + int(place[2]) - 1
    return any(found.start() <= at <= found.end() + 1 for found in word.finditer(text))


def _is_update(text: str) -> bool:
    """Tell an update from a query that is wrong; what reads it here is only asked for a better message."""
    try:
        parseUpdate(text)
    except (ParseBaseException, RecursionError, ValueError):
        return False
    return True
