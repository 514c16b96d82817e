"""One shard of a build: its records composed, checked and written, in a folder of its own.

A shard is a pure function of its records and of the software (`Task.key`), so shards are built in any
process and in any order, and one that was finished before an interruption is taken as it is.
"""

from __future__ import annotations

import hashlib
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TextIO

import msgspec

from kg.check import Finding, result_triples, sentence
from kg.compose import Composer, RecordGraph
from kg.content import content
from kg.errors import RecordError
from kg.gate import Gate
from kg.lexicon import Chosen, lexicon
from kg.nodes import nodes_of
from kg.publish.counts import Counts
from kg.publish.jsonld import Documents
from kg.publish.nquads import gzip_writer, node_lines
from kg.publish.set_aside import write_evidence
from kg.publish.turtle import TurtleWriter
from kg.report.observe import Observed, Observer
from kg.report.tally import Tally
from kg.sources import study_of
from kg.spool import Entry, SetAside, Settled, SpoolReader
from kg.study import Study, with_older
from kg.terms import DEFAULT_BASE, in_iri
from kg.vocabulary import load
from kg.workplace import RESULT

NOTES = "notes.jsonl"


class Settings(msgspec.Struct, frozen=True):
    """What a user can choose about what is published; `index` is where imported vocabularies lie."""

    base: str = DEFAULT_BASE
    contacts: bool = False
    index: str = ""
    vocabularies: tuple[Chosen, ...] = ()


class Task(msgspec.Struct, frozen=True):
    """What a shard is built from."""

    folder: str
    spool: str
    settings: Settings
    records: list[Settled]

    @property
    def key(self) -> str:
        """Hash everything that the shard's bytes depend on."""
        return hashlib.sha256(
            software().encode()
            # where the index of vocabularies lies changes nothing, which release of each it holds does
            + msgspec.json.encode(msgspec.structs.replace(self.settings, index=""))
            + msgspec.json.encode([_traits(settled) for settled in self.records])
        ).hexdigest()


class Shard(msgspec.Struct, frozen=True):
    """What came of a shard; `imported` are kinds of link with the imported concepts that were named.

    `first` is the id of its first trial, and `tally` what the report counts.
    """

    key: str
    trials: int
    records: int
    counts: Counts
    findings: dict[str, int]
    graphs: dict[str, int]
    set_aside: list[SetAside]
    imported: list[tuple[str, str]]
    first: str
    tally: Tally


def build_shard(task: Task) -> Shard:
    """Build a shard, or take it as it is where it was finished before."""
    if done := finished(task):
        return done
    folder = Path(task.folder)
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "jsonld").mkdir(parents=True)
    with closing(SpoolReader(Path(task.spool))) as spool:
        shard = _Writer(folder, task, spool).write()
    (folder / "result.part").write_bytes(msgspec.json.encode(shard))
    (folder / "result.part").rename(folder / RESULT)
    return shard


def finished(task: Task) -> Shard | None:
    """Take a shard that was finished before; None where there is none of these records."""
    result = Path(task.folder) / RESULT
    done = msgspec.json.decode(result.read_bytes(), type=Shard) if result.is_file() else None
    return done if done and done.key == task.key else None


@cache
def software() -> str:
    """Hash what turns records into graphs: the code, the ontology and the shapes."""
    digest = hashlib.sha256()
    package = Path(__file__).parent
    for folder, kinds in ((package, "*.py"), (content("ontology"), "*.t*"), (content("shapes"), "*.ttl")):
        for path in sorted(folder.rglob(kinds)):
            digest.update(f"{path.relative_to(folder)}\n".encode() + path.read_bytes())
    return digest.hexdigest()


def _traits(settled: Settled) -> list[object]:
    """Name what a record's graph depends on, and the place in the spool, which a SetAside names."""
    return [(e.provenance, e.record_id, e.last_update, e.offset) for e in (settled.newest, *settled.older)]


class _Tools(msgspec.Struct, frozen=True):
    """What a process needs to build shards; made once."""

    composer: Composer
    gate: Gate
    turtle: TurtleWriter
    documents: Documents


@cache
def _tools(settings: Settings) -> _Tools:
    vocabulary = load()
    words = lexicon(settings.index, settings.vocabularies)
    return _Tools(
        composer=Composer(words, settings.base, settings.contacts),
        gate=Gate(),
        turtle=TurtleWriter(vocabulary, settings.base),
        documents=Documents(vocabulary),
    )


