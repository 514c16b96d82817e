"""ClinicalTrials.gov API v2: one study, an array, {"studies": [...]}, or one study a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from kg.errors import JSON_ERRORS, RecordError
from kg.sources._json_lines import Layout, Piece, broken_array, elements, is_json, pieces
from kg.study import Study, decode

TITLE = "ClinicalTrials.gov API v2 JSON"

_STUDIES = re.compile(rb'\{[^[{]{0,500}"studies"\s*:\s*(?=\[)')


class _Envelope(msgspec.Struct):
    """A page of the API's search, or one study that a downloader put in a wrapper."""

    studies: list[msgspec.Raw] | None = None
    study: msgspec.Raw = msgspec.Raw()


def recognises(head: bytes) -> bool:
    """Tell by JSON that names a part of a study; a line too long to show one is still JSON lines."""
    return is_json(head) and (b'"protocolSection"' in head or b'"studies"' in head)


def records(stream: BinaryIO) -> Iterator[Piece]:
    """Yield each study undecoded. One study a line is streamed; any other document is read whole."""
    return pieces(stream, Layout(noun="study", unwrapped=_unwrapped, wrapper=_STUDIES))


def study(record: bytes) -> Study:
    """Read one study."""
    return decode(record)


def _unwrapped(position: str, content: bytes) -> Iterator[Piece]:
    """Take a study out of what it came in."""
    try:
        envelope = msgspec.json.decode(content, type=_Envelope)
    except JSON_ERRORS as error:
        if found := _STUDIES.match(content):
            yield from broken_array(content[found.end() :], "study", error)
        else:
            yield position, RecordError(f"broken JSON: {error}")
        return
    if envelope.studies is not None:
        yield from elements(envelope.studies, "study")
    else:
        yield position, bytes(envelope.study) or content
