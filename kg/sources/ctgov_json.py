"""ClinicalTrials.gov API v2: one study, an array, {"studies": [...]}, or one study a line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from kg.errors import RecordError
from kg.study import Study, decode

TITLE = "ClinicalTrials.gov API v2 JSON"

MAX_RECORD = 64 * 1024 * 1024
MAX_DOCUMENT = 2 * 1024 * 1024 * 1024

Piece = tuple[str, bytes | RecordError]
_STUDIES = re.compile(rb'\{[^[{]{0,500}"studies"\s*:\s*(?=\[)')


class _Envelope(msgspec.Struct):
    """A page of the API's search, or one study that a downloader put in a wrapper."""

    studies: list[msgspec.Raw] | None = None
    study: msgspec.Raw = msgspec.Raw()


def recognises(head: bytes) -> bool:
    """Tell by JSON that names a part of a study; a line too long to show one is still JSON lines."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    return start in (b"{", b"[") and (b'"protocolSection"' in head or b'"studies"' in head)


def records(stream: BinaryIO) -> Iterator[Piece]:
    """Yield each study undecoded. One study a line is streamed; any other document is read whole."""
    first = stream.readline(MAX_RECORD + 1)
    stream.seek(0)
    return _lines(stream) if _is_line_of_its_own(first) else _document(stream)


def study(record: bytes) -> Study:
    """Read one study."""
    return decode(record)


def _is_line_of_its_own(line: bytes) -> bool:
    """Tell one study a line from a document that is laid out over many lines, by its first line."""
    line = line.removeprefix(b"\xef\xbb\xbf").strip()
    return (
        line.startswith(b"{")
        and not line.endswith((b"{", b"[", b","))
        and not (len(line) > MAX_RECORD // 2 and _STUDIES.match(line))
    )


def _lines(stream: BinaryIO) -> Iterator[Piece]:
    number = 0
    while line := stream.readline(MAX_RECORD + 1):
        number += 1
        position = f"line {number}"
        if len(line) > MAX_RECORD and not line.endswith(b"\n"):
            _skip_line(stream)
            yield position, RecordError(f"a line of more than {MAX_RECORD >> 20} MB; no study is that long")
        elif stripped := line.removeprefix(b"\xef\xbb\xbf").strip():
            yield from _unwrapped(position, stripped)


def _skip_line(stream: BinaryIO) -> None:
    while (rest := stream.readline(1 << 20)) and not rest.endswith(b"\n"):
        pass


def _document(stream: BinaryIO) -> Iterator[Piece]:
    content = stream.read(MAX_DOCUMENT + 1).removeprefix(b"\xef\xbb\xbf").strip()
    if len(content) > MAX_DOCUMENT:
        yield (
            "document",
            RecordError(f"more than {MAX_DOCUMENT >> 30} GB in one JSON value; give one study a line"),
        )
    elif content.startswith(b"["):
        yield from _array(content)
    else:
        yield from _unwrapped("study 1", content)


def _unwrapped(position: str, content: bytes) -> Iterator[Piece]:
    """Take a study out of what it came in."""
    try:
        envelope = msgspec.json.decode(content, type=_Envelope)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        if found := _STUDIES.match(content):
            yield from _broken_array(content[found.end() :], error)
        else:
            yield position, RecordError(f"broken JSON: {error}")
        return
    if envelope.studies is not None:
        yield from _elements(envelope.studies)
    else:
        yield position, bytes(envelope.study) or content


def _array(content: bytes) -> Iterator[Piece]:
    try:
        elements = msgspec.json.decode(content, type=list[msgspec.Raw])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        yield from _broken_array(content, error)
    else:
        yield from _elements(elements)


def _elements(elements: list[msgspec.Raw]) -> Iterator[Piece]:
    for number, element in enumerate(elements, start=1):
        yield f"study {number}", bytes(element)


def _broken_array(content: bytes, error: Exception) -> Iterator[Piece]:
    """Save the studies that stand before the place where an array breaks off."""
    text = content.decode("utf-8", "replace")
    decoder = json.JSONDecoder()
    at, number = 1, 0
    while True:
        number += 1
        while at < len(text) and text[at] in " \t\r\n,":
            at += 1
        try:
            _, end = decoder.raw_decode(text, at)
        except (json.JSONDecodeError, RecursionError):
            break
        yield f"study {number}", text[at:end].encode()
        at = end
    yield f"study {number}", RecordError(f"broken JSON, the studies before it were kept: {error}")
