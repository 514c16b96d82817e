"""What `manifest.json` of a build says that other parts go by; its files and graphs are not read."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec

from kg.errors import JSON_ERRORS, BuildError

MANIFEST = "manifest.json"


class Release(msgspec.Struct, frozen=True):
    """A vocabulary that a build linked to, by its name in the index."""

    name: str


class Manifest(msgspec.Struct, frozen=True):
    """With which settings a build was made, and how many trials it holds."""

    trials: int
    base: str
    contacts: bool
    vocabularies: list[Release] = []


def trials_before(output: Path, parts: Iterable[str]) -> int | None:
    """Count the trials of the build that is to be replaced; None where no part of one is here yet.

    A rule that cannot be held against anything must not pass: raises BuildError where the manifest is
    damaged, or missing beside other parts of a build.
    """
    if not any((output / part).exists() for part in parts):
        return None
    try:
        return read_manifest(output).trials
    except BuildError as error:
        raise BuildError(f"--max-fall has nothing to compare with: {error}, this once without it") from error


def read_manifest(build: Path) -> Manifest:
    """Read the manifest of a build; raises BuildError where there is none, or it is damaged."""
    path = build / MANIFEST
    if not path.is_file():
        raise BuildError(f"{build} holds no whole build; make one with: kg build FILE… -o {build}")
    try:
        return msgspec.json.decode(path.read_bytes(), type=Manifest)
    except JSON_ERRORS as error:
        raise BuildError(f"{path} is damaged: {error}; build again into {build}") from error
