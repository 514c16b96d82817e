"""Where a build is made: a hidden folder in the one it goes to, which it is moved into when it is whole.

So no half-written file ever has a final name. Finished shards of a build that was interrupted stay.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from kg.errors import BuildError
from kg.limits import REFUSED

# what a build consists of; a folder that holds anything else besides a README is not ours to write in
ENTRIES = (
    "manifest.json",
    "nquads",
    "turtle",
    "jsonld",
    "context.jsonld",
    "ontology",
    "report",
    "rejected",
    "versions",
    "void.ttl",
    "search.sqlite",
    "store",
    "state",
)
STATE = "state"  # what the next build goes by: kg.ledger
# what the manifest names file by file: all but what is made from the rest
DESCRIBED = tuple(name for name in ENTRIES if name not in {"store", "search.sqlite", STATE})
WORK = ".building"
RESULT = "result.json"  # comes last into the folder of a shard: one without it is not whole


def prepare(output: Path) -> Path:
    """Make the folder that a build is made in, once it is sure that nothing foreign gets lost.

    Finished shards of an interrupted build stay in it.
    """
    if output.exists() and not output.is_dir():
        raise BuildError(f"{output} is a file; name a folder to build in")
    foreign = [
        path.name
        for path in (output.iterdir() if output.is_dir() else ())
        if path.name not in (*ENTRIES, WORK, REFUSED, "README.md")
    ]
    if foreign:
        raise BuildError(f"{output} holds {min(foreign)!r}, which no build made; name a new or empty folder")
    work = output / WORK
    leave_only_shards(work)
    (work / "shards").mkdir(parents=True, exist_ok=True)
    return work


def leave_only_shards(work: Path) -> None:
    """Remove what an unfinished build left, but for finished shards, which the next build goes on from."""
    if not any(work.glob(f"shards/*/{RESULT}")):
        remove(work)
        return
    for path in work.iterdir():
        if path.name != "shards":
            remove(path)


def put_in_place(work: Path, output: Path) -> None:
    """Replace the old build; the manifest goes first and comes last, so a folder without one is not whole."""
    for name in ENTRIES:
        remove(output / name)
    for name in reversed(ENTRIES):
        (work / name).rename(output / name)


def remove(path: Path) -> None:
    """Remove a file or a folder, if it is there."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
