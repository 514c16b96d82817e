"""JSON in the shapes that people have it in: one record a line, an array, one record, or a page around them.

A format says how it calls a record and, where it has one, how to take records out of a wrapper; this
module finds the pieces without decoding them, and keeps what is whole where a file is broken.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import BinaryIO

import msgspec

from kg.errors import JSON_ERRORS, RecordError

MAX_RECORD = 64 * 1024 * 1024
MAX_DOCUMENT = 2 * 1024 * 1024 * 1024
BLANK = b"\xef\xbb\xbf \t\r\n"

_CTRNAME = re.compile(rb'"ctrname"\s*:\s*"(\w+)"')

Piece = tuple[str, bytes | RecordError]


class Layout(msgspec.Struct, frozen=True):
    """How a format calls a record, takes records out of a wrapper, and how a wrapper begins."""

    noun: str
    unwrapped: Callable[[str, bytes], Iterator[Piece]]
    wrapper: re.Pattern[bytes] | None = None


def bare(position: str, content: bytes) -> Iterator[Piece]:
    """Give a record that comes without a wrapper."""
    yield position, content


def is_json(head: bytes) -> bool:
    """Tell by the first byte that is not blank."""
    return head.lstrip(BLANK)[:1] in (b"{", b"[")


def is_register(head: bytes, name: str, parts: tuple[bytes, ...]) -> bool:
    """Tell JSON of a register: by ctrdata's name of it in the first record, else by its fields."""
    if not is_json(head) or b'"protocolSection"' in head:
        return False
    if found := _CTRNAME.search(head):
        return found[1] == name.encode()
    return all(b'"%s"' % part in head for part in parts)


def pieces(stream: BinaryIO, layout: Layout) -> Iterator[Piece]:
    """Yield each record undecoded. One record a line is streamed; any other document is read whole."""
    first = stream.readline(MAX_RECORD + 1)
    stream.seek(0)
    return _lines(stream, layout) if _is_line_of_its_own(first, layout) else _document(stream, layout)


def elements(found: list[msgspec.Raw], noun: str) -> Iterator[Piece]:
    """Number the elements of an array."""
    for number, element in enumerate(found, start=1):
        yield f"{noun} {number}", bytes(element)


def broken_array(content: bytes, noun: str, error: Exception) -> Iterator[Piece]:
    """Save the records that stand before the place where an array breaks off."""
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
        yield f"{noun} {number}", text[at:end].encode()
        at = end
    plural = "studies" if noun == "study" else f"{noun}s"
    yield f"{noun} {number}", RecordError(f"broken JSON, the {plural} before it were kept: {error}")


def _is_line_of_its_own(line: bytes, layout: Layout) -> bool:
    """Tell one record a line from a document that is laid out over many lines, by its first line."""
    line = line.removeprefix(b"\xef\xbb\xbf").strip()
    return (
        line.startswith(b"{")
        and not line.endswith((b"{", b"[", b","))
        and not (len(line) > MAX_RECORD // 2 and layout.wrapper and layout.wrapper.match(line))
    )


def _lines(stream: BinaryIO, layout: Layout) -> Iterator[Piece]:
    number = 0
    while line := stream.readline(MAX_RECORD + 1):
        number += 1
        position = f"line {number}"
        if len(line) > MAX_RECORD and not line.endswith(b"\n"):
            _skip_line(stream)
            why = f"a line of more than {MAX_RECORD >> 20} MB; no {layout.noun} is that long"
            yield position, RecordError(why)
        elif stripped := line.removeprefix(b"\xef\xbb\xbf").strip():
            yield from layout.unwrapped(position, stripped)


def _skip_line(stream: BinaryIO) -> None:
    while (rest := stream.readline(1 << 20)) and not rest.endswith(b"\n"):
        pass


def _document(stream: BinaryIO, layout: Layout) -> Iterator[Piece]:
    content = stream.read(MAX_DOCUMENT + 1).removeprefix(b"\xef\xbb\xbf").strip()
    if len(content) > MAX_DOCUMENT:
        why = f"more than {MAX_DOCUMENT >> 30} GB in one JSON value; give one {layout.noun} a line"
        yield "document", RecordError(why)
    elif content.startswith(b"["):
        yield from _array(content, layout)
    else:
        yield from layout.unwrapped(f"{layout.noun} 1", content)


def _array(content: bytes, layout: Layout) -> Iterator[Piece]:
    try:
        found = msgspec.json.decode(content, type=list[msgspec.Raw])
    except JSON_ERRORS as error:
        yield from broken_array(content, layout.noun, error)
    else:
        yield from elements(found, layout.noun)
