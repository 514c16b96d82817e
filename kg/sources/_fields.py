"""The fields of a register's JSON record, which know what of them has been read.

A mapping reads fields by their path (`a.b.c`; lists on the way are gone through). What it did not read
can then be listed, so that a field nobody thought of is carried as an other fact and never lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from kg.errors import JSON_ERRORS, RecordError
from kg.sources._words import Wordings, is_blank

# why a field is left out, by a pattern of its whole path without the numbers of list members
LeftOut = Sequence[tuple[re.Pattern[str], str]]

MAX_DEPTH = 60
_ENTITY = re.compile(r"&(?:(amp|lt|gt|quot|apos|nbsp)|#(\d{1,6})|#x([0-9a-fA-F]{1,5}));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'", "nbsp": " "}
_CONTACT = re.compile(r"(?:.*\.)?[^.]*(?:e-?mail|tele?phone|phone|mobile|fax)[^.]*", re.IGNORECASE)
CONTACT_DETAIL = "a contact detail: those stay out of other facts, and in the contacts of the Study"
_MEMBER = re.compile(r"\[\d+\]")


def decode_fields(record: bytes, register: str) -> Fields:
    """Read a record that is one JSON object; anything else is a `RecordError`."""
    try:
        str(record, "utf-8")
        found = msgspec.json.decode(record)
    except JSON_ERRORS as error:
        raise RecordError(f"broken JSON: {error}") from error
    if not isinstance(found, dict):
        raise RecordError(f"is not a record of {register}, which is a JSON object")
    if _is_deeper(found, MAX_DEPTH):
        raise RecordError(f"is not a record of {register}: its JSON is nested more than {MAX_DEPTH} deep")
    return Fields(found)


class Fields:
    """A JSON object inside a record; all that come from one record share what has been read."""

    def __init__(self, node: Mapping[str, Any], path: str = "", read: set[str] | None = None) -> None:
        self.node = node
        self.path = path
        self._read: set[str] = set() if read is None else read

    def text(self, path: str) -> str | None:
        """Give the first value that stands at a path; the others there stay unread."""
        for at, found in self._at(path):
            if words := _scalar(found):
                self._read.add(at)
                return words
        return None

    def texts(self, path: str) -> list[str]:
        """Give every value that stands at a path."""
        found = [(at, words) for at, one in self._at(path) if (words := _scalar(one))]
        self._read.update(at for at, _ in found)
        return [words for _, words in found]

    def each(self, path: str) -> list[Fields]:
        """Give every object that stands at a path."""
        return [Fields(found, at, self._read) for at, found in self._at(path) if isinstance(found, dict)]

    def ending(self, words: str) -> Iterator[tuple[str, Fields]]:
        """Give every object, however deep, that stands in a field whose name ends so."""
        for name, node in self.node.items():
            for at, member in _members(f"{self.path}.{name}" if self.path else name, node):
                if isinstance(member, dict):
                    inner = Fields(member, at, self._read)
                    if name.endswith(words):
                        yield name, inner
                    yield from inner.ending(words)

    def names(self) -> list[str]:
        """List the names of this object's fields, in order."""
        return list(self.node)

    def unread(self) -> list[tuple[str, str]]:
        """List the path (from here, members of lists numbered from 1) and the value of what was not read."""
        start = f"{self.path}." if self.path else ""
        return [
            (at.removeprefix(start), words)
            for at, words in _leaves(self.node, self.path)
            if at not in self._read and not is_blank(words)
        ]

    def take_unread(self) -> list[tuple[str, str]]:
        """List what was not read, and count it as read."""
        found = self.unread()
        self._read.update(f"{self.path}.{at}" if self.path else at for at, _ in found)
        return found

    def _at(self, path: str) -> list[tuple[str, Any]]:
        found: list[tuple[str, Any]] = [(self.path, self.node)]
        for name in path.split("."):
            found = [
                member
                for at, node in found
                if isinstance(node, dict) and name in node
                for member in _members(f"{at}.{name}" if at else name, node[name])
            ]
        return found


def reference(fields: Fields, name: str) -> str:
    """Give a key that once was an XML attribute, whichever way the conversion to JSON wrote it."""
    return fields.text(f"@attributes.{name}") or fields.text(name) or ""


def code_name(code: str) -> str | None:
    """Give a code that has no counterpart without the name of its list: `ARM_TYPE.new` is `new`."""
    return code.rpartition(".")[2] or None


def keep_unread(fields: Fields, wordings: Wordings, left_out: LeftOut) -> None:
    """Keep every field that was not read under its own name, but for those left out on purpose."""
    for at, words in fields.unread():
        if why_left_out(at, left_out) is None:
            wordings.keep(at, words)


def why_left_out(at: str, left_out: LeftOut) -> str | None:
    """Say why a field is left out, or None where it is not."""
    path = without_numbers(at)
    if _CONTACT.fullmatch(path):
        return CONTACT_DETAIL
    return next((why for pattern, why in left_out if pattern.fullmatch(path)), None)


def without_numbers(at: str) -> str:
    """Give the path of a field whatever the member of the list.

    >>> without_numbers("dimp[2].d31_product_name")
    'dimp.d31_product_name'
    """
    return _MEMBER.sub("", at)


def left_out_table(rows: Mapping[str, str]) -> LeftOut:
    """Compile a table of patterns of paths and why they are left out."""
    return [(re.compile(pattern), why) for pattern, why in rows.items()]


def _members(at: str, node: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(node, list):
        for number, member in enumerate(node, start=1):
            yield from _members(f"{at}[{number}]", member)
    else:
        yield at, node


def _leaves(node: Any, at: str) -> Iterator[tuple[str, str]]:
    if isinstance(node, dict):
        for name, member in node.items():
            yield from _leaves(member, f"{at}.{name}" if at else name)
    elif isinstance(node, list):
        for number, member in enumerate(node, start=1):
            yield from _leaves(member, f"{at}[{number}]")
    elif words := _scalar(node):
        yield at, words


def _scalar(value: Any) -> str:
    """Spell a value; text that went through XML has its entities back."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return str(value)
    return _ENTITY.sub(_character, value).strip() if isinstance(value, str) else ""


def _character(entity: re.Match[str]) -> str:
    name, decimal, hexadecimal = entity.groups()
    if name:
        return _NAMED[name]
    number = int(decimal) if decimal else int(hexadecimal, 16)
    if number == 13:  # an XML line end
        return ""
    known = number in (9, 10) or 32 <= number < 0xD800 or 0xE000 <= number <= 0x10FFFF
    return chr(number) if known else entity[0]


def _is_deeper(node: Any, depth: int) -> bool:
    if not isinstance(node, dict | list):
        return False
    members = node.values() if isinstance(node, dict) else node
    return depth == 0 or any(_is_deeper(member, depth - 1) for member in members)
