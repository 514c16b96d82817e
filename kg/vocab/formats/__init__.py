"""The formats that vocabularies are published in, one module each, found and not listed.

A format is a module of this folder (no leading underscore) that declares

    TITLE                            what the format is called, for people
    recognises(head, name) -> bool   tells it by the first bytes (64 KB) and the name of a document
    about(path) -> About             what the file, or else its publisher, says of itself; "" is not known
    entries(path)                    yields every Entry, without holding them all
    GENERAL = True                   (some) is asked only where no other recognises the document
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Protocol, cast

from kg.vocab.entry import About, Entry


class Format(Protocol):
    """What a format module declares."""

    TITLE: str
    __name__: str

    def recognises(self, head: bytes, name: str) -> bool: ...
    def about(self, path: Path) -> About: ...
    def entries(self, path: Path) -> Iterator[Entry]: ...


@cache
def all_formats() -> dict[str, Format]:
    """Find the formats by name, the general ones last."""
    names = sorted(m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_"))
    found = {name: cast(Format, importlib.import_module(f"{__name__}.{name}")) for name in names}
    return dict(sorted(found.items(), key=lambda item: (getattr(item[1], "GENERAL", False), item[0])))
