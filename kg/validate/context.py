"""JSON-LD contexts that a document only points to: those beside it and the project's own are put in.

Nothing is fetched from a network: what a document means must not depend on who answers that day.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import unquote, urljoin, urlsplit

import msgspec

from kg.errors import JSON_ERRORS, DataError
from kg.publish.jsonld import make_context
from kg.terms import DEFAULT_BASE
from kg.vocabulary import load

_OWN = f"{DEFAULT_BASE}context.jsonld"


def standalone(name: str, base: str, stream: BinaryIO) -> BinaryIO:
    """Give a JSON-LD document with every context in it; a `DataError` names one that is elsewhere.

    What is no JSON is given as it is: the parser of JSON-LD says where it is wrong.
    """
    content = stream.read()
    try:
        document = msgspec.json.decode(content)
    except JSON_ERRORS:
        return io.BytesIO(content)
    if isinstance(document, dict) and _points(document.get("@context")):
        document["@context"] = _read(document["@context"], name, base)
        content = msgspec.json.encode(document)
    return io.BytesIO(content)


def _points(context: Any) -> bool:
    return any(isinstance(one, str) for one in (context if isinstance(context, list) else [context]))


def _read(context: Any, name: str, base: str) -> Any:
    """Put contexts in the place of their addresses."""
    if isinstance(context, list):
        return [_read(one, name, base) for one in context]
    if not isinstance(context, str):
        return context
    address = urljoin(base, context)
    if address == _OWN:
        return make_context(load())
    parts = urlsplit(address)
    path = Path(unquote(parts.path))
    if parts.scheme != "file" or not path.is_file():
        raise DataError(
            f"{name}: its context {context!r} is not beside it, and contexts are not fetched;"
            " save it beside the document and point to it there, or write it into the document"
        )
    try:
        return msgspec.json.decode(path.read_bytes())["@context"]
    except (*JSON_ERRORS, KeyError, TypeError) as error:
        raise DataError(f"{path}: not a JSON-LD context that can be read: {error!r}") from error
