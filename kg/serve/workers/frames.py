"""Messages between the server and a worker, on a socket of the machine: length, kind, content.

Four bytes of length, little-endian, count the content; one byte is the kind.
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator

import msgspec

HELLO, RESULT, REFUSED, OUT_OF_MEMORY, FAULT = b"h", b"r", b"q", b"m", b"x"
ASKED = b"a"

_HEAD = struct.Struct("<Ic")
_ENCODER = msgspec.msgpack.Encoder()
# more would be mapped anew for each message
_MOST_AT_ONCE = 1 << 16

encode = _ENCODER.encode


class Hire(msgspec.Struct, frozen=True):
    """The first message to a worker: the build that it serves, and its memory in bytes."""

    build: str
    memory: int


class Asked(msgspec.Struct, frozen=True, array_like=True):
    """A job to do."""

    job: str
    arguments: list[object]


class Refusal(msgspec.Struct, frozen=True):
    """What a job raised: the name of a class of `kg.errors`, and what it said."""

    kind: str
    message: str


def framed(kind: bytes, content: bytes) -> bytes:
    """Put a message into its frame."""
    return _HEAD.pack(len(content), kind) + content


class Frames:
    """Bytes as they come in, parted into messages."""

    def __init__(self) -> None:
        self._held = bytearray()

    def fed(self, data: bytes) -> Iterator[tuple[bytes, bytes]]:
        """Take bytes, and yield kind and content of each message that is now whole."""
        self._held += data
        while len(self._held) >= _HEAD.size:
            length, kind = _HEAD.unpack_from(self._held)
            end = _HEAD.size + length
            if len(self._held) < end:
                return
            content = bytes(memoryview(self._held)[_HEAD.size : end])
            del self._held[:end]
            yield kind, content


def received(connection: socket.socket) -> Iterator[bytes]:
    """Wait for messages and yield their contents, until the other side has closed."""
    frames = Frames()
    while data := connection.recv(_MOST_AT_ONCE):
        for _, content in frames.fed(data):
            yield content
