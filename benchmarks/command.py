"""How a part is run by itself: `python -m benchmarks.PART PATH [WORD…]`; code 2 where that cannot be done."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from kg.errors import KgError


def command(about: str, work: Callable[[Path, list[str]], Iterable[str]]) -> int:
    """Print the lines that work gives for the path and the words of the command line, as they come."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("path", type=Path, help="a build, or a file of records, as said above")
    parser.add_argument("words", nargs="*", help="what else is said above")
    given = parser.parse_args()
    try:
        if not given.path.exists():
            raise KgError(f"{given.path} is not there")
        for line in work(given.path, given.words):
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()
    except KgError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0
