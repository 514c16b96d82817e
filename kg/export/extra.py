"""Packages that only some formats need: imported when they are used, and how to get one that is missing."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from kg.errors import ExportError


def extra(module: str, name: str) -> ModuleType:
    """Import a module of the extra `name`; an ExportError says how to install it."""
    try:
        return import_module(module)
    except ImportError as error:
        package = module.partition(".")[0]
        raise ExportError(f"this format needs {package}: pip install 'trialkg[{name}]'") from error
