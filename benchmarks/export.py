"""Memory and time of `kg export` as a build grows: a build repeated N times, each time with other trial ids.

`python benchmarks/export.py BUILD [FORMAT…]` prints peak memory (MB) and seconds for 1×, 5× and 20×: memory
must not grow. Each export is a process of its own.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TIMES = (1, 5, 20)
FORMATS = ("nquads", "turtle", "rdfxml", "ndjsonld", "csv", "parquet", "graphml", "kgx")
_TRIAL = re.compile(rb"/(trial/|record/[a-z_]+/)([A-Za-z]+)")


def repeated(build: Path, times: int, folder: Path) -> Path:
    """Make a build whose dumps hold every trial `times` times, under ids that differ."""
    made = folder / f"{times}x"
    (made / "nquads").mkdir(parents=True)
    files = []
    for dump in sorted((build / "nquads").glob("trials-*.nq.gz")):
        lines = gzip.decompress(dump.read_bytes())
        for number in range(times):
            name = f"nquads/{dump.name.removesuffix('.nq.gz')}-{number:03}.nq.gz"
            content = _TRIAL.sub(rb"/\1R%03d\2" % number, lines)
            (made / name).write_bytes(gzip.compress(content, compresslevel=1))
            files.append(name)
    vocabulary = "nquads/vocabulary.nq.gz"
    (made / vocabulary).write_bytes((build / vocabulary).read_bytes())
    listed = [
        {"path": name, "sha256": hashlib.sha256((made / name).read_bytes()).hexdigest()}
        for name in [*files, vocabulary]
    ]
    base = json.loads((build / "manifest.json").read_text())["base"]
    (made / "manifest.json").write_text(json.dumps({"base": base, "files": listed}))
    return made


def measured(build: Path, name: str, folder: Path) -> tuple[float, float]:
    """Export in a process of its own, and give its peak memory in MB and its seconds."""
    code = (
        f"import resource, sys; sys.argv[1:] = {['export', name, '--build', str(build), '-o', str(folder)]!r}"
    )
    run = "import atexit; from kg.cli import main\natexit.register(lambda: print(resource.getrusage("
    run += "resource.RUSAGE_SELF).ru_maxrss / 1024))\nmain()"
    start = time.monotonic()
    done = subprocess.run([sys.executable, "-c", f"{code}\n{run}"], capture_output=True, check=True)  # noqa: S603
    return float(done.stdout.split()[-1]), time.monotonic() - start


def main(build: Path, names: list[str]) -> None:
    """Print a row a format and size."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        sizes = {times: repeated(build, times, folder) for times in TIMES}
        for name in names or FORMATS:
            for times, made in sizes.items():
                megabytes, seconds = measured(made, name, folder / f"out-{name}-{times}")
                sys.stdout.write(f"{name:<9} {times:>3}×  {megabytes:7.0f} MB  {seconds:6.1f} s\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
