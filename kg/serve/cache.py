"""Answers that were given before; a release never changes, so they stay right as long as it is served."""

from __future__ import annotations

from collections import OrderedDict

from kg.serve.reply import Reply

# one answer may take this part of the room
_SHARE = 16
# bytes that an entry takes beside its body, roughly
_BESIDE = 500


class Cache:
    """Keeps answers by key, in so many bytes; what was not asked for longest goes first."""

    def __init__(self, room: int) -> None:
        self._room, self._used = room, 0
        self._kept: OrderedDict[bytes, Reply] = OrderedDict()
        self.hits = self.misses = 0

    def get(self, key: bytes) -> Reply | None:
        """Find an answer."""
        reply = self._kept.get(key)
        if reply is None:
            self.misses += 1
        else:
            self.hits += 1
            self._kept.move_to_end(key)
        return reply

    def put(self, key: bytes, reply: Reply) -> None:
        """Keep an answer, unless it is too large."""
        size = _size(reply)
        if key in self._kept or size > self._room // _SHARE:
            return
        self._kept[key] = reply
        self._used += size
        while self._used > self._room:
            _, oldest = self._kept.popitem(last=False)
            self._used -= _size(oldest)


def _size(reply: Reply) -> int:
    return len(reply.body) + _BESIDE
