"""An answer as it goes from a worker to the server, and is kept: a status, headers and bytes."""

from __future__ import annotations

import msgspec

# bytes that an answer takes beside its body
_BESIDE = 500
_ENCODER = msgspec.msgpack.Encoder()


class Reply(msgspec.Struct, frozen=True, array_like=True):
    """What is answered; `media` is the content type with its parameters.

    Where the status is none of success, the body is the document of a problem.
    """

    media: str
    body: bytes
    headers: dict[str, str] = {}
    status: int = 200

    @property
    def size(self) -> int:
        """How many bytes it takes, roughly."""
        return len(self.body) + _BESIDE

    def packed(self) -> bytes:
        """Spell it for the way between processes."""
        return _ENCODER.encode(self)


_DECODER = msgspec.msgpack.Decoder(Reply)

unpacked = _DECODER.decode
