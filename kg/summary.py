"""What came in and what came out of a build, in numbers."""

from __future__ import annotations

from collections import Counter

import msgspec

from kg.check import SEVERITIES
from kg.shard import Shard


class Summary(msgspec.Struct, frozen=True):
    """What came in and what came out: records = published + older + rejected.

    `reused` are those of the published ones that were taken over from the earlier build.
    """

    records: int
    published: int
    older: int
    rejected: int
    trials: int
    triples: int
    findings: dict[str, int]
    reused: int
    seconds: float


def summarise(shards: list[Shard], older: int, rejected: int) -> Summary:
    """Count what came of all shards; records that no shard got are counted elsewhere."""
    published = sum(shard.records for shard in shards)
    findings: Counter[str] = Counter()
    for shard in shards:
        findings.update(shard.findings)
    return Summary(
        records=published + older + rejected,
        published=published,
        older=older,
        rejected=rejected,
        trials=sum(shard.trials for shard in shards),
        triples=sum(shard.counts.triples for shard in shards),
        findings={severity: findings[severity] for severity in SEVERITIES},
        reused=sum(len(block.graphs) for shard in shards for block in shard.blocks if block.kept),
        seconds=0.0,
    )