class _Writer:
    """Writes one shard."""

    def __init__(self, folder: Path, task: Task, spool: SpoolReader) -> None:
        self._folder, self._task, self._spool = folder, task, spool
        self._tools = _tools(task.settings)
        self._counts = Counts()
        self._findings: Counter[str] = Counter()
        self._graphs: dict[str, int] = {}
        self._set_aside: list[SetAside] = []
        self._trials = 0
        self._imported: set[tuple[str, str]] = set()
        self._observer = Observer(load())

    def write(self) -> Shard:
        """Write the records as N-Quads and Turtle, their trials as documents, and what was found in them."""
        with (
            gzip_writer(self._folder / "trials.nq.gz") as quads,
            (self._folder / "trials.ttl").open("w", encoding="utf-8") as turtle,
            (self._folder / "report.ttl").open("w", encoding="utf-8") as report,
            (self._folder / NOTES).open("wb") as notes,
        ):
            turtle.write(self._tools.turtle.header())
            for _, of_trial in groupby(self._graphs_of_records(report), key=lambda graph: graph.trial_id):
                graphs = list(of_trial)
                for graph in graphs:
                    quads.write(node_lines(graph.nodes, graph.name).encode())
                    turtle.writelines(self._tools.turtle.blocks(graph.nodes))
                    self._graphs[graph.name[1:-1]] = graph.size
                    self._imported |= graph.imported
                self._counts.add(graph.nodes for graph in graphs)
                self._write_document(graphs)
                notes.write(msgspec.json.encode(self._observer.trial(graphs[0].trial_id)) + b"\n")
        return Shard(
            key=self._task.key,
            trials=self._trials,
            records=len(self._graphs),
            counts=self._counts,
            findings=dict(self._findings),
            graphs=self._graphs,
            set_aside=self._set_aside,
            imported=sorted(self._imported),
            first=self._task.records[0].newest.trial_id,
            tally=self._observer.tally,
        )

    def _graphs_of_records(self, report: TextIO) -> Iterator[RecordGraph]:
        """Compose and check each record; what must not be published is set aside."""
        for settled in self._task.records:
            try:
                graph = self._composed(settled)
                findings = self._tools.gate.check(graph.nodes)
            except RecordError as error:
                self._set_aside.append(settled.newest.set_aside(str(error)))
                continue
            self._observer.refused(settled.newest, findings)
            if wrong := _violations(findings):
                self._refuse(settled.newest.set_aside(wrong), graph, findings)
            else:
                self._tell(findings, graph, report)
                self._count(settled.newest, graph, findings)
                yield graph

    def _composed(self, settled: Settled) -> RecordGraph:
        study = self._study(settled.newest)
        versions = [(self._study(entry), entry.provenance) for entry in settled.versions()]
        return self._tools.composer.graph(with_older(study, versions), settled.newest.provenance)

    def _study(self, entry: Entry) -> Study:
        return study_of(entry.provenance.source, self._spool.get(entry.offset, entry.length))

    def _count(self, entry: Entry, graph: RecordGraph, findings: list[Finding]) -> None:
        """Count a record for the report."""
        self._observer.record(entry, Observed(graph.trial, graph.nodes), findings)

    def _refuse(self, record: SetAside, graph: RecordGraph, findings: list[Finding]) -> None:
        """Set a record aside that shapes refuse, with its graph and all that was found in it."""
        quads = node_lines(graph.nodes, graph.name)
        evidence = write_evidence(self._folder, len(self._set_aside), quads, findings)
        self._set_aside.append(msgspec.structs.replace(record, evidence=evidence))

    def _tell(self, findings: list[Finding], graph: RecordGraph, report: TextIO) -> None:
        """Count findings, and write them into the report as they come."""
        base = self._task.settings.base
        for number, finding in enumerate(findings, start=1):
            self._findings[finding.severity] += 1
            node = f"<{base}report/{graph.name[1:-1].removeprefix(base)}/{number}>"
            result = nodes_of(result_triples(finding, node, f"<{base}report>"))
            report.writelines(self._tools.turtle.blocks(result))

    def _write_document(self, graphs: list[RecordGraph]) -> None:
        """Write what all records of one trial say as one document."""
        self._trials += 1
        nodes = graphs[0].nodes
        if len(graphs) > 1:
            nodes = nodes_of(triple for graph in graphs for triple in graph.triples)
        path = self._folder / "jsonld" / f"{in_iri(graphs[0].trial_id)}.jsonld"
        path.write_bytes(self._tools.documents.document(graphs[0].trial, nodes))


def _violations(findings: list[Finding]) -> str:
    """Say in words what keeps a record from being published; nothing, where nothing does."""
    return "; ".join(dict.fromkeys(sentence(one) for one in findings if one.is_violation))
