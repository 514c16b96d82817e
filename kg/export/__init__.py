"""A build in other forms: for triple stores, data frames, graph tools and programs (docs/exports.md).

The driver reads the dumps trial by trial and hands each to the writer of a format (`kg/export/formats/`).
Nothing is listed here: a format is a module, and declares what it is.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import msgspec

from kg.errors import ExportError
from kg.export.choice import Choice, chosen
from kg.export.formats import FolderFormat, Format, all_formats
from kg.export.release import Release, Trial, open_release
from kg.export.target import file_target, folder_target
from kg.export.wordy import terse

__all__ = ["Choice", "Exported", "all_formats", "export", "format_named"]


class Exported(msgspec.Struct, frozen=True):
    """How much was written: trials, and the triples of their records."""

    trials: int
    triples: int


def format_named(name: str) -> Format:
    """Find a format by name; an ExportError names the nearest ones."""
    formats = all_formats()
    if name not in formats:
        near = difflib.get_close_matches(name, formats, n=3, cutoff=0.5)
        meant = f"; did you mean {', '.join(near)}?" if near else ""
        raise ExportError(f"there is no export format {name!r}{meant} `kg export` lists them all")
    return formats[name]


def export(build: Path, form: Format, output: Path, choice: Choice, with_text: bool = True) -> Exported:
    """Export a build, or a choice of its trials, with or without long text.

    Raises ExportError where the build, the choice or the output cannot be used; then nothing is left behind.
    """
    release = open_release(build)
    wanted = chosen(release, choice)
    trials = release.trials(wanted)
    with _target(form, output) as out:
        return _write(form, out, release, trials if with_text else map(terse, trials), choice.is_all)


@contextmanager
def _target(form: Format, output: Path) -> Iterator[Any]:
    if hasattr(form, "is_ours"):
        with folder_target(output, cast(FolderFormat, form).is_ours) as folder:
            yield folder
    else:
        with file_target(output, form.EXTENSION) as file:
            yield file


def _write(form: Format, out: Any, release: Release, trials: Iterator[Trial], is_all: bool) -> Exported:
    count = triples = 0
    writer = form.writer(out, release)
    if is_all:
        writer.vocabulary(release.vocabulary())
    for trial in trials:
        writer.trial(trial)
        count += 1
        triples += sum(len(graph.triples) for graph in trial.graphs)
    writer.close()
    return Exported(trials=count, triples=triples)
