"""Is more work done for the same records than before? Calls are counted, not seconds: `make bench-guard`.

`python -m benchmarks.guard` counts the calls that lifting, composing and checking make over a fixed set of
made records, and compares them with `data/guard.json`; code 1 where one is more than TOLERANCE above it.
`--record` writes what is counted as the new baseline. A count is the same in every run of one
Python minor version with one set of packages: hashes are fixed, and everything is warm before it is counted.
What happens inside of C code is not seen.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import FrameType

import msgspec

from benchmarks.generate import Generator, base_records
from benchmarks.origin import PROVENANCE, mint
from kg.compose import Composer
from kg.gate import Gate
from kg.lexicon import lexicon
from kg.lift import lift
from kg.study import Study, decode
from kg.terms import DEFAULT_BASE

ROOT = Path(__file__).parent.parent
BASELINE = Path(__file__).parent / "data" / "guard.json"
RECORDS = 40
TOLERANCE = 0.02  # of the baseline
Stage = Callable[[], object]


class Baseline(msgspec.Struct, frozen=True):
    """Calls by stage, and the Python that they were counted with."""

    python: str
    calls: dict[str, int]


def calls(stage: Stage) -> int:
    """Count the calls that work makes, of functions in Python and in C, once it is warm."""
    counted = 0

    def count(_frame: FrameType, event: str, _about: object) -> None:
        nonlocal counted
        counted += event in {"call", "c_call"}

    stage()
    gc.disable()  # a collection would call finalisers at moments of its own
    sys.setprofile(count)
    try:
        stage()
    finally:
        sys.setprofile(None)
        gc.enable()
    return counted


def studies() -> list[Study]:
    """Make the fixed set, from the examples."""
    return [decode(line) for line in Generator(base_records([ROOT / "examples"])).records(RECORDS)]


def lifting(made: Iterable[Study], work: Callable[..., Iterable[object]] = lift) -> Stage:
    """Give the lifting of all studies as one piece of work."""
    fixed = list(made)
    return lambda: [list(work(study, PROVENANCE, mint(study))) for study in fixed]


def stages() -> dict[str, Stage]:
    """Give what is guarded, by name."""
    made, composer, gate = studies(), Composer(lexicon(), DEFAULT_BASE), Gate()
    graphs = [composer.graph(study, PROVENANCE).nodes for study in made]
    return {
        "lift": lifting(made),
        "compose": lambda: [composer.graph(study, PROVENANCE) for study in made],
        "gate": lambda: [gate.check(nodes) for nodes in graphs],
    }


def python() -> str:
    """Name the Python whose calls are comparable."""
    return f"{sys.implementation.name} {sys.version_info.major}.{sys.version_info.minor}"


def compared(found: dict[str, int], baseline: Baseline) -> Iterator[tuple[str, bool]]:
    """Say of each stage how its count stands to the baseline, and whether that is well."""
    for name, number in found.items():
        before = baseline.calls.get(name)
        if before is None:
            yield f"{name}: {number:,} calls, no baseline; record one with --record", False
            continue
        more = number / before - 1
        well = more <= TOLERANCE
        words = "" if well else f": more than {TOLERANCE:.0%} above; speed it up, or --record and say why"
        yield f"{name}: {number:,} calls, baseline {before:,} ({more:+.1%}){words}", well


def main(words: list[str]) -> int:
    """Count, and record or compare; code 1 where more is done than before, 2 where that cannot be told."""
    baseline = msgspec.json.decode(BASELINE.read_bytes(), type=Baseline) if BASELINE.is_file() else None
    if words != ["--record"] and (baseline is None or baseline.python != python()):
        sys.stderr.write(f"no baseline of {python()}; record one with: python -m benchmarks.guard --record\n")
        return 2
    found = {name: calls(stage) for name, stage in stages().items()}
    if words == ["--record"] or baseline is None:
        made = msgspec.json.encode(Baseline(python=python(), calls=found))
        BASELINE.write_bytes(msgspec.json.format(made, indent=2) + b"\n")
        return 0
    told = list(compared(found, baseline))
    sys.stdout.writelines(f"{line}\n" for line, _ in told)
    return 0 if all(well for _, well in told) else 1


if __name__ == "__main__":
    if os.environ.get("PYTHONHASHSEED") != "0":  # sets are walked in the order of hashes
        environment = os.environ | {"PYTHONHASHSEED": "0"}
        os.execve(sys.executable, [sys.executable, "-m", "benchmarks.guard", *sys.argv[1:]], environment)  # noqa: S606
    sys.exit(main(sys.argv[1:]))
