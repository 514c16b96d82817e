"""The whole build, in the one order there is: read, compose, check, write, describe, load, put in place.

A build is made in a hidden folder and moved into place when it is whole, so no half-written file ever has
a final name. Nothing in it depends on the clock or on the order of the input: the same records give the
same bytes (the store's own files apart, which hold the same quads).
"""

from __future__ import annotations

import json
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TextIO

import msgspec

from kg import __version__
from kg.check import SEVERITIES, Finding, Gate, result_triples, verdict_triples
from kg.compose import Composer, RecordGraph
from kg.content import content
from kg.errors import BuildError, RecordError, Rejected
from kg.infer import Closure, closure_triples
from kg.publish.description import Counts, describe_files, description_triples
from kg.publish.jsonld import Documents, spell
from kg.publish.nquads import gzip_writer, quad_lines, rdf_triples
from kg.publish.rejected import write_rejected
from kg.publish.turtle import TurtleWriter
from kg.sources import all_sources, read
from kg.spool import Entry, Spool
from kg.store import fill
from kg.terms import DEFAULT_BASE, Triple, checked_base, in_iri
from kg.vocabulary import Vocabulary, code_triples, concept_triples, load

SHARD = 5_000
# what a build consists of; a folder that holds anything else besides a README is not ours to write in
ENTRIES = (
    "manifest.json",
    "nquads",
    "turtle",
    "jsonld",
    "context.jsonld",
    "ontology",
    "report.ttl",
    "rejected",
    "void.ttl",
    "store",
)
WORK = ".building"

Progress = Callable[[str, int, int], None]


class Settings(msgspec.Struct, frozen=True):
    """What a user can choose about a build."""

    base: str = DEFAULT_BASE
    contacts: bool = False


class Summary(msgspec.Struct, frozen=True):
    """What came in and what came out."""

    records: int
    trials: int
    rejected: int
    triples: int
    findings: dict[str, int]
    seconds: float


