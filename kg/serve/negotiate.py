"""Which of the forms on offer a client likes best, by its Accept header (RFC 9110, sections 12.4 and 12.5.1).

The most specific range that covers a form gives its quality; of the forms that are liked best the server's
own first is chosen, but one that is named goes before one that only `*/*` covers. Parameters are not asked
about (clients send `profile` and `version`), but another encoding than UTF-8 is not to be had.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Protocol, TypeVar

import msgspec

# an element of the list; quoted strings may hold commas
_ELEMENT = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*")+')
_WORD = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_RANGE = re.compile(rf"({_WORD})/({_WORD})")
_PARAMETER = re.compile(rf';\s*({_WORD})\s*=\s*({_WORD}|"(?:[^"\\]|\\.)*")\s*')
_QUALITY = re.compile(r"(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\Z")
# a header that is longer is nobody's
LONGEST = 4096


class Form(Protocol):
    """What can be chosen: a media type, and others under which the same is asked for."""

    @property
    def media_type(self) -> str: ...

    @property
    def accepts(self) -> tuple[str, ...]: ...


F = TypeVar("F", bound=Form)


class _Type(msgspec.Struct, frozen=True):
    media_type: str
    accepts: tuple[str, ...] = ()


class Range(msgspec.Struct, frozen=True):
    """A media range: `*/*`, `text/*` or one type; `parameters` are those before `q`."""

    kind: str
    subtype: str
    parameters: tuple[tuple[str, str], ...]
    quality: float

    @property
    def weight(self) -> tuple[bool, bool, int]:
        """Give what sorts ranges by how much they say."""
        return self.kind != "*", self.subtype != "*", len(self.parameters)

    def covers(self, media_type: str) -> bool:
        """Tell whether a type of ours is in the range."""
        kind, _, subtype = media_type.partition("/")
        encoding = dict(self.parameters).get("charset", "utf-8")
        return encoding in ("utf-8", "utf8") and self.kind in ("*", kind) and self.subtype in ("*", subtype)


@lru_cache(maxsize=1024)
def ranges(accept: str) -> tuple[Range, ...]:
    """Read an Accept header; what is no media range in it is passed over."""
    return tuple(_ranges(accept[:LONGEST]))


def preferred(accept: str | None, offered: Sequence[F]) -> F | None:
    """Choose a form; none where the client wants none of them. No header, or an empty one, means anything.

    >>> from kg.site.representation import ALL
    >>> preferred("text/turtle;q=0.9, text/html;q=0.8", ALL).name
    'ttl'
    """
    liked = ranges(accept) if accept and accept.strip() else (Range("*", "*", (), 1.0),)
    best = max(offered, key=lambda form: _liking(form, liked), default=None)
    return best if best and _liking(best, liked) > (0.0, True) else None


def preferred_type(accept: str, media_types: Iterable[str]) -> str | None:
    """Choose a media type, as `preferred` chooses a form.

    >>> preferred_type("text/html;q=0.5, text/*", ["application/json", "text/html", "text/csv"])
    'text/csv'
    """
    chosen = preferred(accept, [_Type(media_type) for media_type in media_types])
    return chosen.media_type if chosen else None


def _liking(form: Form, liked: Sequence[Range]) -> tuple[float, bool]:
    """Tell how much a form is liked, and whether it is named, by its own type or another for it."""
    covering = [_best(media_type, liked) for media_type in (form.media_type, *form.accepts)]
    for found in covering:
        if found and found.subtype != "*":
            return found.quality, True
    return (covering[0].quality if covering[0] else 0.0), False


def _best(media_type: str, liked: Sequence[Range]) -> Range | None:
    return max((one for one in liked if one.covers(media_type)), key=lambda one: one.weight, default=None)


def _ranges(accept: str) -> Iterator[Range]:
    for element in _ELEMENT.findall(accept):
        found = _RANGE.match(element.strip())
        if not found or (found[1] == "*" and found[2] != "*"):
            continue
        before: list[tuple[str, str]] = []
        quality = 1.0
        for name, value in _PARAMETER.findall(element):
            if name.lower() == "q":
                quality = float(value) if _QUALITY.match(value) else 0.0
                break  # what follows are extensions
            before.append((name.lower(), value.strip('"').lower()))
        yield Range(found[1].lower(), found[2].lower(), tuple(before), quality)
