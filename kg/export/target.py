"""Where an export goes: a file, standard output, or a folder; under its final name only when it is whole."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from kg.errors import ExportError
from kg.publish.nquads import gzip_writer

STDOUT = Path("-")
GZIP = ".gz"


@contextmanager
def file_target(path: Path, extension: str) -> Iterator[BinaryIO]:
    """Open a file, gzipped where its name ends in .gz, or standard output for `-`.

    Raises ExportError where something is there that no export of this format would be called.
    """
    if path == STDOUT:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    _refuse_foreign_file(path, extension)
    part = path.with_name(f"{path.name}.part")
    try:
        with gzip_writer(part) if path.suffix == GZIP else part.open("wb") as out:
            yield out
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)


def _refuse_foreign_file(path: Path, extension: str) -> None:
    if path.is_dir():
        raise ExportError(
            f"{path} is a folder, and this format is one file; name one, such as {path}/trials{extension}"
        )
    if not path.parent.is_dir():
        raise ExportError(f"there is no folder {path.parent} to write {path.name} in")
    if path.exists() and not path.name.removesuffix(GZIP).endswith(extension):
        raise ExportError(f"{path} exists and is not called *{extension}; name another file, or remove it")


@contextmanager
def folder_target(path: Path, is_ours: Callable[[str], bool]) -> Iterator[Path]:
    """Give a folder to write in, whose files then replace those of an earlier export.

    Raises ExportError where the folder holds anything that this format would not write.
    """
    _refuse_foreign_folder(path, is_ours)
    part = path.with_name(f"{path.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    try:
        yield part
        shutil.rmtree(path, ignore_errors=True)
        part.rename(path)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _refuse_foreign_folder(path: Path, is_ours: Callable[[str], bool]) -> None:
    if path == STDOUT:
        raise ExportError(
            "this format is several files, which standard output cannot be; name a folder with -o"
        )
    if path.exists() and not path.is_dir():
        raise ExportError(f"{path} is a file, and this format is a folder of files; name a folder")
    foreign = [one.name for one in path.iterdir() if not is_ours(one.name)] if path.is_dir() else []
    if foreign:
        raise ExportError(f"{path} holds {min(foreign)!r}, which no such export wrote; name a new folder")
