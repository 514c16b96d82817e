"""One way in a process of its own: `python -m benchmarks.mapping.one NAME SOURCE TARGET`."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType

from benchmarks.mapping import peers
from benchmarks.measure import here, tell


def way(name: str) -> ModuleType:
    """Import a way; an ImportError says which package is missing."""
    return importlib.import_module(f"{peers.__name__}.{name}")


if __name__ == "__main__":
    chosen, source, target = way(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])
    tell(here(lambda: chosen.write(source, target)))
