"""One dump as the index wants it, read as far as it is not known from the earlier build: a pure function."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import msgspec

from kg.search.concepts import concepts
from kg.search.kept import blocks_of, read_kept, write_kept
from kg.search.trials import Part, read_part


class Task(msgspec.Struct, frozen=True):
    """One dump of trials, and the dump of the vocabulary.

    `blocks` are the lengths of what belongs to one trial each, in bytes. Parts are kept in the file `kept`,
    and sought in the files `earlier`; `key` names the software.
    """

    dump: str
    vocabulary: str
    base: str
    blocks: list[int]
    kept: str
    earlier: list[str]
    key: str


def part_of(task: Task) -> Part:
    """Read a dump, block by block, and keep what was read for the next build."""
    vocabulary = Path(task.vocabulary)
    key = hashlib.sha256(f"{task.key} {task.base} ".encode() + vocabulary.read_bytes()).digest()
    known = {block: part for path in task.earlier for block, part in read_kept(Path(path), key).items()}
    parts = []
    for block in blocks_of(Path(task.dump), task.blocks):
        name = hashlib.sha256(block).digest()
        parts.append((name, known.get(name) or read_part(block, task.base, concepts(vocabulary))))
    write_kept(Path(task.kept), key, parts)
    return _together(part for _, part in parts)


def _together(parts: Iterable[Part]) -> Part:
    """Put parts together; a name that stands in several is that of the last."""
    whole = Part([], {}, {})
    for part in parts:
        whole.trials.extend(part.trials)
        whole.organizations.update(part.organizations)
        whole.sites.update(part.sites)
    return whole
