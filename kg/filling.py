"""Fills the store of a build: the earlier one with what changed, where it can be taken over, or a new one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from kg.earlier import Ledgers, state_of
from kg.ledger import LEDGER
from kg.renew import renew, seal
from kg.shard import Block, Shard
from kg.store import fill
from kg.workplace import remove


class Vocabulary(msgspec.Struct, frozen=True):
    """The dump of the vocabulary, and the graph that it is in."""

    dump: Path
    graph: str


def fill_store(work: Path, shards: list[Shard], vocabulary: Vocabulary, earlier: Ledgers) -> None:
    """Fill the store of a build that is being made from the dumps of its shards, and seal it."""
    folders = sorted((work / "shards").iterdir())
    dumps = [folder / "trials.nq.gz" for folder in folders]
    store = work / "store"
    known = _renewed(store, dumps, shards, vocabulary, earlier)
    if not known:
        remove(store)
        fill(store, [*dumps, vocabulary.dump])
    seal(store, state_of((folder / LEDGER for folder in folders), work), known)


def _renewed(
    store: Path, dumps: list[Path], shards: list[Shard], vocabulary: Vocabulary, earlier: Ledgers
) -> dict[str, str]:
    """Take the earlier store over where most of it stays; give the hashes of the files that it shares."""
    kept = {graph for shard in shards for block in _kept(shard, earlier) for graph in block.graphs}
    if 2 * len(kept) <= sum(len(shard.graphs) for shard in shards):
        return {}
    changed = store.with_name("changed.nq.gz")
    with changed.open("wb") as file:
        for dump, shard in zip(dumps, shards, strict=True):
            file.writelines(_changed(dump, shard, kept))
        if _is_there(vocabulary.dump, earlier.build):
            kept.add(vocabulary.graph)
        else:
            file.write(vocabulary.dump.read_bytes())
    known = renew(earlier.build / "store", earlier.state, store, kept, changed)
    changed.unlink()
    return known


def _kept(shard: Shard, earlier: Ledgers) -> Iterator[Block]:
    """Yield the blocks that stand in the earlier store too."""
    if shard.against == earlier.state:  # a shard that was finished before may have been held against another
        yield from (block for block in shard.blocks if block.kept)


def _changed(dump: Path, shard: Shard, kept: set[str]) -> Iterator[bytes]:
    """Yield the blocks of a dump that are not in the earlier store; each is a whole .gz."""
    with dump.open("rb") as file:
        for block in shard.blocks:
            if kept.issuperset(block.graphs):
                file.seek(block.length, 1)
            else:
                yield file.read(block.length)


def _is_there(vocabulary: Path, build: Path) -> bool:
    """Tell whether the earlier build has the same vocabulary."""
    there = build / "nquads" / vocabulary.name
    return there.is_file() and there.read_bytes() == vocabulary.read_bytes()
