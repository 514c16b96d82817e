"""What a copy of the site as files is searched by: names and titles, in files that its page of search reads.

A file has everything with a word that begins so, the most important first, and none is much above 256 kB:
beginnings get longer where there is more. They are scripts that hand over JSON, since a page that was opened
from a disk may read no other file. Of a whole word that too many have, the first are kept.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import accumulate, groupby

import msgspec

from kg.search import Index, folded
from kg.site.asked import url
from kg.site.linking import file_of

MOST = 1 << 18  # bytes
FOLDER = "static/search"

# a word, with a space at its end, and the number of what has it
Posting = tuple[str, int]


class Row(msgspec.Struct, frozen=True, array_like=True):
    """What is found: where its page is, and what is shown of it; `name` is what it was found by."""

    number: int
    file: str
    kind: str
    label: str
    name: str
    detail: str


def shards(index: Index, pages: Collection[str], most: int = MOST) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of each file, for what has a page; the last one says where to look."""
    rows, postings = _spelt(_rows(index, pages))
    keys = []
    sizes = [len(row) for row in rows]
    for number, (key, found) in enumerate(_parted(sorted(postings), sizes, most, 0)):
        content = b"[" + b",\n".join(rows[at] for at in found) + b"]"
        keys.append((key, len(content)))
        yield f"{FOLDER}/{number}.js", b"handOver(" + content + b");\n"
    yield f"{FOLDER}/keys.js", b"handOver(" + msgspec.json.encode(keys) + b");\n"


def _spelt(rows: Iterator[Row]) -> tuple[list[bytes], list[Posting]]:
    spelt, postings = [], []
    for row in rows:
        spelt.append(msgspec.json.encode(row))
        postings += [(f"{word} ", row.number) for word in set(_words(row))]
    return spelt, postings


def _words(row: Row) -> list[str]:
    """Give the words by which a row is found: of a title and ids, of a name, of a site and its city."""
    found_by = f"{row.name} {row.label}" if row.kind == "trial" else row.name
    return folded(f"{found_by} {row.detail}" if row.kind == "site" else found_by).split()


def _rows(index: Index, pages: Collection[str]) -> Iterator[Row]:
    named = (found for found in index.listing() if found[1] in pages)
    for number, (kind, path, label, name, detail) in enumerate(named):
        yield Row(number, url("/" + file_of(path))[1:], kind, label, name, detail)


def _parted(
    postings: list[Posting], sizes: list[int], most: int, letters: int
) -> Iterator[tuple[str, list[int]]]:
    """Part words by as many first letters as it takes for each part to have at most so many bytes."""
    for key, group in groupby(postings, key=lambda posting: posting[0][:letters]):
        part = list(group)
        numbers = sorted({number for _, number in part})
        if sum(sizes[number] for number in numbers) <= most:
            yield key, numbers
        elif key.endswith(" "):
            whole = accumulate(sizes[number] for number in numbers)
            yield key, [number for number, size in zip(numbers, whole, strict=True) if size <= most]
        else:
            yield from _parted(part, sizes, most, letters + 1)
