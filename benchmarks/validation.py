"""The gate beside pySHACL and rudof: `python -m benchmarks.validation RECORDS.jsonl [NUMBER]`.

The same graphs of composed records: the gate takes them record by record, as a build does, the others all in
one. Compiling shapes is in the time of each. How many results each gave is told, and not held equal here: the
tests do that for the gate and pySHACL.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import msgspec
import rdflib

from benchmarks.measure import Measured, elsewhere, here, tell
from benchmarks.origin import PROVENANCE, studies
from benchmarks.table import Row, row_of, table
from kg.check import check
from kg.compose import Composer
from kg.content import content
from kg.gate import Gate
from kg.lexicon import lexicon
from kg.nodes import nodes_of
from kg.terms import DEFAULT_BASE, Triple

NUMBER = 50


def graphs(source: Path, number: int) -> Iterator[list[Triple]]:
    """Compose the first records of a file."""
    composer = Composer(lexicon(), DEFAULT_BASE)
    for study in islice(studies(source), number):
        yield composer.graph(study, PROVENANCE).triples


def with_gate(folder: Path) -> int:
    """Check record by record."""
    found = msgspec.json.decode((folder / "graphs.json").read_bytes(), type=list[list[Triple]])
    gate = Gate()
    return sum(len(gate.check(nodes_of(triples))) for triples in found)


def with_pyshacl(folder: Path) -> int:
    """Check all in one graph."""
    return len(list(check(rdflib.Graph().parse(folder / "all.nt", format="nt"))))


def with_rudof(folder: Path) -> int:
    """Check all in one graph; rudof reads all shapes from one text."""
    from pyrudof import RDFFormat, Rudof, RudofConfig

    rudof = Rudof(RudofConfig())
    rudof.read_shacl((folder / "shapes.ttl").read_text(encoding="utf-8"))
    rudof.read_data((folder / "all.nt").read_text(encoding="utf-8"), format=RDFFormat.NTriples)
    return len(list(rudof.validate_shacl().violations))


ENGINES: dict[str, Callable[[Path], int]] = {
    "gate": with_gate,
    "pySHACL": with_pyshacl,
    "rudof": with_rudof,
}


def rows(source: Path, number: int = NUMBER) -> Iterator[Row]:
    """Yield a row an engine; ratios are to the gate."""
    with tempfile.TemporaryDirectory() as scratch:
        folder, found = Path(scratch), list(graphs(source, number))
        (folder / "graphs.json").write_bytes(msgspec.json.encode(found))
        lines = (f"{s} {p} {o} .\n" for triples in found for s, p, o in triples)
        (folder / "all.nt").write_text("".join(lines), encoding="utf-8")
        shapes = rdflib.Graph()
        for path in sorted(content("shapes").glob("*.ttl")):
            shapes.parse(path)
        shapes.serialize(folder / "shapes.ttl")
        first = 0.0
        for name in ENGINES:
            taken = elsewhere("benchmarks.validation", "--here", name, scratch)
            first = first or taken.processor
            yield _row(name, taken, len(found), first)


def _row(name: str, taken: Measured, records: int, first: float) -> Row:
    ratio = taken.processor / first if first else None
    return row_of(taken, "validation", name, records, ratio, f"of the gate; {taken.answer:,} results")


def main(words: list[str]) -> None:
    """Measure one engine here, or all of them elsewhere."""
    if words[0] == "--here":
        tell(here(lambda: ENGINES[words[1]](Path(words[2]))))
        return
    number = int(words[1]) if words[1:] else NUMBER
    sys.stdout.writelines(f"{line}\n" for line in table(rows(Path(words[0]), number)))


if __name__ == "__main__":
    main(sys.argv[1:])
