"""What an index was made of, kept for the next build: parts of dumps by the hash of the bytes they are from.

A dump is a row of .gz, a block a trial. What a block says of trials depends on the block, on the numbers of
the concepts and on the software, so a block that an earlier dump had too is not read again.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from kg.search.trials import Part

_HASH = 32  # bytes


def blocks_of(dump: Path, lengths: Sequence[int]) -> Iterator[bytes]:
    """Take a dump apart into blocks of these lengths in bytes; what is left is a block too."""
    with dump.open("rb") as file:
        for length in lengths:
            yield file.read(length)
        if rest := file.read():
            yield rest


def write_kept(path: Path, key: bytes, parts: list[tuple[bytes, Part]]) -> None:
    """Keep the parts of a dump by the hashes of their blocks, under the key of all else they depend on."""
    content = zlib.compress(msgspec.msgpack.encode(parts), 1)
    path.write_bytes(hashlib.sha256(key + content).digest() + content)


def read_kept(path: Path, key: bytes) -> dict[bytes, Part]:
    """Give the parts that were kept under a key; none, where the file is not what was written then."""
    if not path.is_file():
        return {}
    content = path.read_bytes()
    if hashlib.sha256(key + content[_HASH:]).digest() != content[:_HASH]:
        return {}
    return dict(msgspec.msgpack.decode(zlib.decompress(content[_HASH:]), type=list[tuple[bytes, Part]]))