def build(
    inputs: list[Path],
    output: Path,
    settings: Settings | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Build a graph from files and folders into `output`, replacing the build that was there.

    Raises SourceError where an input does not exist, BuildError where `output` holds something else,
    and whatever the vocabulary or the shapes raise; a bad record is only set aside.
    """
    started = time.monotonic()
    settings = settings or Settings()
    checked_base(settings.base)
    work = _prepare(output)
    try:
        summary = _Build(work, settings, progress or _no_progress).run(inputs)
        _put_in_place(work, output)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return msgspec.structs.replace(summary, seconds=time.monotonic() - started)


def _no_progress(_stage: str, _done: int, _total: int) -> None:
    """Show nothing."""


def _prepare(output: Path) -> Path:
    """Make the folder that a build is made in, once it is sure that nothing foreign gets lost."""
    if output.exists() and not output.is_dir():
        raise BuildError(f"{output} is a file; name a folder to build in")
    foreign = [
        path.name
        for path in (output.iterdir() if output.is_dir() else ())
        if path.name not in (*ENTRIES, WORK, "README.md")
    ]
    if foreign:
        raise BuildError(f"{output} holds {min(foreign)!r}, which no build made; name a new or empty folder")
    work = output / WORK
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    return work


def _put_in_place(work: Path, output: Path) -> None:
    """Replace the old build; the manifest goes first and comes last, so a folder without one is not whole."""
    for name in ENTRIES:
        old = output / name
        if old.is_dir():
            shutil.rmtree(old)
        else:
            old.unlink(missing_ok=True)
    for name in reversed(ENTRIES):
        (work / name).rename(output / name)


class _Build:
    """One run of the stages, in a folder of its own."""

    def __init__(self, work: Path, settings: Settings, progress: Progress) -> None:
        self._work, self._settings, self._progress = work, settings, progress
        self._vocabulary: Vocabulary = load()
        self._closure = Closure(self._vocabulary)
        self._composer = Composer(self._vocabulary, self._closure, settings.base, settings.contacts)
        self._gate = Gate()
        self._turtle = TurtleWriter(self._vocabulary, settings.base)
        self._documents = Documents(self._vocabulary)
        self._rejected: list[Rejected] = []
        self._report = f"<{settings.base}report>"
        self._findings: Counter[str] = Counter()
        self._counts = Counts()
        self._graphs: dict[str, int] = {}
        self._trials: set[str] = set()

    def run(self, inputs: list[Path]) -> Summary:
        """Run every stage and say what came of it."""
        for folder in ("nquads", "turtle", "jsonld", "ontology", "rejected"):
            (self._work / folder).mkdir()
        records = self._records(inputs)
        self._write_vocabulary()
        write_rejected(self._work / "rejected", self._rejected)
        self._describe(records)
        self._progress("store", 0, 1)
        fill(self._work / "store", sorted((self._work / "nquads").iterdir()))
        self._progress("store", 1, 1)
        return self._summary(records)

    def _records(self, inputs: list[Path]) -> int:
        """Read, settle and write every record, and count those that came in."""
        with (
            Spool(self._work / "spool") as spool,
            (self._work / "report.ttl").open("w", encoding="utf-8") as report,
        ):
            report.write(self._turtle.header())
            records = self._read(inputs, spool)
            entries, older = spool.settle()
            self._rejected += older
            for number, start in enumerate(range(0, len(entries), SHARD)):
                self._write_shard(number, self._built(entries, start, spool, report))
            verdict = verdict_triples(self._findings.total(), self._report)
            report.writelines(self._turtle.blocks(verdict))
        (self._work / "spool").unlink()
        return records

    def _read(self, inputs: list[Path], spool: Spool) -> int:
        """Read every input into the spool and count the records that came in."""
        records = 0
        for records, found in enumerate(read(inputs), start=1):
            if isinstance(found, Rejected):
                self._rejected.append(found)
            else:
                spool.add(found.study, found.provenance, found.content)
            self._progress("read", records, 0)
        return records

    def _built(self, entries: list[Entry], start: int, spool: Spool, report: TextIO) -> Iterator[RecordGraph]:
        """Compose and check the records of one shard; what must not be published is set aside."""
        for number, entry in enumerate(entries[start : start + SHARD], start=start + 1):
            record = spool.get(entry)
            try:
                study = all_sources()[entry.source].study(record.content)
                graph = self._composer.graph(study, record.provenance)
                findings = self._gate.check(graph.triples)
                _refuse_violations(findings)
            except RecordError as error:
                self._rejected.append(
                    Rejected(
                        document=entry.document,
                        position=entry.position,
                        why=str(error),
                        trial=entry.trial_id,
                        content=record.content,
                    )
                )
            else:
                self._tell(findings, report)
                yield graph
            self._progress("build", number, len(entries))

    def _tell(self, findings: list[Finding], report: TextIO) -> None:
        """Count findings, and write them into the report as they come."""
        for finding in findings:
            self._findings[finding.severity] += 1
            result = result_triples(finding, self._findings.total(), self._report)
            report.writelines(self._turtle.blocks(result))

    def _write_shard(self, number: int, graphs: Iterator[RecordGraph]) -> None:
        """Write the records of one shard as N-Quads and Turtle, and their trials as documents."""
        name = f"trials-{number:04}"
        trial: list[RecordGraph] = []
        with (
            gzip_writer(self._work / "nquads" / f"{name}.nq.gz") as quads,
            (self._work / "turtle" / f"{name}.ttl").open("w", encoding="utf-8") as turtle,
        ):
            turtle.write(self._turtle.header())
            for graph in graphs:
                quads.write(quad_lines(graph.triples, graph.name).encode())
                turtle.writelines(self._turtle.blocks(graph.triples))
                self._count(graph)
                if trial and trial[0].trial_id != graph.trial_id:
                    self._write_document(trial)
                    trial = []
                trial.append(graph)
        if trial:
            self._write_document(trial)

    def _count(self, graph: RecordGraph) -> None:
        self._counts.add(graph.triples)
        self._graphs[graph.name[1:-1]] = len(graph.triples)
        self._trials.add(graph.trial_id)

    def _write_document(self, graphs: list[RecordGraph]) -> None:
        """Write what all records of one trial say as one document."""
        triples = (triple for graph in graphs for triple in graph.triples)
        document = self._documents.document(graphs[0].trial, triples)
        path = self._work / "jsonld" / f"{in_iri(graphs[0].trial_id)}.jsonld"
        path.write_text(spell(document), encoding="utf-8")

    def _write_vocabulary(self) -> None:
        """Write ontology, codes and concepts with what follows from them, as files and as one graph."""
        codes = list(code_triples(self._vocabulary))
        concepts = [
            *concept_triples(self._vocabulary),
            *closure_triples(self._vocabulary, self._closure),
        ]
        ontology = content("ontology") / "trialkg.ttl"
        shutil.copyfile(ontology, self._work / "ontology" / "trialkg.ttl")
        self._write_turtle("ontology/codes.ttl", codes)
        self._write_turtle("ontology/concepts.ttl", concepts)
        context = {"@context": self._documents.context}
        (self._work / "context.jsonld").write_text(json.dumps(context, indent=2) + "\n", encoding="utf-8")
        graph = f"<{self._settings.base}graph/vocabulary>"
        triples = [*rdf_triples(ontology), *codes, *concepts]
        with gzip_writer(self._work / "nquads" / "vocabulary.nq.gz") as quads:
            quads.write(quad_lines(triples, graph).encode())
        self._graphs[graph[1:-1]] = len(triples)

    def _write_turtle(self, path: str, triples: Iterable[Triple]) -> None:
        with (self._work / path).open("w", encoding="utf-8") as file:
            file.write(self._turtle.header())
            file.writelines(self._turtle.blocks(triples))

    def _describe(self, records: int) -> None:
        """Write what the build holds: VoID and DCAT for machines on the web, a manifest for loaders."""
        described = [file for name in ENTRIES for file in describe_files(self._work, name)]
        base = self._settings.base
        self._write_turtle("void.ttl", list(description_triples(base, self._counts, described)))
        manifest = {
            "trialkg": __version__,
            "base": base,
            "contacts": self._settings.contacts,
            "records": records,
            "trials": len(self._trials),
            "rejected": len(self._rejected),
            "triples": self._counts.triples,
            "findings": {severity: self._findings[severity] for severity in SEVERITIES},
            "graphs": dict(sorted(self._graphs.items())),
            "files": [
                {"path": file.path, "bytes": file.size, "sha256": file.sha256}
                for file in (*described, *describe_files(self._work, "void.ttl"))
            ],
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
        (self._work / "manifest.json").write_text(text, encoding="utf-8")

    def _summary(self, records: int) -> Summary:
        return Summary(
            records=records,
            trials=len(self._trials),
            rejected=len(self._rejected),
            triples=self._counts.triples,
            findings={severity: self._findings[severity] for severity in SEVERITIES},
            seconds=0.0,
        )


def _refuse_violations(findings: list[Finding]) -> None:
    """Raise RecordError where a record must not be published, with what is wrong in words."""
    wrong = list(dict.fromkeys(f"{f.message} ({f.value or f.focus})" for f in findings if f.is_violation))
    if wrong:
        raise RecordError("; ".join(wrong))
