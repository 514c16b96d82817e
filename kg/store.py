"""The embedded store: Oxigraph on disk, filled once by a build and then only read."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from pathlib import Path
from typing import IO, cast

import pyoxigraph

from kg.errors import BuildError


def fill(folder: Path, dumps: Iterable[Path]) -> int:
    """Load N-Quads.gz dumps into a new store and return how many quads it holds."""
    store = pyoxigraph.Store(str(folder))
    for dump in dumps:
        with gzip.open(dump) as quads:
            store.bulk_load(cast(IO[bytes], quads), pyoxigraph.RdfFormat.N_QUADS)
    store.optimize()
    store.flush()
    return len(store)


def open_build(build: Path) -> pyoxigraph.Store:
    """Open the store of a build for reading."""
    folder = build / "store"
    if not folder.is_dir():
        raise BuildError(f"{build} holds no build; make one with: kg build FILE… -o {build}")
    try:
        return pyoxigraph.Store.read_only(str(folder))
    except OSError as error:
        raise BuildError(f"{folder} cannot be opened: {error}") from error
