"""One module a store. It declares what it is and plans; it sends nothing itself.

TITLE     one line for lists
TESTED    whether tests load it into a running store; else it follows the store's documentation only
READERS   what a reader of the store sees while a release is loaded over another
ALONE     whether it replaces all that the store holds, so that foreign graphs must not be there
OFFLINE   whether it fills a place that no server has to be up for
plan      the steps that bring a release in, given what is there; those with a `key` are not run twice
finish    the steps that say it is whole, once the counts agree
clear     the steps that take all of our graphs out
queries   where the store takes queries; empty where nobody can be asked
"""

from __future__ import annotations

import difflib
import importlib
import pkgutil
from collections.abc import Iterator
from typing import Protocol, cast

from kg.errors import LoadError
from kg.load.release import Release
from kg.load.steps import Step
from kg.load.target import Present, Target


class Driver(Protocol):
    """What every module here offers."""

    __name__: str
    TITLE: str
    TESTED: bool
    READERS: str
    ALONE: bool
    OFFLINE: bool

    def plan(self, release: Release, target: Target, present: Present) -> Iterator[Step]: ...

    def finish(self, release: Release, target: Target) -> Iterator[Step]: ...

    def clear(self, base: str, target: Target, present: Present) -> Iterator[Step]: ...

    def queries(self, target: Target) -> str: ...


def all_drivers() -> dict[str, Driver]:
    """Find every driver by its name."""
    names = sorted(found.name for found in pkgutil.iter_modules(__path__) if not found.name.startswith("_"))
    return {name: cast(Driver, importlib.import_module(f"{__name__}.{name}")) for name in names}


def driver(name: str) -> Driver:
    """Find one driver; a `LoadError` names those there are."""
    known = all_drivers()
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        hint = f", did you mean {near[0]}" if near else ""
        raise LoadError(f"there is no driver {name!r}{hint}? There are {', '.join(known)}")
    return known[name]
