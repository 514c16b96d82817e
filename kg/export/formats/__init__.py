"""The forms a build is exported in, one module each, found and not listed.

A format is a module of this folder (no leading underscore) that declares

    TITLE                     what the format is called, for people
    MEDIA_TYPE                its media type
    EXTENSION                 how the name of its file ends (before .gz)
    writer(out, release)      (one file) a Writer to an open binary stream
    is_ours(name)             (a folder) tells by name a file that the format writes; `out` is the folder
    EXTRA                     (some) the extra of this package that it needs

A Writer is given every trial in turn, then closed; `vocabulary` is called before the trials, and only where
all of them are exported. What a format cannot carry it leaves out, and docs/exports.md says so.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import Any, Protocol, cast

from kg.export.release import Named, Release, Trial


class Writer(Protocol):
    """Writes one export."""

    def vocabulary(self, graph: Named) -> None: ...
    def trial(self, trial: Trial) -> None: ...
    def close(self) -> None: ...


class Format(Protocol):
    """What every format module declares."""

    TITLE: str
    MEDIA_TYPE: str
    EXTENSION: str
    __name__: str

    def writer(self, out: Any, release: Release) -> Writer: ...


class FolderFormat(Format, Protocol):
    """What a format of several files declares besides."""

    def is_ours(self, name: str) -> bool: ...


@cache
def all_formats() -> dict[str, Format]:
    """Find the formats by name."""
    names = sorted(m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_"))
    return {name: cast(Format, importlib.import_module(f"{__name__}.{name}")) for name in names}
