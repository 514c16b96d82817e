"""morph-kgc: RML over CSV files.

It needs older versions of rdflib, pyoxigraph and DuckDB than trialkg, so that both cannot live in one
environment: MORPH_KGC names the Python of its own.
"""

from __future__ import annotations

import csv
import os
import subprocess
import tempfile
from pathlib import Path

from benchmarks.mapping.subset import NS
from benchmarks.mapping.tables import Table, tables
from kg.terms import DCTERMS, LABEL, RDF, XSD

TITLE = "morph-kgc, RML over CSV"
NEEDS = ()
_PREFIXES = """\
@prefix rr: <http://www.w3.org/ns/r2rml#> . @prefix rml: <http://semweb.mmlab.be/ns/rml#> .
@prefix ql: <http://semweb.mmlab.be/ns/ql#> .
"""
_CONFIG = """\
[CONFIGURATION]
na_values=
output_file=TARGET
logging_level=ERROR
[DataSource1]
mappings=FOLDER/mapping.ttl
"""


def write(source: Path, target: Path) -> None:
    """Write the tables as CSV, and let morph-kgc map them."""
    python = os.environ.get("MORPH_KGC")
    if not python:
        raise ImportError("morph-kgc: MORPH_KGC names no Python that has it")
    with tempfile.TemporaryDirectory() as scratch:
        folder, found = Path(scratch), tables(source)
        maps = [_trials(_csv(found.trials, folder / "trials.csv"))]
        maps += _parts(_csv(found.parts, folder / "parts.csv"))
        for number, (kind, table) in enumerate(found.dates.items()):
            maps.append(_dates(_csv(table, folder / f"dates{number}.csv"), kind))
        (folder / "mapping.ttl").write_text(_PREFIXES + "\n".join(maps), encoding="utf-8")
        config = _CONFIG.replace("TARGET", str(target)).replace("FOLDER", str(folder))
        (folder / "config.ini").write_text(config, encoding="utf-8")
        subprocess.run([python, "-m", "morph_kgc", str(folder / "config.ini")], cwd=folder, check=True)  # noqa: S603


def _csv(table: Table, path: Path) -> Path:
    with path.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out, quoting=csv.QUOTE_MINIMAL)
        rows.writerow(table)
        rows.writerows(zip(*table.values(), strict=True))
    return path


def _map(path: Path, subject: str, said: list[str]) -> str:
    source = f'rml:logicalSource [ rml:source "{path}" ; rml:referenceFormulation ql:CSV ]'
    subjects = f'rr:subjectMap [ rml:reference "{subject}" ; rr:termType rr:IRI ]'
    return f"<#{path.stem}-{subject}> {source} ; {subjects} ;\n  " + " ;\n  ".join(said) + " .\n"


def _say(predicate: str, value: str) -> str:
    return f"rr:predicateObjectMap [ rr:predicateMap [ {predicate} ] ; rr:objectMap [ {value} ] ]"


def _constant(term: str) -> str:
    return f"rr:constant {term}"


def _column(name: str, kind: str = "rr:termType rr:IRI") -> str:
    return f'rml:reference "{name}" ; {kind}'


def _text(name: str) -> str:
    return _column(name, "rr:termType rr:Literal")


def _trials(path: Path) -> str:
    said = {
        RDF.type: _constant(f"<{NS}Trial>"),
        LABEL: _text("label"),
        DCTERMS.identifier: _text("id"),
        f"<{NS}briefTitle>": _text("brief"),
        f"<{NS}officialTitle>": _text("official"),
        f"<{NS}overallStatus>": _column("status"),
    }
    return _map(path, "trial", [_say(_constant(prop), value) for prop, value in said.items()])


def _parts(path: Path) -> list[str]:
    said = {
        RDF.type: _column("kind"),
        LABEL: _text("label"),
        f"<{NS}position>": _column("position", f"rr:datatype {XSD.integer}"),
        DCTERMS.description: _text("description"),
        f"<{NS}timeFrame>": _text("time_frame"),
    }
    of_part = [_say(_constant(prop), value) for prop, value in said.items()]
    coded = _say(_column("type_property"), _column("type"))
    has = _say(_column("has"), _column("node"))
    return [_map(path, "node", [*of_part, coded]), _map(path, "trial", [has])]


def _dates(path: Path, kind: str) -> str:
    return _map(path, "trial", [_say(_column("property"), _column("value", f"rr:datatype <{kind}>"))])
