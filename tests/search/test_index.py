"""The index is opened where it is of this version, and not otherwise."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from kg.errors import BuildError
from kg.search import FILE, Index


def test_index_of_another_version_is_refused(example_build: Path, tmp_path: Path) -> None:
    """Tables of another version are not read, nor is a folder without them; the way out is told."""
    assert Index(example_build).things["drug"] > 0
    with pytest.raises(BuildError, match="build it again"):
        Index(tmp_path)
    shutil.copyfile(example_build / FILE, tmp_path / FILE)
    with closing(sqlite3.connect(tmp_path / FILE)) as database:
        database.execute("PRAGMA user_version = 1")
    with pytest.raises(BuildError, match="build it again"):
        Index(tmp_path)
