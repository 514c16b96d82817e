"""What all page layouts share: one file is one page, and a page is lines under headings."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO

from kg.errors import RecordError
from kg.study import Study

MAX_PAGE = 16 * 1024 * 1024


def one_page(stream: BinaryIO) -> Iterator[tuple[str, bytes | RecordError]]:
    """Yield the whole file as one record; a page has no other records beside it."""
    page = stream.read(MAX_PAGE + 1)
    if len(page) > MAX_PAGE:
        yield "page", RecordError(f"a page of more than {MAX_PAGE >> 20} MB; no trial page is that long")
    else:
        yield "page", page


def page_lines(record: bytes) -> list[str]:
    """Decode a page and split it into lines, whatever its line ends; trailing space is dropped.

    A page may break off anywhere, also within a character.
    """
    encoding = "utf-16" if record.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(record)
    except UnicodeDecodeError as error:
        raise RecordError(
            f"not {encoding.removesuffix('-sig').upper()} text (byte {error.start}); save the page as UTF-8"
        ) from error
    return [line.rstrip() for line in re.split(r"\r\n|\r|\n", text.replace("\xa0", " "))]


def read_to_the_cut(read: Callable[[list[str]], Study], lines: list[str]) -> Study:
    """Read a page; where that fails for its last line, as where a page breaks off, do without the line."""
    try:
        return read(lines)
    except RecordError:
        return read(lines[:-1])


def head_text(head: bytes) -> str:
    """Decode the first bytes of a file for recognition; what cannot be decoded is replaced."""
    encoding = "utf-16" if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    return re.sub(r"\r\n?", "\n", head.decode(encoding, "replace").replace("\xa0", " "))


def sections(lines: Iterable[str], headings: Iterable[str]) -> dict[str, list[str]]:
    """Group lines under the headings they follow; what stands before the first is under "".

    A heading is a line that, stripped, is one of `headings`; the first of two sections of one
    name wins, and the second is appended to it.
    """
    known = set(headings)
    found: dict[str, list[str]] = {"": []}
    current = ""
    for line in lines:
        if line.strip() in known:
            current = line.strip()
            found.setdefault(current, [])
        else:
            found[current].append(line)
    return found


def paragraphs(lines: Iterable[str]) -> list[str]:
    """Join lines into paragraphs, parted by blank lines."""
    return [" ".join(block) for block in blocks(lines)]


def blocks(lines: Iterable[str]) -> list[list[str]]:
    """Group the non-blank lines that stand together, each stripped."""
    found: list[list[str]] = [[]]
    for line in lines:
        if stripped := line.strip():
            found[-1].append(stripped)
        elif found[-1]:
            found.append([])
    return [block for block in found if block]


def prose(lines: Iterable[str]) -> str | None:
    """Give a passage as it stands, without the blank lines around it; None where there is none."""
    return "\n".join(lines).strip() or None
