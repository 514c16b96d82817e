"""Which of the media types on offer a client wants most: RFC 9110, section 12.5.1.

https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1

The most specific range that matches a type gives its quality; of types of one quality the first one wins.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

# how many ranges are read; nobody means more
_MOST = 100


def preferred(accept: str, offered: Iterable[str]) -> str | None:
    """Choose a media type; None where the client wants none of them. No header means anything.

    >>> preferred("text/html;q=0.5, text/*", ["application/json", "text/html", "text/csv"])
    'text/csv'
    """
    ranges = _ranges(accept or "*/*")
    best, chosen = 0.0, None
    for media in offered:
        quality = _quality(media, ranges)
        if quality > best:
            best, chosen = quality, media
    return chosen


def _quality(media: str, ranges: dict[str, float]) -> float:
    for pattern in (media, media.partition("/")[0] + "/*", "*/*"):
        if pattern in ranges:
            return ranges[pattern]
    return 0.0


@lru_cache(maxsize=256)
def _ranges(accept: str) -> dict[str, float]:
    """Give the quality of each range; what is no quality is taken as 1, as browsers do not write it wrong."""
    found: dict[str, float] = {}
    for part in accept.split(",", _MOST)[:_MOST]:
        pattern, *parameters = (piece.strip().lower() for piece in part.split(";"))
        found[pattern] = max(found.get(pattern, 0.0), _weight(parameters))
    return found


def _weight(parameters: Iterable[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return min(max(float(value), 0.0), 1.0)
            except ValueError:
                return 1.0
    return 1.0
