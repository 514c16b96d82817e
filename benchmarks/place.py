"""The folder that is measured in: made records and builds of them, each made once for all who use it."""

from __future__ import annotations

from pathlib import Path

from benchmarks.generate import write
from benchmarks.measure import kg
from benchmarks.plan import Plan
from kg.errors import BuildError
from kg.workers import cores


class Place:
    """A folder, and what its records are made from; what is there already is taken as it is."""

    def __init__(self, folder: Path, plan: Plan) -> None:
        self.folder, self._base = folder.resolve(), [Path(one) for one in plan.records]

    def made(self, number: int) -> Path:
        """Give a file with so many made records; raises SourceError where none are there to deal from."""
        path = self.folder / f"made-{number}.jsonl"
        if not path.is_file():
            part = path.with_suffix(".part")
            write(part, number, self._base)
            part.rename(path)
        return path

    def build(self, number: int) -> Path:
        """Name the folder of a build of so many made records, which may not be there yet."""
        return self.folder / f"build-{number}"

    def built(self, number: int) -> Path:
        """Give a build of so many made records; raises BuildError where it cannot be made."""
        build = self.build(number)
        if not (build / "manifest.json").is_file():
            taken = kg("build", str(self.made(number)), "-o", str(build), "--workers", str(cores()))
            if taken.missing:
                raise BuildError(f"{number:,} made records cannot be built: {taken.missing}")
        return build
