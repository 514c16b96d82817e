"""Amazon Neptune: the dumps go to S3, and its bulk loader is told to read them.

https://docs.aws.amazon.com/neptune/latest/userguide/load-api-reference-load.html. The loader answers at once
and works on by itself, so nothing is probed: `kg status --endpoint …/sparql` tells when the release is whole.
`aws` uses credentials of its own; NEPTUNE_ROLE and AWS_REGION name the role and the region of the loader.
"""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Iterator

from kg.errors import LoadError
from kg.load.drivers._updates import dropping, groups
from kg.load.release import WHOLE, Release, mark_graph
from kg.load.steps import JSON, UPDATE, Command, Request, Step
from kg.load.target import Present, Target

TITLE = "Amazon Neptune: --endpoint https://host:8182 --location s3://BUCKET/PREFIX"
TESTED = False
READERS = "both releases in part while it loads; kg status tells when the new one is whole"
ALONE = False
OFFLINE = True
DROPS = 200  # graphs


def plan(release: Release, target: Target, _present: Present) -> Iterator[Step]:
    """Copy dumps and mark to S3 and start one job for all of them."""
    if not target.location.startswith("s3://"):
        raise LoadError("--location is missing: the bucket and prefix to copy to, as s3://BUCKET/PREFIX")
    tool = shlex.split(target.tool or "aws")
    place = f"{target.location.rstrip('/')}/{release.id[:16]}/"
    for dump in release.dumps:
        yield Command(title=f"copy {dump.name}", words=(*tool, "s3", "cp", str(dump), place + dump.name))
    yield Command(
        title="copy which release it is",
        words=(*tool, "s3", "cp", "-", f"{place}release.nq"),
        text=release.mark_quads(WHOLE),
    )
    yield Request(
        title="have it loaded",
        method="POST",
        url=target.address("/loader"),
        body=json.dumps(_job(place), indent=1),
        media_type=JSON,
        triples=release.triples,
        again=False,
    )


def finish(_release: Release, _target: Target) -> Iterator[Step]:
    """Nothing: the release came with its mark."""
    yield from ()


def clear(base: str, target: Target, present: Present) -> Iterator[Request]:
    """Drop our graphs, some hundred a request."""
    for some in groups((*present.graphs, mark_graph(base)), DROPS):
        yield Request(
            title=f"drop {len(some)} graphs",
            method="POST",
            url=target.address("/sparql"),
            body=dropping(some),
            media_type=UPDATE,
        )


def queries(target: Target) -> str:
    """Nobody is asked after a load that has only begun; a drop asks what there is."""
    return "" if target.location else target.query or target.address("/sparql")


def _job(source: str) -> dict[str, str]:
    role = os.environ.get("NEPTUNE_ROLE", "")
    if not role:
        raise LoadError("Neptune's loader needs a role that may read the bucket: set NEPTUNE_ROLE to its ARN")
    return {
        "source": source,
        "format": "nquads",
        "iamRoleArn": role,
        "region": os.environ.get("AWS_REGION", "us-east-1"),
        "mode": "NEW",
        "failOnError": "TRUE",
        "parallelism": "OVERSUBSCRIBE",
        "queueRequest": "TRUE",
    }
